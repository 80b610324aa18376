//! From where a call comes, as the gateway saw it.

use std::net::IpAddr;

/// Address and user agent from the gateway's request context, never from `X-Forwarded-For`, which callers write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// The address at the other end of the connection.
    pub address: Option<IpAddr>,
    /// The `User-Agent`.
    pub user_agent: Option<String>,
}
