//! What an account's owner is told of, in every language.

use askama::Template;

use super::{Brand, EmailMessage, Locale, TextMessage, TextName};
use shared::identity::notice::AccountEvent;

/// What a message tells of an account.
#[derive(Clone, Copy, Debug)]
pub struct NoticeContent<'a> {
    /// What happened.
    pub event: &'a AccountEvent,
    /// When, as people read it.
    pub when: &'a str,
    /// The language it is written in.
    pub locale: Locale,
}

/// The sentences about one event. `{name}`, `{host}`, `{what}` and `{when}` are filled in.
struct Sentences {
    language: &'static str,
    /// Also the subject.
    title: &'static str,
    /// What happened, in full.
    what: &'static str,
    when: &'static str,
    /// What to do about it.
    advice: &'static str,
    /// The text message; empty where none is sent of it.
    text: &'static str,
}

#[derive(Template)]
#[template(path = "notice.html")]
struct NoticeHtml<'a> {
    language: &'a str,
    subject: &'a str,
    what: &'a str,
    when: &'a str,
    advice: &'a str,
}

impl EmailMessage {
    /// Writes the email that tells of `content`.
    pub fn notice(brand: &Brand, content: &NoticeContent<'_>) -> Result<Self, askama::Error> {
        let sentences = sentences(content);
        let fill = |sentence: &str| {
            let named = |placeholder: &str| match placeholder {
                "name" => brand.name.as_str(),
                "host" => brand.host.as_str(),
                "when" => content.when,
                _ => named(content.event),
            };
            filled(sentence, named)
        };
        let (subject, what) = (fill(sentences.title), fill(sentences.what));
        let (when, advice) = (fill(sentences.when), fill(sentences.advice));
        let text = format!("{subject}\n\n{what}\n{when}\n\n{advice}\n");
        let language = sentences.language;
        let html = NoticeHtml { language, subject: &subject, what: &what, when: &when, advice: &advice };
        Ok(Self { html: html.render()?, subject, text })
    }
}

impl TextMessage {
    /// Writes the text message that tells of `content`, of one part for every name and host that a [`Brand`] takes; `None`
    /// where events of this kind are not told by text message.
    pub fn notice(name: &TextName, brand: &Brand, content: &NoticeContent<'_>) -> Option<Self> {
        let named = |placeholder: &str| if placeholder == "name" { name.as_str() } else { brand.host.as_str() };
        let text = filled(sentences(content).text, named);
        (!text.is_empty()).then_some(Self { text })
    }
}

/// A sentence with what its placeholders name. In one pass: whatever stands in a name stays as it is.
fn filled<'a>(sentence: &str, named: impl Fn(&str) -> &'a str) -> String {
    let mut parts = sentence.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for (placeholder, rest) in parts.filter_map(|part| part.split_once('}')) {
        filled.push_str(named(placeholder));
        filled.push_str(rest);
    }
    filled
}

/// What an event is about: the masked identifier, the client, the network.
fn named(event: &AccountEvent) -> &str {
    match event {
        AccountEvent::NewDevice { network } => network.as_deref().unwrap_or("?"),
        AccountEvent::ClientConsented { client } => client,
        AccountEvent::IdentifierAdded { identifier } | AccountEvent::IdentifierRemoved { identifier } => identifier,
        AccountEvent::Disabled | AccountEvent::Erased => "",
    }
}

fn sentences(content: &NoticeContent<'_>) -> Sentences {
    match content.locale {
        Locale::English => english(content.event),
        Locale::German => german(content.event),
        Locale::French => french(content.event),
        Locale::Spanish => spanish(content.event),
    }
}

