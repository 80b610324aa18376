//! One client by a setting, for whoever tries the service and has registered none.

use shared::tokens::client::{Client, DocumentFaults};

use crate::settings::{Reader, Setting};

const FIRST_CLIENT: Setting = Setting::optional(
    "FIRST_CLIENT",
    "a public client as docs/openid.md has it, as {\"id\":\"demo\",\"redirect_uris\":[\"http://localhost:3000/cb\"]}",
    "an OAuth client that needs no entry in the table; one that is registered under its id counts in its place",
);

/// The client of the setting; `None` within where there is none.
pub fn first_client(reader: &mut Reader<'_>) -> Option<Option<Client>> {
    reader.optional(&FIRST_CLIENT, |text| Client::parse_first(text).map_err(|faults| in_a_line(&faults)))
}

/// Faults of settings are a line each.
fn in_a_line(DocumentFaults(faults): &DocumentFaults) -> String {
    let rule = |fault: &shared::tokens::client::Fault| {
        if fault.pointer.is_empty() {
            // Behind the colon stands what a parser says of the text, which may be any.
            fault.rule.split(':').next().unwrap_or_default().to_owned()
        } else {
            format!("has {}, which {}", fault.pointer, fault.rule)
        }
    };
    faults.iter().map(rule).collect::<Vec<_>>().join(", and ")
}
