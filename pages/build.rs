//! Reads the theme and writes it as constants: nothing of it is parsed at run time. One with faults ends the build, and so does a
//! translation that lacks a sentence or cannot be read.

#![expect(clippy::disallowed_methods, reason = "a build has an environment and files")]

use std::error::Error;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs};

use theme::{Link, Palette, Theme};

#[path = "build/translations.rs"]
mod translations;

const FILE: &str = "theme.toml";
const LOCALES: &str = "pages/locales";

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    // One that is named counts from the root of the repository, where builds are begun.
    let named = env::var("THEME").ok().filter(|named| !named.is_empty()).unwrap_or_else(|| "pages/theme".to_owned());
    let folder = Path::new("..").join(&named);
    println!("cargo::rerun-if-env-changed=THEME");
    // With every file in it.
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed=locales");
    tell(&faults_of_translations()?);
    let shown = Path::new(&named).join(FILE).display().to_string();
    let read = fs::read(folder.join(FILE)).map_err(|error| format!("{shown}: {error}"));
    let read = read.and_then(|bytes| {
        String::from_utf8(bytes).map_err(|error| {
            let read = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
            format!("{shown}:{}: is no text in UTF-8", read.split(|byte| *byte == b'\n').count())
        })
    });
    let theme = read.and_then(|text| {
        Theme::parse(&shown, &text, |name| fs::read(folder.join(name))).map_err(|faults| faults.to_string())
    });
    match theme {
        Ok(theme) => write(&theme, &out),
        Err(faults) => {
            tell(&faults.lines().map(str::to_owned).collect::<Vec<_>>());
            Ok(())
        }
    }
}

/// Each of them ends the build.
fn tell(faults: &[String]) {
    for fault in faults {
        println!("cargo::error={fault}");
    }
}

fn faults_of_translations() -> Result<Vec<String>, Box<dyn Error>> {
    let mut faults = Vec::new();
    for language in fs::read_dir("locales")? {
        let language = language?.file_name().to_string_lossy().into_owned();
        for english in fs::read_dir("locales/en")? {
            let name = english?.file_name().to_string_lossy().into_owned();
            let [own, english] = [&language, "en"].map(|tag| Path::new("locales").join(tag).join(&name));
            let shown = format!("{LOCALES}/{language}/{name}");
            match fs::read_to_string(own) {
                Ok(text) => faults.extend(translations::faults(&shown, &text, &fs::read_to_string(english)?)),
                Err(fault) => faults.push(format!("{shown}: {fault}")),
            }
        }
    }
    faults.sort_unstable();
    Ok(faults)
}

fn write(theme: &Theme, out: &Path) -> Result<(), Box<dyn Error>> {
    let font = theme.font.file.as_ref().map(|font| font.bytes.as_slice());
    let font_url = font.map(|font| url("/signin/font.woff2", font));
    let sheet = fs::read_to_string("assets/style.css")?;
    let style = format!("{}{sheet}", theme.variables(font_url.as_deref().unwrap_or_default()));
    let style = file(out, "style.css", "/signin/style.css", "text/css; charset=utf-8", style.as_bytes())?;
    let script = script_of("assets/script.js")?;
    let script = file(out, "script.js", "/signin/script.js", "text/javascript; charset=utf-8", &script)?;
    let passkeys = script_of("assets/passkeys.js")?;
    let passkeys = file(out, "passkeys.js", "/signin/passkeys.js", "text/javascript; charset=utf-8", &passkeys)?;
    let font = font.map(|font| file(out, "font.woff2", "/signin/font.woff2", "font/woff2", font)).transpose()?;
    let logo = theme.logo.as_ref();
    let logo =
        logo.map(|logo| file(out, "logo", "/signin/logo", logo.kind().media_type(), logo.bytes())).transpose()?;
    let (light, dark) = (palette(&theme.light), palette(&theme.dark));
    let (terms, privacy) = (link(theme.terms.as_ref()), link(theme.privacy.as_ref()));
    let [font, logo] = [font, logo].map(|file| file.map_or_else(|| "None".to_owned(), |file| format!("Some({file})")));
    // What lies within is rounded less than what is around it.
    let (radius, inner_radius) = (theme.radius, theme.radius * 2 / 3);
    let constants = format!(
        "/// The sheet of every page.\npub const STYLE: PageFile = {style};\n\
         /// What makes pages pleasanter, none of which needs it.\npub const SCRIPT: PageFile = {script};\n\
         /// What asks the browser for passkeys, on the pages that do.\npub const PASSKEYS: PageFile = {passkeys};\n\
         /// The service's own font.\npub const FONT: Option<PageFile> = {font};\n\
         /// The service's logo.\npub const LOGO: Option<PageFile> = {logo};\n\
         pub(crate) const LIGHT: Palette = {light};\npub(crate) const DARK: Palette = {dark};\n\
         pub(crate) const RADIUS: &str = \"{radius}\";\npub(crate) const INNER_RADIUS: &str = \"{inner_radius}\";\n\
         pub(crate) const FONTS: &str = {:?};\n\
         pub(crate) const TERMS: Option<&str> = {terms};\npub(crate) const PRIVACY: Option<&str> = {privacy};\n",
        theme.font.stack()
    );
    Ok(fs::write(out.join("theme.rs"), constants)?)
}

/// A script as browsers load it: its comments, which stand in lines of their own, are for whoever reads it here.
fn script_of(path: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let is_comment = |line: &&str| ["//", "/**"].iter().any(|begin| line.trim_start().starts_with(begin));
    let text = fs::read_to_string(path)?;
    Ok(text.lines().filter(|line| !is_comment(line)).flat_map(|line| [line, "\n"]).collect::<String>().into_bytes())
}

/// Writes a file that pages load, and says it as a constant.
fn file(out: &Path, name: &str, path: &str, media_type: &str, bytes: &[u8]) -> Result<String, Box<dyn Error>> {
    fs::write(out.join(name), bytes)?;
    let (url, version) = (url(path, bytes), version(bytes));
    Ok(format!(
        "PageFile {{ path: {path:?}, url: {url:?}, version: {version:?}, media_type: {media_type:?}, \
         bytes: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\")) }}"
    ))
}

fn url(path: &str, bytes: &[u8]) -> String {
    format!("{path}?v={}", version(bytes))
}

/// Another one for every other content.
fn version(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn palette(palette: &Palette) -> String {
    let of_mails = palette.all().into_iter().filter(|(name, _)| *name != "fault");
    let fields = of_mails.map(|(name, colour)| format!("{}: \"{colour}\"", name.replace('-', "_")));
    format!("Palette {{ {} }}", fields.collect::<Vec<_>>().join(", "))
}

fn link(link: Option<&Link>) -> String {
    link.map_or_else(|| "None".to_owned(), |link| format!("Some({:?})", link.to_string()))
}
