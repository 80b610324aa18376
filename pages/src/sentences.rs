//! What messages say, in every language.

use super::Locale;
use super::lifetime::Units;

/// The sentences of a message. `{life}`, `{host}`, `{tag}`, `{code}` and `{name}` are filled in.
pub(super) struct Sentences {
    pub(super) language: &'static str,
    pub(super) units: Units,
    pub(super) subject: &'static str,
    pub(super) lead: &'static str,
    pub(super) lifetime: &'static str,
    pub(super) place: &'static str,
    pub(super) warning: &'static str,
    pub(super) called: &'static str,
    pub(super) text: &'static str,
    /// For a long code, which leaves no room for a warning within one part.
    pub(super) long_text: &'static str,
}

impl Locale {
    pub(super) const fn sentences(self) -> Sentences {
        match self {
            Self::English => Sentences {
                language: "en",
                units: Units { minute: ["minute", "minutes", "min"], second: ["second", "seconds", "sec"] },
                subject: "Your sign-in code for {name} ({tag})",
                lead: "Your code for {name}:",
                lifetime: "It is valid for {life} and works once.",
                place: "Enter it at {host} and nowhere else.",
                warning: "Nobody will ever ask you for this code. If you did not try to sign in, ignore this message.",
                called: "This message is called {tag}.",
                text: "{name} code: {code}. Valid {life}. Do not share it.",
                long_text: "{name} code: {code}. Valid {life}.",
            },
            Self::German => Sentences {
                language: "de",
                units: Units { minute: ["Minute", "Minuten", "Min."], second: ["Sekunde", "Sekunden", "Sek."] },
                subject: "Ihr Anmeldecode für {name} ({tag})",
                lead: "Ihr Code für {name}:",
                lifetime: "Er gilt {life} und nur einmal.",
                place: "Geben Sie ihn nur bei {host} ein, nirgends sonst.",
                warning: "Niemand wird Sie je nach diesem Code fragen. Wenn Sie sich nicht anmelden wollten, ignorieren Sie diese Nachricht.",
                called: "Diese Nachricht heißt {tag}.",
                // The unit is an abbreviation, and brings the full stop.
                text: "{name} Code: {code}. Gilt {life} Nicht weitergeben.",
                long_text: "{name} Code: {code}. Gilt {life}",
            },
            Self::French => Sentences {
                language: "fr",
                units: Units { minute: ["minute", "minutes", "min"], second: ["seconde", "secondes", "s"] },
                subject: "Votre code de connexion pour {name} ({tag})",
                lead: "Votre code pour {name} :",
                lifetime: "Il est valable {life} et une seule fois.",
                place: "Saisissez-le sur {host} et nulle part ailleurs.",
                warning: "Personne ne vous demandera jamais ce code. Si vous n'avez pas essayé de vous connecter, ignorez ce message.",
                called: "Ce message s'appelle {tag}.",
                text: "{name} code : {code}. Valable {life}. Ne le partagez pas.",
                long_text: "{name} code : {code}. Valable {life}.",
            },
            Self::Spanish => Sentences {
                language: "es",
                units: Units { minute: ["minuto", "minutos", "min"], second: ["segundo", "segundos", "s"] },
                subject: "Su código de acceso para {name} ({tag})",
                lead: "Su código para {name}:",
                lifetime: "Es válido durante {life} y una sola vez.",
                place: "Introdúzcalo en {host} y en ningún otro sitio.",
                warning: "Nadie le pedirá nunca este código. Si no ha intentado acceder, ignore este mensaje.",
                called: "Este mensaje se llama {tag}.",
                text: "{name} clave: {code}. Vale {life}. No la comparta.",
                long_text: "{name} clave: {code}. Vale {life}.",
            },
        }
    }
}
