//! Colours, and how far one stands out from another (WCAG 2.2).

use std::fmt;

/// An opaque colour of sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour([u8; 3]);

impl Colour {
    /// A colour of its parts.
    pub(super) const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self([red, green, blue])
    }

    /// Reads `#rgb` or `#rrggbb`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let digits = text.strip_prefix('#').filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let doubled = match digits {
            Some(digits) if digits.len() == 3 => digits.chars().flat_map(|digit| [digit; 2]).collect(),
            Some(digits) if digits.len() == 6 => digits.to_owned(),
            _ => String::new(),
        };
        let parts = u32::from_str_radix(&doubled, 16).map_err(|_| "must be a colour as #rgb or #rrggbb".to_owned())?;
        let [_, red, green, blue] = parts.to_be_bytes();
        Ok(Self([red, green, blue]))
    }

    /// How far it stands out from `other`: 1 to 21, whichever of the two is the lighter one.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    fn luminance(self) -> f64 {
        let Self([red, green, blue]) = self;
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }
}

impl fmt::Display for Colour {
    /// `#rrggbb`, as mail programs take it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self([red, green, blue]) = self;
        write!(formatter, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_has_three_or_six_digits() {
        assert_eq!(Colour::parse("#fA0").unwrap().to_string(), "#ffaa00");
        assert_eq!(Colour::parse("#1f5fbf").unwrap(), Colour::new(0x1f, 0x5f, 0xbf));
        for text in ["", "#", "fff", "#ff", "#ffff", "#fffff", "#ffffff0", "#ggg", "red", "#fff;", "url(#a)", "#ééé"]
        {
            assert!(Colour::parse(text).is_err(), "{text}");
        }
    }

    /// The figures of the Web Content Accessibility Guidelines' own examples.
    #[test]
    fn contrast_is_that_of_wcag() {
        let of = |one: &str, two: &str| Colour::parse(one).unwrap().contrast(Colour::parse(two).unwrap());
        for (one, two, contrast) in
            [("#000", "#fff", 21.0), ("#fff", "#fff", 1.0), ("#777", "#fff", 4.478), ("#767676", "#fff", 4.542)]
        {
            assert!((of(one, two) - contrast).abs() < 0.001, "{one} {two}: {}", of(one, two));
            assert!((of(two, one) - contrast).abs() < 0.001);
        }
    }
}
