//! What a message says of the thing that its code is for, in every language.

use shared::codes::purpose::CodePurpose;

use super::Locale;

/// The sentences that differ by purpose. `{life}`, `{host}`, `{tag}`, `{code}` and `{name}` are filled in.
pub(super) struct Wording {
    pub(super) subject: &'static str,
    pub(super) lead: &'static str,
    pub(super) warning: &'static str,
    pub(super) text: &'static str,
    /// For a long code, which leaves no room for more within one part.
    pub(super) long_text: &'static str,
}

impl Locale {
    pub(super) const fn wording(self, purpose: CodePurpose) -> Wording {
        match self {
            Self::English => english(purpose),
            Self::German => german(purpose),
            Self::French => french(purpose),
            Self::Spanish => spanish(purpose),
        }
    }
}

const fn english(purpose: CodePurpose) -> Wording {
    const WARNING: &str = "Nobody will ever ask you for this code. If you did not want this, ignore this message.";
    const CHANGE: &str = "{name} code: {code} changes your account. Valid {life}.";
    const LONG: &str = "{name} account code: {code}. {life}.";
    match purpose {
        CodePurpose::SignIn => Wording {
            subject: "Your sign-in code for {name} ({tag})",
            lead: "Your code for {name}:",
            warning: "Nobody will ever ask you for this code. If you did not try to sign in, ignore this message.",
            text: "{name} code: {code}. Valid {life}. Do not share it.",
            long_text: "{name} code: {code}. Valid {life}.",
        },
        CodePurpose::NewIdentifier => Wording {
            subject: "Add this address to an account at {name} ({tag})",
            lead: "The code that lets an account at {name} be signed in to with this address:",
            warning: WARNING,
            text: "{name} code: {code} adds this number. Valid {life}.",
            long_text: LONG,
        },
        CodePurpose::AddIdentifier => Wording {
            subject: "A new way to sign in to your account at {name} ({tag})",
            lead: "The code that adds an address or a number to your account at {name}:",
            warning: WARNING,
            text: CHANGE,
            long_text: LONG,
        },
        CodePurpose::RemoveIdentifier => Wording {
            subject: "One way less to sign in to your account at {name} ({tag})",
            lead: "The code that removes an address or a number from your account at {name}:",
            warning: WARNING,
            text: CHANGE,
            long_text: LONG,
        },
    }
}

const fn german(purpose: CodePurpose) -> Wording {
    const WARNING: &str =
        "Niemand wird Sie je nach diesem Code fragen. Wenn Sie das nicht wollten, ignorieren Sie diese Nachricht.";
    // The unit is an abbreviation, and brings the full stop.
    const CHANGE: &str = "{name} Code: {code} ändert Ihr Konto. Gilt {life}";
    const LONG: &str = "{name} Kontocode: {code}. Gilt {life}";
    match purpose {
        CodePurpose::SignIn => Wording {
            subject: "Ihr Anmeldecode für {name} ({tag})",
            lead: "Ihr Code für {name}:",
            warning: "Niemand wird Sie je nach diesem Code fragen. Wenn Sie sich nicht anmelden wollten, ignorieren Sie diese Nachricht.",
            text: "{name} Code: {code}. Gilt {life} Nicht weitergeben.",
            long_text: "{name} Code: {code}. Gilt {life}",
        },
        CodePurpose::NewIdentifier => Wording {
            subject: "Diese Adresse zu einem Konto bei {name} hinzufügen ({tag})",
            lead: "Der Code, mit dem diese Adresse zur Anmeldung bei einem Konto von {name} dienen wird:",
            warning: WARNING,
            text: "{name} Code: {code} fügt diese Nummer hinzu. Gilt {life}",
            long_text: LONG,
        },
        CodePurpose::AddIdentifier => Wording {
            subject: "Eine weitere Anmeldung für Ihr Konto bei {name} ({tag})",
            lead: "Der Code, der Ihrem Konto bei {name} eine Adresse oder Nummer hinzufügt:",
            warning: WARNING,
            text: CHANGE,
            long_text: LONG,
        },
        CodePurpose::RemoveIdentifier => Wording {
            subject: "Eine Anmeldung weniger für Ihr Konto bei {name} ({tag})",
            lead: "Der Code, der eine Adresse oder Nummer aus Ihrem Konto bei {name} entfernt:",
            warning: WARNING,
            text: CHANGE,
            long_text: LONG,
        },
    }
}

