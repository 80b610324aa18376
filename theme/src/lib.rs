//! How the pages and mails look: a small file that is read and checked at build. Every value of it is of a type that has no
//! room for markup or script, and what people could not read is refused (docs/looks.md).

use std::io;

use logo::{Logo, LogoKind};
use toml_edit::Document;

mod colour;
mod fault;
mod font;
mod link;
mod palette;
mod reader;
mod sheet;

pub use colour::Colour;
pub use fault::{Fault, Faults};
pub use font::{Font, FontFile, FontFileFault};
pub use link::Link;
pub use palette::Palette;

use reader::Reader;

/// Most bytes of the logo.
pub const LARGEST_LOGO: usize = 8_000;
/// Most bytes of the font.
pub const LARGEST_FONT: usize = 11_000;
/// Most bytes of logo and font together: a page with everything has at most 30 kB.
pub const LARGEST_TOGETHER: usize = 11_000;
/// Most pixels that corners are rounded by.
pub const LARGEST_RADIUS: u8 = 24;

/// Corners without a word in the file, in pixels.
const RADIUS: u8 = 12;
const FIELDS: [&str; 9] = ["logo", "radius", "font", "font-file", "font-family", "terms", "privacy", "light", "dark"];

/// How pages and mails look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Stands above what a page says.
    pub logo: Option<Logo>,
    /// Colours by day.
    pub light: Palette,
    /// Colours where the device is set to dark.
    pub dark: Palette,
    /// What corners of a page's card are rounded by, in pixels.
    pub radius: u8,
    /// What is written with.
    pub font: Font,
    /// Where the terms of the service stand.
    pub terms: Option<Link>,
    /// Where its privacy policy stands.
    pub privacy: Option<Link>,
}

impl Theme {
    /// Reads a theme from the text of a file with this `name`, and the files that it names by `read_file`.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its line.
    pub fn parse(name: &str, text: &str, read_file: impl Fn(&str) -> io::Result<Vec<u8>>) -> Result<Self, Faults> {
        let document = match Document::parse(text) {
            Ok(document) => document,
            Err(fault) => {
                let place = fault.span().map_or(0, |span| span.start);
                return Err(Faults::new(name, vec![Fault::at(text, place, fault.message().trim().to_owned())]));
            }
        };
        let mut reader = Reader::new(text, document.as_table());
        reader.refuse_others(&FIELDS);
        let logo = reader.take("logo", |value| picture(value.string()?, &read_file));
        let font_file = reader.take("font-file", |value| font_file(value.string()?, &read_file));
        let family = reader.take("font-family", |value| font::own_family(value.string()?));
        let families = reader.take("font", |value| font::families(value));
        let radius = reader.take("radius", |value| value.number(LARGEST_RADIUS));
        let terms = reader.take("terms", |value| Link::parse(value.string()?));
        let privacy = reader.take("privacy", |value| Link::parse(value.string()?));
        let light = Palette::read(&mut reader, "light", Palette::LIGHT);
        let dark = Palette::read(&mut reader, "dark", Palette::DARK);
        if reader.has("font-file") != reader.has("font-family") {
            let there = if reader.has("font-file") { "font-file" } else { "font-family" };
            reader.refuse(there, "font-file and font-family come together");
        }
        let sizes = [logo.as_ref().map(|logo| logo.bytes().len()), font_file.as_ref().map(Vec::len)];
        let together: usize = sizes.into_iter().flatten().sum();
        if together > LARGEST_TOGETHER {
            let most = format!("with the logo it has {together} bytes, at most {LARGEST_TOGETHER} are taken");
            reader.refuse("font-file", &most);
        }
        let file = family.zip(font_file).map(|(family, bytes)| FontFile { family, bytes });
        let font = Font { families: families.unwrap_or_else(font::default_families), file };
        let radius = radius.unwrap_or(RADIUS);
        reader.finish(name, Self { logo, light, dark, radius, font, terms, privacy })
    }
}

fn read(name: &str, read_file: impl Fn(&str) -> io::Result<Vec<u8>>) -> Result<Vec<u8>, String> {
    let is_beside = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', ':']);
    if !is_beside {
        return Err("must be the name of a file beside the theme's".to_owned());
    }
    read_file(name).map_err(|error| format!("{name} cannot be read: {error}"))
}

fn picture(name: &str, read_file: impl Fn(&str) -> io::Result<Vec<u8>>) -> Result<Logo, String> {
    let kind = LogoKind::of_file(name).ok_or("must be a file with the ending svg, png or webp")?;
    let bytes = read(name, read_file)?;
    Logo::check(kind, bytes, LARGEST_LOGO).map_err(|fault| format!("{name} {fault}"))
}

fn font_file(name: &str, read_file: impl Fn(&str) -> io::Result<Vec<u8>>) -> Result<Vec<u8>, String> {
    let bytes = read(name, read_file)?;
    font::check(&bytes).map_err(|fault| format!("{name} {fault}"))?;
    Ok(bytes)
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
