//! The one header that matters, picked from a map of headers without keeping the others.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

/// Every value that a map of headers has for `authorization`, in whatever case the name is written. Doubled names are
/// all kept, so that a call with two tokens is seen to have two.
pub(crate) struct AuthorizationOf<T>(Vec<T>);

impl<T> AuthorizationOf<T> {
    pub(crate) fn values(&self) -> &[T] {
        &self.0
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for AuthorizationOf<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Headers(PhantomData))
    }
}

struct Headers<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Headers<T> {
    type Value = AuthorizationOf<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a map of headers")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::new();
        while let Some(IsAuthorization(is_authorization)) = map.next_key()? {
            if is_authorization {
                values.push(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(AuthorizationOf(values))
    }
}

struct IsAuthorization(bool);

impl<'de> Deserialize<'de> for IsAuthorization {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;

        impl Visitor<'_> for Name {
            type Value = IsAuthorization;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a header's name")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<IsAuthorization, E> {
                Ok(IsAuthorization(name.eq_ignore_ascii_case("authorization")))
            }
        }

        deserializer.deserialize_str(Name)
    }
}
