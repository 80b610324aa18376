//! The headers that matter, picked from a map of headers without keeping the others.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

/// Every value that a map of headers has for the headers that may carry a token, in whatever case their names are
/// written. Doubled names are all kept, so that a call with two tokens is seen to have two.
#[derive(Debug)]
pub(crate) struct Headers<T> {
    authorization: Vec<T>,
    websocket_protocol: Vec<T>,
}

/// A header that may carry a token.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Carrier {
    Authorization,
    WebsocketProtocol,
}

impl<T> Headers<T> {
    pub(crate) fn values(&self, of: Carrier) -> &[T] {
        match of {
            Carrier::Authorization => &self.authorization,
            Carrier::WebsocketProtocol => &self.websocket_protocol,
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Headers<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(HeadersVisitor(PhantomData))
    }
}

struct HeadersVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for HeadersVisitor<T> {
    type Value = Headers<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a map of headers")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut headers = Headers { authorization: Vec::new(), websocket_protocol: Vec::new() };
        while let Some(Name(carrier)) = map.next_key()? {
            match carrier {
                Some(Carrier::Authorization) => headers.authorization.push(map.next_value()?),
                Some(Carrier::WebsocketProtocol) => headers.websocket_protocol.push(map.next_value()?),
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(headers)
    }
}

struct Name(Option<Carrier>);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;

        impl Visitor<'_> for NameVisitor {
            type Value = Name;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a header's name")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Name, E> {
                let carriers =
                    [("authorization", Carrier::Authorization), ("sec-websocket-protocol", Carrier::WebsocketProtocol)];
                let found = carriers.into_iter().find(|(known, _)| name.eq_ignore_ascii_case(known));
                Ok(Name(found.map(|(_, carrier)| carrier)))
            }
        }

        deserializer.deserialize_str(NameVisitor)
    }
}
