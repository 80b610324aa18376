//! What is wrong with a theme, and where.

use std::fmt;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// In which line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub reason: String,
}

/// Everything that is wrong with a file, in the order of its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults {
    /// What the file is called.
    pub file: String,
    /// At least one.
    pub faults: Vec<Fault>,
}

impl Fault {
    /// What is wrong at a place of the text, in bytes.
    pub(super) fn at(text: &str, place: usize, reason: String) -> Self {
        let before = text.as_bytes().iter().take(place);
        Self { line: before.filter(|byte| **byte == b'\n').count() + 1, reason }
    }
}

impl Faults {
    pub(super) fn new(file: &str, mut faults: Vec<Fault>) -> Self {
        faults.sort_by_key(|fault| fault.line);
        Self { file: file.to_owned(), faults }
    }
}

impl fmt::Display for Faults {
    /// A line each: file, line, reason.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            let parted = if index == 0 { "" } else { "\n" };
            write!(formatter, "{parted}{}:{}: {}", self.file, fault.line, fault.reason)?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}
