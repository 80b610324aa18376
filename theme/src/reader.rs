//! Reads the fields of a theme, and collects what is wrong with them.

use toml_edit::{Item, Table, TableLike};

use super::{Fault, Faults};

pub(super) struct Reader<'a> {
    text: &'a str,
    root: &'a Table,
    faults: Vec<Fault>,
}

/// What stands behind a name.
#[derive(Clone, Copy)]
pub(super) struct Value<'a>(&'a Item);

impl<'a> Value<'a> {
    pub(super) fn string(self) -> Result<&'a str, String> {
        self.0.as_str().ok_or_else(|| "must be a string".to_owned())
    }

    /// A whole number from 0 on.
    pub(super) fn number(self, most: u8) -> Result<u8, String> {
        let number = self.0.as_integer().and_then(|number| u8::try_from(number).ok());
        number.filter(|number| *number <= most).ok_or_else(|| format!("must be a whole number from 0 to {most}"))
    }

    /// A list of strings.
    pub(super) fn strings(self) -> Result<Vec<&'a str>, String> {
        let fault = || "must be a list of strings".to_owned();
        let list = self.0.as_array().ok_or_else(fault)?;
        list.iter().map(|one| one.as_str().ok_or_else(fault)).collect()
    }
}

impl<'a> Reader<'a> {
    pub(super) const fn new(text: &'a str, root: &'a Table) -> Self {
        Self { text, root, faults: Vec::new() }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.root.contains_key(name)
    }

    /// A field of the file; nothing where it is missing or wrong.
    pub(super) fn take<T>(&mut self, name: &str, parse: impl FnOnce(Value<'a>) -> Result<T, String>) -> Option<T> {
        let item = self.root.get(name)?;
        self.parsed(name, item, parse)
    }

    /// A field of a table; `None`: it is missing or wrong.
    pub(super) fn take_within<T>(
        &mut self,
        table: &str,
        name: &str,
        parse: impl FnOnce(Value<'a>) -> Result<T, String>,
    ) -> Option<T> {
        let item = self.within(table, name)?;
        self.parsed(&format!("{table}.{name}"), item, parse)
    }

    /// Says what is wrong with a field of the file.
    pub(super) fn refuse(&mut self, name: &str, reason: &str) {
        let item = self.root.get(name);
        self.refuse_at(item, format!("{name}: {reason}"));
    }

    /// Says what is wrong with a field of a table. Says whether it is there.
    pub(super) fn refuse_within(&mut self, table: &str, name: &str, reason: &str) -> bool {
        let item = self.within(table, name);
        if item.is_some() {
            self.refuse_at(item, format!("{table}.{name}: {reason}"));
        }
        item.is_some()
    }

    /// Refuses what the file has besides these.
    pub(super) fn refuse_others(&mut self, known: &[&str]) {
        self.refuse_unknown(self.root, "", known);
    }

    /// Refuses what a table has besides these, and a table that is none.
    pub(super) fn refuse_others_within(&mut self, table: &str, known: &[&str]) {
        let Some(item) = self.root.get(table) else { return };
        match item.as_table_like() {
            Some(found) => self.refuse_unknown(found, &format!("{table}."), known),
            None => self.refuse(table, "must be a table of colours"),
        }
    }

    /// The theme, unless something is wrong with it.
    pub(super) fn finish<T>(self, file: &str, theme: T) -> Result<T, Faults> {
        if self.faults.is_empty() { Ok(theme) } else { Err(Faults::new(file, self.faults)) }
    }

    fn within(&self, table: &str, name: &str) -> Option<&'a Item> {
        self.root.get(table)?.as_table_like()?.get(name)
    }

    fn parsed<T>(
        &mut self,
        name: &str,
        item: &'a Item,
        parse: impl FnOnce(Value<'a>) -> Result<T, String>,
    ) -> Option<T> {
        match parse(Value(item)) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.refuse_at(Some(item), format!("{name}: {reason}"));
                None
            }
        }
    }

    fn refuse_unknown(&mut self, table: &'a dyn TableLike, before: &str, known: &[&str]) {
        for (name, item) in table.iter().filter(|(name, _)| !known.contains(name)) {
            self.refuse_at(Some(item), format!("{before}{name}: is no field of a theme"));
        }
    }

    fn refuse_at(&mut self, item: Option<&Item>, reason: String) {
        let place = item.and_then(Item::span).map_or(0, |span| span.start);
        self.faults.push(Fault::at(self.text, place, reason));
    }
}