fn english(event: &AccountEvent) -> Sentences {
    let (title, what, text) = match event {
        AccountEvent::NewDevice { .. } => (
            "New sign-in to your account with {name}",
            "Somebody signed in to your account on a device that we do not know, from the network {what}.",
            "",
        ),
        AccountEvent::ClientConsented { .. } => {
            ("An app may use your account with {name}", "You let this app in: {what}", "")
        }
        AccountEvent::IdentifierAdded { .. } => (
            "A way to sign in was added to your account with {name}",
            "From now on one can sign in to your account by {what} as well.",
            "{name}: a way to sign in was added. Not you? {host}",
        ),
        AccountEvent::IdentifierRemoved { .. } => (
            "A way to sign in was removed from your account with {name}",
            "From now on nobody can sign in to your account by {what}.",
            "{name}: a way to sign in was removed. Not you? {host}",
        ),
        AccountEvent::Disabled => (
            "Your account with {name} was disabled",
            "Nobody can sign in to your account for now, and every sign-in has ended.",
            "{name}: your account was disabled.",
        ),
        AccountEvent::Erased => (
            "Your account with {name} was erased",
            "Your account is gone, with everything that was kept of it, and every sign-in has ended.",
            "{name}: your account was erased.",
        ),
    };
    let advice = match event {
        AccountEvent::NewDevice { .. } | AccountEvent::ClientConsented { .. } => {
            "If that was not you, sign in at {host} and end what you do not know."
        }
        AccountEvent::IdentifierAdded { .. } | AccountEvent::IdentifierRemoved { .. } => {
            "If that was not you, sign in at {host}, end every sign-in, and write to whoever runs {name}."
        }
        AccountEvent::Disabled | AccountEvent::Erased => "If you did not expect that, write to whoever runs {name}.",
    };
    Sentences { language: "en", title, what, when: "It happened at {when}.", advice, text }
}

fn german(event: &AccountEvent) -> Sentences {
    let (title, what, text) = match event {
        AccountEvent::NewDevice { .. } => (
            "Neue Anmeldung bei Ihrem Konto bei {name}",
            "Jemand hat sich auf einem unbekannten Gerät bei Ihrem Konto angemeldet, aus dem Netz {what}.",
            "",
        ),
        AccountEvent::ClientConsented { .. } => {
            ("Eine App darf Ihr Konto bei {name} nutzen", "Sie haben diese App zugelassen: {what}", "")
        }
        AccountEvent::IdentifierAdded { .. } => (
            "Ihr Konto bei {name} hat einen neuen Anmeldeweg",
            "Ab jetzt kann man sich auch über {what} bei Ihrem Konto anmelden.",
            "{name}: neuer Anmeldeweg. Nicht von Ihnen? {host}",
        ),
        AccountEvent::IdentifierRemoved { .. } => (
            "Ihr Konto bei {name} hat einen Anmeldeweg weniger",
            "Ab jetzt kann sich niemand mehr über {what} bei Ihrem Konto anmelden.",
            "{name}: Anmeldeweg entfernt. Nicht von Ihnen? {host}",
        ),
        AccountEvent::Disabled => (
            "Ihr Konto bei {name} wurde gesperrt",
            "Vorerst kann sich niemand bei Ihrem Konto anmelden, und alle Anmeldungen sind beendet.",
            "{name}: Ihr Konto wurde gesperrt.",
        ),
        AccountEvent::Erased => (
            "Ihr Konto bei {name} wurde gelöscht",
            "Ihr Konto ist mit allem, was davon gespeichert war, gelöscht, und alle Anmeldungen sind beendet.",
            "{name}: Ihr Konto wurde gelöscht.",
        ),
    };
    let advice = match event {
        AccountEvent::NewDevice { .. } | AccountEvent::ClientConsented { .. } => {
            "Wenn Sie das nicht waren, melden Sie sich bei {host} an und beenden Sie, was Sie nicht kennen."
        }
        AccountEvent::IdentifierAdded { .. } | AccountEvent::IdentifierRemoved { .. } => {
            "Wenn Sie das nicht waren, melden Sie sich bei {host} an, beenden Sie alle Anmeldungen und schreiben Sie dem Betreiber von {name}."
        }
        AccountEvent::Disabled | AccountEvent::Erased => {
            "Wenn Sie das nicht erwartet haben, schreiben Sie dem Betreiber von {name}."
        }
    };
    Sentences { language: "de", title, what, when: "Zeitpunkt: {when}.", advice, text }
}

