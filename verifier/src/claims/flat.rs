//! How claims are read. A derived `flatten` would first copy every member into a buffer, which costs as much as the rest
//! of the reading.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{Claims, ContactClaims, ContextClaims};
use crate::Timestamp;

/// The members of a token's payload, side by side as they stand there. A doubled member is refused.
#[derive(Deserialize)]
struct FlatClaims {
    iss: String,
    aud: Audience,
    sub: String,
    iat: Timestamp,
    nbf: Timestamp,
    exp: Timestamp,
    jti: String,
    sid: String,
    client_id: String,
    scope: String,
    acr: Option<String>,
    amr: Vec<String>,
    auth_time: Timestamp,
    ctx: Option<ContextClaims>,
    email: Option<String>,
    email_verified: Option<bool>,
    phone_number: Option<String>,
    phone_number_verified: Option<bool>,
}

impl<'de> Deserialize<'de> for Claims {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Object)
    }
}

/// Claims are an object: a derived struct would also be read from a list of its values.
struct Object;

impl<'de> Visitor<'de> for Object {
    type Value = Claims;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the claims of an access token")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Claims, A::Error> {
        FlatClaims::deserialize(MapAccessDeserializer::new(map)).map(Claims::from)
    }
}

impl From<FlatClaims> for Claims {
    fn from(flat: FlatClaims) -> Self {
        Self {
            iss: flat.iss,
            aud: flat.aud.0,
            sub: flat.sub,
            iat: flat.iat,
            nbf: flat.nbf,
            exp: flat.exp,
            jti: flat.jti,
            sid: flat.sid,
            client_id: flat.client_id,
            scope: flat.scope,
            acr: flat.acr,
            amr: flat.amr,
            auth_time: flat.auth_time,
            ctx: flat.ctx,
            contact: ContactClaims {
                email: flat.email,
                email_verified: flat.email_verified,
                phone_number: flat.phone_number,
                phone_number_verified: flat.phone_number_verified,
            },
        }
    }
}

/// A string, or a list of exactly one (RFC 7519 §4.1.3). A token for several audiences could be replayed between them.
struct Audience(String);

impl<'de> Deserialize<'de> for Audience {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneAudience).map(Self)
    }
}

struct OneAudience;

impl<'de> Visitor<'de> for OneAudience {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("one audience, as a string or a list")
    }

    fn visit_str<E: Error>(self, audience: &str) -> Result<String, E> {
        Ok(audience.to_owned())
    }

    fn visit_string<E: Error>(self, audience: String) -> Result<String, E> {
        Ok(audience)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<String, A::Error> {
        let audience = list.next_element()?.ok_or_else(|| A::Error::invalid_length(0, &self))?;
        match list.next_element::<IgnoredAny>()? {
            None => Ok(audience),
            Some(_) => Err(A::Error::invalid_length(2, &self)),
        }
    }
}
