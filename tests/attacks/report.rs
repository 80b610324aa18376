//! The table: a line for each attack, once against the service and once against the plain one.

use std::fmt;

use crate::target::Cost;

/// What became of one attack.
pub(crate) struct Row {
    /// What was tried.
    pub(crate) attack: String,
    /// What must hold.
    pub(crate) bound: String,
    /// What the attacker got.
    pub(crate) got: String,
    /// What it cost the owner.
    pub(crate) cost: Cost,
    /// Whether the bound was broken.
    pub(crate) broken: bool,
}

#[derive(Default)]
pub(crate) struct Report {
    ours: Vec<Row>,
    plain: Vec<Row>,
}

impl Report {
    pub(crate) fn add(&mut self, plain: bool, row: Row) {
        if plain { self.plain.push(row) } else { self.ours.push(row) }
    }

    /// Whether every bound holds here, and none does there.
    pub(crate) fn holds(&self) -> bool {
        self.ours.iter().all(|row| !row.broken) && self.plain.iter().all(|row| row.broken)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (title, rows) in [
            ("This service: every bound must hold", &self.ours),
            ("A plain get-compare-delete service: every attack must succeed", &self.plain),
        ] {
            writeln!(formatter, "\n## {title}\n\n| attack | the attacker got | it cost the owner | bound | |")?;
            writeln!(formatter, "|---|---|---|---|---|")?;
            for Row { attack, bound, got, cost, broken } in rows {
                let verdict = if *broken { "BROKEN" } else { "holds" };
                writeln!(formatter, "| {attack} | {got} | {cost} | {bound} | {verdict} |")?;
            }
        }
        Ok(())
    }
}
