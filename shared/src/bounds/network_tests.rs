use std::net::IpAddr;
use std::num::NonZeroU32;

use proptest::prelude::*;

use super::{AddressLimit, Network, Window};
use crate::Timestamp;

fn network(address: &str) -> Network {
    Network::of(address.parse().unwrap())
}

#[test]
fn otp_20_an_ipv4_address_is_counted_by_itself_and_by_its_24() {
    for (address, narrow, wide) in [
        ("203.0.113.7", "203.0.113.7", "203.0.113.0/24"),
        ("203.0.113.255", "203.0.113.255", "203.0.113.0/24"),
        ("0.0.0.0", "0.0.0.0", "0.0.0.0/24"),
        ("::ffff:203.0.113.7", "203.0.113.7", "203.0.113.0/24"),
        ("::ffff:cb00:7107", "203.0.113.7", "203.0.113.0/24"),
    ] {
        assert_eq!(network(address), Network { narrow: narrow.to_owned(), wide: wide.to_owned() }, "{address}");
    }
}

#[test]
fn otp_20_an_ipv6_address_is_counted_by_its_64_and_by_its_48() {
    for (address, narrow, wide) in [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("2001:db8:1:3::", "2001:db8:1:3::/64", "2001:db8:1::/48"),
        ("::1", "::/64", "::/48"),
    ] {
        assert_eq!(network(address), Network { narrow: narrow.to_owned(), wide: wide.to_owned() }, "{address}");
    }
}

#[test]
fn a_wide_network_may_make_ten_times_the_calls() {
    let limit = |calls| AddressLimit { calls: NonZeroU32::new(calls).unwrap(), window: 300 };
    assert_eq!((limit(10).wide(), limit(u32::MAX).wide()), (100, u32::MAX));
}

#[test]
fn windows_are_aligned_and_leave_no_second_out() {
    let window = |second| Window::at(Timestamp::from_unix(second), 300);
    for (second, start, end) in
        [(0, 0, 300), (299, 0, 300), (300, 300, 600), (1_795_348_801, 1_795_348_800, 1_795_349_100)]
    {
        let found = window(second);
        assert_eq!((found.start().as_unix(), found.end().as_unix()), (start, end), "{second}");
    }
}

proptest! {
    #[test]
    fn neighbours_share_what_they_ought_to_and_nothing_else(a: [u8; 16], b: [u8; 16]) {
        let (one, other) = (Network::of(IpAddr::from(a)), Network::of(IpAddr::from(b)));
        if IpAddr::from(a).to_canonical().is_ipv6() && IpAddr::from(b).to_canonical().is_ipv6() {
            prop_assert_eq!(one.narrow == other.narrow, a[..8] == b[..8]);
            prop_assert_eq!(one.wide == other.wide, a[..6] == b[..6]);
        }
    }

    #[test]
    fn a_moment_lies_in_its_window(second in 0..u64::MAX / 2, length in 0..100_000_u64) {
        let now = Timestamp::from_unix(second);
        let window = Window::at(now, length);
        prop_assert!(window.start() <= now && now < window.end());
        prop_assert_eq!(Window::at(window.end(), length).start(), window.end());
    }
}
