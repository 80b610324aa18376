//! Writes what a plan says.

use std::error::Error;
use std::io::{self, Write};

use platform::store::{Decision, Expected, Key, NEVER, Store, StoreError};
use shared::tokens::client::{Client, Resource};

use super::plan::{Change, Plan};

/// Resources first and their removal last: at no moment does a client name one that is not there. Whoever is interrupted
/// runs the command again.
pub(super) async fn carry_out(plan: &Plan, store: &Store) -> Result<(), Box<dyn Error>> {
    for change in &plan.resources {
        if let Change::Added(resource) | Change::Changed(resource, _) = change {
            put_resource(store, resource).await?;
        }
    }
    for change in &plan.clients {
        match change {
            Change::Added(client) | Change::Changed(client, _) => {
                if put_client(store, client).await? {
                    let id = &client.id;
                    writeln!(io::stdout(), "client {id} has no secret yet: `admin clients secret {id}` makes one")?;
                }
            }
            Change::Removed(found) => {
                let gone = store.unregister(&Key::client(&found.state.id), found.revision).await?;
                check(gone, found.state.id.as_str())?;
            }
            Change::Unchanged(_) | Change::Kept(_) => {}
        }
    }
    for change in &plan.resources {
        if let Change::Removed(found) = change {
            let gone = store.unregister(&Key::resource(&found.state.id), found.revision).await?;
            check(gone, found.state.id.as_str())?;
        }
    }
    Ok(())
}

/// Somebody else changes things, and has not seen this removal coming.
fn check(gone: bool, id: &str) -> Result<(), Box<dyn Error>> {
    if gone { Ok(()) } else { Err(format!("{id} was changed meanwhile and not removed: run the command again").into()) }
}

async fn put_resource(store: &Store, resource: &Resource) -> Result<(), StoreError> {
    let decide = |found: Option<&Resource>| {
        if found == Some(resource) {
            return Decision::Keep(());
        }
        Decision::Write { next: resource.clone(), expires_at: NEVER, outcome: () }
    };
    store.settle(&Key::resource(&resource.id), Expected::Unknown, decide).await.map(drop)
}

/// The secrets are those of the moment of the write, whatever the plan has seen. Tells whether one is missing.
async fn put_client(store: &Store, client: &Client) -> Result<bool, StoreError> {
    let decide = |found: Option<&Client>| {
        let next = client.clone().with_secrets_of(found);
        let bare = next.is_confidential() && next.secrets_made_at().is_empty();
        if found == Some(&next) {
            return Decision::Keep(bare);
        }
        Decision::Write { next, expires_at: NEVER, outcome: bare }
    };
    Ok(store.settle(&Key::client(&client.id), Expected::Unknown, decide).await?.outcome)
}
