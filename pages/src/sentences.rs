//! What messages say, in every language.

use super::Locale;
use super::lifetime::Units;

/// The sentences of every message. `{life}`, `{host}` and `{tag}` are filled in.
pub(super) struct Sentences {
    pub(super) language: &'static str,
    pub(super) units: Units,
    pub(super) lifetime: &'static str,
    pub(super) place: &'static str,
    pub(super) called: &'static str,
}

impl Locale {
    pub(super) const fn sentences(self) -> Sentences {
        match self {
            Self::English => Sentences {
                language: "en",
                units: Units { minute: ["minute", "minutes", "min"], second: ["second", "seconds", "sec"] },
                lifetime: "It is valid for {life} and works once.",
                place: "Enter it at {host} and nowhere else.",
                called: "This message is called {tag}.",
            },
            Self::German => Sentences {
                language: "de",
                units: Units { minute: ["Minute", "Minuten", "Min."], second: ["Sekunde", "Sekunden", "Sek."] },
                lifetime: "Er gilt {life} und nur einmal.",
                place: "Geben Sie ihn nur bei {host} ein, nirgends sonst.",
                called: "Diese Nachricht heißt {tag}.",
            },
            Self::French => Sentences {
                language: "fr",
                units: Units { minute: ["minute", "minutes", "min"], second: ["seconde", "secondes", "s"] },
                lifetime: "Il est valable {life} et une seule fois.",
                place: "Saisissez-le sur {host} et nulle part ailleurs.",
                called: "Ce message s'appelle {tag}.",
            },
            Self::Spanish => Sentences {
                language: "es",
                units: Units { minute: ["minuto", "minutos", "min"], second: ["segundo", "segundos", "s"] },
                lifetime: "Es válido durante {life} y una sola vez.",
                place: "Introdúzcalo en {host} y en ningún otro sitio.",
                called: "Este mensaje se llama {tag}.",
            },
        }
    }
}
