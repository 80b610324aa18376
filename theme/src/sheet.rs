//! A theme as a style sheet takes it.

use super::{Palette, Theme};

impl Theme {
    /// What stands before a sheet: its variables by day and in the dark, and the service's own font, where it is at
    /// `font_url`.
    pub fn variables(&self, font_url: &str) -> String {
        let (stack, radius) = (self.font.stack(), self.radius);
        let (mut face, mut font) = (String::new(), stack);
        if let Some(file) = &self.font.file {
            // Text is there before the font is, and stays as it is where that takes long.
            face = format!(
                "@font-face {{ font-family: '{}'; src: url({font_url}) format('woff2'); font-display: swap }}\n",
                file.family
            );
            font = format!("'{}',{font}", file.family);
        }
        let (light, dark) = (colours(&self.light), colours(&self.dark));
        format!(
            "{face}:root {{\n  color-scheme: light dark; --font: {font}; --radius: {radius}px;\n  {light}\n}}\n\
             @media (prefers-color-scheme: dark) {{\n  :root {{ {dark} }}\n}}\n"
        )
    }
}

fn colours(palette: &Palette) -> String {
    palette.all().map(|(name, colour)| format!("--{name}: {colour};")).join(" ")
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use super::Theme;

    #[test]
    fn a_sheet_begins_with_the_colours_of_both_schemes_and_the_font() {
        let own = |_: &str| Ok(b"wOF2".to_vec());
        let text = "font = ['Noto Sans']\nfont-file = 'a.woff2'\nfont-family = 'Acme'\nradius = 3";
        let sheet = Theme::parse("theme.toml", text, own).unwrap().variables("/font");
        assert!(sheet.starts_with("@font-face { font-family: 'Acme'; src: url(/font) format('woff2');"), "{sheet}");
        assert!(sheet.contains("--font: 'Acme','Noto Sans'; --radius: 3px;"), "{sheet}");
        let (light, dark) = sheet.split_once("@media (prefers-color-scheme: dark)").unwrap();
        assert!(light.contains("--on-accent: #ffffff;") && dark.contains("--on-accent: #10151c;"), "{sheet}");
        let ours = Theme::parse("theme.toml", "", |_| Err(Error::from(ErrorKind::NotFound))).unwrap();
        assert!(ours.variables("/font").starts_with(":root {"));
    }
}