const fn french(purpose: CodePurpose) -> Wording {
    const WARNING: &str =
        "Personne ne vous demandera jamais ce code. Si vous n'avez pas voulu cela, ignorez ce message.";
    const CHANGE: &str = "{name} code : {code} modifie votre compte. Valable {life}.";
    const LONG: &str = "{name} code compte : {code}. {life}.";
    match purpose {
        CodePurpose::SignIn => Wording {
            subject: "Votre code de connexion pour {name} ({tag})",
            lead: "Votre code pour {name} :",
            warning: "Personne ne vous demandera jamais ce code. Si vous n'avez pas essayé de vous connecter, ignorez ce message.",
            text: "{name} code : {code}. Valable {life}. Ne le partagez pas.",
            long_text: "{name} code : {code}. Valable {life}.",
        },
        CodePurpose::NewIdentifier => Wording {
            subject: "Ajouter cette adresse à un compte chez {name} ({tag})",
            lead: "Le code qui permettra de se connecter à un compte de {name} avec cette adresse :",
            warning: WARNING,
            text: "{name} code : {code} ajoute ce numéro. Valable {life}.",
            long_text: LONG,
        },
        CodePurpose::AddIdentifier => Wording {
            subject: "Un moyen de connexion de plus pour votre compte chez {name} ({tag})",
            lead: "Le code qui ajoute une adresse ou un numéro à votre compte chez {name} :",
            warning: WARNING,
            text: CHANGE,
            long_text: LONG,
        },
        CodePurpose::RemoveIdentifier => Wording {
            subject: "Un moyen de connexion de moins pour votre compte chez {name} ({tag})",
            lead: "Le code qui retire une adresse ou un numéro de votre compte chez {name} :",
            warning: WARNING,
            text: CHANGE,
            long_text: LONG,
        },
    }
}

const fn spanish(purpose: CodePurpose) -> Wording {
    const WARNING: &str = "Nadie le pedirá nunca este código. Si no ha querido esto, ignore este mensaje.";
    const CHANGE: &str = "{name} clave: {code} modifica su cuenta. Vale {life}.";
    const LONG: &str = "{name} clave de cuenta: {code}. {life}.";
    match purpose {
        CodePurpose::SignIn => Wording {
            subject: "Su código de acceso para {name} ({tag})",
            lead: "Su código para {name}:",
            warning: "Nadie le pedirá nunca este código. Si no ha intentado acceder, ignore este mensaje.",
            text: "{name} clave: {code}. Vale {life}. No la comparta.",
            long_text: "{name} clave: {code}. Vale {life}.",
        },
        CodePurpose::NewIdentifier => Wording {
            subject: "Añadir esta dirección a una cuenta de {name} ({tag})",
            lead: "El código con el que esta dirección servirá para acceder a una cuenta de {name}:",
            warning: WARNING,
            text: "{name} clave: {code} añade este teléfono. Vale {life}.",
            long_text: LONG,
        },
        CodePurpose::AddIdentifier => Wording {
            subject: "Una forma más de acceder a su cuenta de {name} ({tag})",
            lead: "El código que añade una dirección o un número a su cuenta de {name}:",
            warning: WARNING,
            text: CHANGE,
            long_text: LONG,
        },
        CodePurpose::RemoveIdentifier => Wording {
            subject: "Una forma menos de acceder a su cuenta de {name} ({tag})",
            lead: "El código que retira una dirección o un número de su cuenta de {name}:",
            warning: WARNING,
            text: CHANGE,
            long_text: LONG,
        },
    }
}
