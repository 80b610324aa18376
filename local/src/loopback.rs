//! The addresses that `localhost` may mean. A browser that finds one silent tries the other; one that finds somebody else
//! there does not.

use std::io::{Error, ErrorKind, Result};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::TcpListener;

/// How often another free port is looked for.
const ATTEMPTS: u8 = 16;

/// Listens on both loopback addresses, or on IPv4's alone where this machine has no other; port 0 takes one that is free on
/// both. Answers IPv4's address, too.
pub(crate) async fn listen(port: u16) -> Result<(SocketAddr, Vec<TcpListener>)> {
    let mut taken = Error::from(ErrorKind::AddrInUse);
    for _ in 0..ATTEMPTS {
        let four = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = four.local_addr()?;
        match TcpListener::bind((Ipv6Addr::LOCALHOST, address.port())).await {
            Ok(six) => return Ok((address, vec![four, six])),
            Err(cause) if cause.kind() == ErrorKind::AddrInUse => taken = cause,
            Err(_) => return Ok((address, vec![four])),
        }
        if port != 0 {
            break;
        }
    }
    Err(taken)
}

/// The address as people, issuers and origins write it. One name throughout: for browsers `127.0.0.1` is another site, and
/// the device cookie does not go from one to the other.
pub(crate) fn url(address: SocketAddr) -> String {
    format!("http://localhost:{}", address.port())
}

/// Whether a `Host` names this machine as `localhost` does, with or without a port.
pub(crate) fn is_name(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.parse::<u16>().is_ok() => name,
        _ => host,
    };
    name.eq_ignore_ascii_case("localhost") || name == "127.0.0.1" || name == "[::1]"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_port_that_is_somebody_elses_on_either_address_is_not_taken() {
        let six = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).await;
        let four = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        for taken in [six, four].into_iter().flatten() {
            let port = taken.local_addr().unwrap().port();
            assert_eq!(listen(port).await.unwrap_err().kind(), ErrorKind::AddrInUse, "{taken:?}");
        }
        let (address, listeners) = listen(0).await.unwrap();
        let ports: Vec<u16> = listeners.iter().map(|listener| listener.local_addr().unwrap().port()).collect();
        assert!(address.is_ipv4() && ports.iter().all(|port| *port == address.port()), "{address} {ports:?}");
    }
}