fn french(event: &AccountEvent) -> Sentences {
    let (title, what, text) = match event {
        AccountEvent::NewDevice { .. } => (
            "Nouvelle connexion à votre compte {name}",
            "Quelqu'un s'est connecté à votre compte sur un appareil inconnu, depuis le réseau {what}.",
            "",
        ),
        AccountEvent::ClientConsented { .. } => {
            ("Une application peut utiliser votre compte {name}", "Vous avez autorisé cette application : {what}", "")
        }
        AccountEvent::IdentifierAdded { .. } => (
            "Un moyen de connexion a été ajouté à votre compte {name}",
            "Désormais, on peut aussi se connecter à votre compte par {what}.",
            "{name} : moyen de connexion ajouté. Pas vous ? {host}",
        ),
        AccountEvent::IdentifierRemoved { .. } => (
            "Un moyen de connexion a été retiré de votre compte {name}",
            "Désormais, personne ne peut plus se connecter à votre compte par {what}.",
            "{name} : moyen de connexion retiré. Pas vous ? {host}",
        ),
        AccountEvent::Disabled => (
            "Votre compte {name} a été désactivé",
            "Pour l'instant, personne ne peut se connecter à votre compte, et toutes les connexions ont pris fin.",
            "{name} : votre compte a été désactivé.",
        ),
        AccountEvent::Erased => (
            "Votre compte {name} a été supprimé",
            "Votre compte est supprimé avec tout ce qui en était conservé, et toutes les connexions ont pris fin.",
            "{name} : votre compte a été supprimé.",
        ),
    };
    let advice = match event {
        AccountEvent::NewDevice { .. } | AccountEvent::ClientConsented { .. } => {
            "Si ce n'était pas vous, connectez-vous sur {host} et mettez fin à ce que vous ne connaissez pas."
        }
        AccountEvent::IdentifierAdded { .. } | AccountEvent::IdentifierRemoved { .. } => {
            "Si ce n'était pas vous, connectez-vous sur {host}, mettez fin à toutes les connexions et écrivez à l'exploitant de {name}."
        }
        AccountEvent::Disabled | AccountEvent::Erased => {
            "Si vous ne vous y attendiez pas, écrivez à l'exploitant de {name}."
        }
    };
    Sentences { language: "fr", title, what, when: "Date : {when}.", advice, text }
}

fn spanish(event: &AccountEvent) -> Sentences {
    let (title, what, text) = match event {
        AccountEvent::NewDevice { .. } => (
            "Nuevo acceso a su cuenta de {name}",
            "Alguien ha accedido a su cuenta desde un dispositivo desconocido, desde la red {what}.",
            "",
        ),
        AccountEvent::ClientConsented { .. } => {
            ("Una aplicación puede usar su cuenta de {name}", "Ha autorizado esta aplicación: {what}", "")
        }
        AccountEvent::IdentifierAdded { .. } => (
            "Se ha añadido una forma de acceso a su cuenta de {name}",
            "Desde ahora también se puede acceder a su cuenta mediante {what}.",
            "{name}: forma de acceso añadida. ¿No ha sido usted? {host}",
        ),
        AccountEvent::IdentifierRemoved { .. } => (
            "Se ha quitado una forma de acceso de su cuenta de {name}",
            "Desde ahora nadie puede acceder a su cuenta mediante {what}.",
            "{name}: forma de acceso quitada. ¿No ha sido usted? {host}",
        ),
        AccountEvent::Disabled => (
            "Su cuenta de {name} ha sido desactivada",
            "Por ahora nadie puede acceder a su cuenta, y todos los accesos han terminado.",
            "{name}: su cuenta ha sido desactivada.",
        ),
        AccountEvent::Erased => (
            "Su cuenta de {name} ha sido borrada",
            "Su cuenta y todo lo que se guardaba de ella se han borrado, y todos los accesos han terminado.",
            "{name}: su cuenta ha sido borrada.",
        ),
    };
    let advice = match event {
        AccountEvent::NewDevice { .. } | AccountEvent::ClientConsented { .. } => {
            "Si no ha sido usted, acceda en {host} y termine lo que no conozca."
        }
        AccountEvent::IdentifierAdded { .. } | AccountEvent::IdentifierRemoved { .. } => {
            "Si no ha sido usted, acceda en {host}, termine todos los accesos y escriba a quien gestiona {name}."
        }
        AccountEvent::Disabled | AccountEvent::Erased => "Si no lo esperaba, escriba a quien gestiona {name}.",
    };
    Sentences { language: "es", title, what, when: "Fecha: {when}.", advice, text }
}

#[cfg(test)]
#[path = "notice_tests.rs"]
mod tests;
