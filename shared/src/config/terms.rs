//! What tokens say and how long sessions live, shared by the functions that hand out tokens.

use super::environment::Reader;
use super::{client, issuer};
use crate::grant::{Binding, Subject, Terms};

/// Reads the terms; every variable has the default of the documentation.
pub(super) fn read(reader: &mut Reader<'_>) -> Option<Terms> {
    let issuer = reader.required("ISSUER", issuer::parse);
    let audience = reader.text("AUDIENCE");
    let client_id = client::id(reader);
    let scope = reader.or_else("SCOPE", "api".to_owned(), scope);
    let access_token_life = reader.number("ACCESS_TOKEN_SECONDS", 900, 60..=3_600);
    let subject = reader.or_else("SUBJECT", Subject::Identifier, |text| match text {
        "identifier" => Ok(Subject::Identifier),
        "opaque" => Ok(Subject::Opaque),
        _ => Err("must be identifier or opaque"),
    });
    let binding = reader.or_else("TOKEN_BINDING", Binding::default(), |text| match text {
        "none" => Ok(Binding::default()),
        "ip" => Ok(Binding { address: true, user_agent: false }),
        "user-agent" => Ok(Binding { address: false, user_agent: true }),
        "ip+user-agent" => Ok(Binding { address: true, user_agent: true }),
        _ => Err("must be none, ip, user-agent or ip+user-agent"),
    });
    let sessions = client::sessions(reader);
    Some(Terms {
        issuer: issuer?,
        audience: audience?,
        client_id: client_id?,
        scope: scope?,
        access_token_life: access_token_life?,
        subject: subject?,
        binding: binding?,
        sessions: sessions?,
    })
}

/// At most 512 characters, so that a token fits any header (JWT-13).
fn scope(text: &str) -> Result<String, &'static str> {
    let well_formed = text.split(' ').all(|part| !part.is_empty() && part.bytes().all(client::is_token_character));
    if well_formed && text.len() <= 512 {
        Ok(text.to_owned())
    } else {
        Err("must be scopes with single blanks, 512 characters at most")
    }
}
