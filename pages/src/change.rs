//! Pages of a change of what an account may be proven by.

use askama::Template;
use qrcodegen::{QrCode, QrCodeEcc};

use super::{RenderFailed, Words};

/// Modules of light around a QR code (ISO/IEC 18004 §6.3.8).
const QUIET: i32 = 4;

/// Asks whether a change is meant.
#[derive(Template)]
#[template(path = "pages/change.html")]
pub struct ChangePage<'a> {
    /// In which language.
    pub words: &'a Words,
    /// What the service is called.
    pub service: &'a str,
    /// The sealed flow.
    pub flow: &'a str,
    /// Which change: its heading, by its id. One that belongs to others has the rest of its sentences from them.
    pub kind: &'a str,
    /// When what is begun now will be due.
    pub due: &'a str,
    /// Why it was not made; empty at first.
    pub fault: &'a str,
}

/// Has the browser make a passkey.
#[derive(Template)]
#[template(path = "pages/passkey.html")]
pub struct PasskeyPage<'a> {
    /// In which language.
    pub words: &'a Words,
    /// What the service is called.
    pub service: &'a str,
    /// The sealed flow.
    pub flow: &'a str,
    /// Why the last one was not added; empty at first.
    pub fault: &'a str,
}

/// Shows the secret of an app once, and asks for its first code.
#[derive(Template)]
#[template(path = "pages/app.html")]
pub struct AppPage<'a> {
    /// In which language.
    pub words: &'a Words,
    /// What the service is called.
    pub service: &'a str,
    /// The sealed flow.
    pub flow: &'a str,
    /// The sealed enrolment.
    pub enrolment: &'a str,
    /// What the app scans; `None`: it was shown before.
    pub uri: Option<&'a str>,
    /// What is typed in its place.
    pub secret: Option<&'a str>,
    /// Why the last code was not taken; empty at first.
    pub fault: &'a str,
}

/// Shows recovery codes once.
#[derive(Template)]
#[template(path = "pages/recovery_codes.html")]
pub struct RecoveryCodesPage<'a> {
    /// In which language.
    pub words: &'a Words,
    /// What the service is called.
    pub service: &'a str,
    /// The codes.
    pub codes: &'a [String],
}

/// A QR code as the path of an SVG, and how wide and high it is in modules.
struct Picture {
    path: String,
    size: i32,
}

impl ChangePage<'_> {
    fn heading(&self) -> Result<String, RenderFailed> {
        self.words.say(self.kind)
    }

    /// One of the change's sentences.
    fn say(&self, part: &str) -> Result<String, RenderFailed> {
        let of = self.kind.split('.').next().unwrap_or_default();
        self.words.say_of(&format!("{of}{part}"), &[("due", self.due)])
    }
}

impl Picture {
    fn of(uri: &str) -> Result<Self, RenderFailed> {
        let code = QrCode::encode_text(uri, QrCodeEcc::Medium).map_err(RenderFailed::custom)?;
        let modules = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
        let dark = modules.filter(|(x, y)| code.get_module(*x, *y));
        let squares: Vec<_> = dark.map(|(x, y)| format!("M{},{}h1v1h-1z", x + QUIET, y + QUIET)).collect();
        let path = squares.concat();
        Ok(Self { path, size: code.size() + 2 * QUIET })
    }
}

impl RecoveryCodesPage<'_> {
    /// All of them as a file: they go nowhere, since the page has them already.
    fn file(&self) -> String {
        format!("data:text/plain;charset=utf-8,{}", self.codes.join("%0D%0A"))
    }
}
