//! The declaration of a variable.

use std::ops::RangeInclusive;

/// A variable of the environment, declared once, beside what reads it. The template, the README and `docs/settings.md`
/// say the same, and a test compares them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// What may stand in it.
    pub takes: Takes,
    /// What counts where it is not set.
    pub unset: Unset,
    /// What it is for.
    pub purpose: &'static str,
}

/// What may stand in a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// A whole number.
    Number {
        /// Of what.
        unit: &'static str,
        /// The least.
        least: u64,
        /// The most.
        most: u64,
    },
    /// A text of this form.
    Text(&'static str),
}

/// What counts where a variable is not set, or empty: templates cannot leave a variable out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unset {
    /// It has to be set.
    Fault,
    /// There is none.
    None,
    /// As if this were set.
    Reads(&'static str),
    /// As if this number were set.
    Counts(u64),
}

impl Setting {
    /// A whole number within `range`, `default` where it is not set.
    pub const fn number(
        name: &'static str,
        unit: &'static str,
        range: RangeInclusive<u64>,
        default: u64,
        purpose: &'static str,
    ) -> Self {
        let takes = Takes::Number { unit, least: *range.start(), most: *range.end() };
        Self { name, takes, unset: Unset::Counts(default), purpose }
    }

    /// A text that has to be set.
    pub const fn required(name: &'static str, form: &'static str, purpose: &'static str) -> Self {
        Self { name, takes: Takes::Text(form), unset: Unset::Fault, purpose }
    }

    /// A text that may be missing.
    pub const fn optional(name: &'static str, form: &'static str, purpose: &'static str) -> Self {
        Self { name, takes: Takes::Text(form), unset: Unset::None, purpose }
    }

    /// A text that is `default` where it is not set.
    pub const fn text(name: &'static str, form: &'static str, default: &'static str, purpose: &'static str) -> Self {
        Self { name, takes: Takes::Text(form), unset: Unset::Reads(default), purpose }
    }

    /// Whether Lambda and the AWS SDKs define it, and not this product.
    pub fn is_of_aws(&self) -> bool {
        self.name.starts_with("AWS_")
    }
}
