//! The colours of a scheme, and which of them have to stand out from which.

use super::Colour;
use super::reader::Reader;

/// What text needs (WCAG 2.2, 1.4.3).
const TEXT: f64 = 4.5;
/// What lines and what marks the focus need (1.4.11).
const LINE: f64 = 3.0;
const NAMES: [&str; 8] = ["page", "card", "text", "quiet", "line", "accent", "on-accent", "fault"];
/// What stands on what, and how far it has to stand out. Links and the focus have the accent; a code in a mail and what
/// stands below a page's card have the page's colour behind them.
const NEEDED: [(&str, &str, f64); 10] = [
    ("text", "card", TEXT),
    ("text", "page", TEXT),
    ("quiet", "card", TEXT),
    ("quiet", "page", TEXT),
    ("fault", "card", TEXT),
    ("fault", "page", TEXT),
    ("accent", "card", TEXT),
    ("on-accent", "accent", TEXT),
    ("accent", "page", LINE),
    ("line", "card", LINE),
];

/// The colours of a scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// Behind everything.
    pub page: Colour,
    /// Behind what a page says.
    pub card: Colour,
    /// What is written.
    pub text: Colour,
    /// What is written aside.
    pub quiet: Colour,
    /// Around fields, between entries.
    pub line: Colour,
    /// Buttons, links and the focus.
    pub accent: Colour,
    /// What is written on buttons.
    pub on_accent: Colour,
    /// What went wrong.
    pub fault: Colour,
}

impl Palette {
    /// Where the file says nothing.
    pub(super) const LIGHT: Self = Self {
        page: Colour::new(0xf4, 0xf5, 0xf7),
        card: Colour::new(0xff, 0xff, 0xff),
        text: Colour::new(0x1c, 0x1e, 0x21),
        quiet: Colour::new(0x5b, 0x61, 0x68),
        line: Colour::new(0x87, 0x8e, 0x96),
        accent: Colour::new(0x1f, 0x5f, 0xbf),
        on_accent: Colour::new(0xff, 0xff, 0xff),
        fault: Colour::new(0xb3, 0x26, 0x1e),
    };
    /// The same in the dark.
    pub(super) const DARK: Self = Self {
        page: Colour::new(0x16, 0x18, 0x1b),
        card: Colour::new(0x24, 0x27, 0x2c),
        text: Colour::new(0xe8, 0xea, 0xed),
        quiet: Colour::new(0xa9, 0xb0, 0xb8),
        line: Colour::new(0x80, 0x86, 0x8d),
        accent: Colour::new(0x8a, 0xb4, 0xf8),
        on_accent: Colour::new(0x10, 0x15, 0x1c),
        fault: Colour::new(0xf2, 0xb8, 0xb5),
    };

    /// Reads the colours of `table`; those that it has not are `ours`.
    pub(super) fn read(reader: &mut Reader<'_>, table: &str, ours: Self) -> Self {
        reader.refuse_others_within(table, &NAMES);
        let mut colours = ours;
        for name in NAMES {
            if let Some(colour) = reader.take_within(table, name, |value| Colour::parse(value.string()?)) {
                *colours.named_mut(name) = colour;
            }
        }
        for (name, behind, needed) in NEEDED {
            let contrast = colours.named(name).contrast(colours.named(behind));
            if contrast < needed {
                // Rounded down: what is told never looks like enough.
                let told = (contrast * 10.0).floor() / 10.0;
                let reason = |other: &str| format!("contrast with {other} is {told}, at least {needed} is needed");
                // Whichever of the two stands in the file; ours alone fit each other.
                if !reader.refuse_within(table, name, &reason(behind)) {
                    reader.refuse_within(table, behind, &reason(name));
                }
            }
        }
        colours
    }

    /// Every colour with its name.
    pub fn all(&self) -> [(&'static str, Colour); 8] {
        NAMES.map(|name| (name, self.named(name)))
    }

    fn named(&self, name: &str) -> Colour {
        let mut colours = *self;
        *colours.named_mut(name)
    }

    fn named_mut(&mut self, name: &str) -> &mut Colour {
        match name {
            "page" => &mut self.page,
            "card" => &mut self.card,
            "text" => &mut self.text,
            "quiet" => &mut self.quiet,
            "line" => &mut self.line,
            "accent" => &mut self.accent,
            "on-accent" => &mut self.on_accent,
            _ => &mut self.fault,
        }
    }
}
