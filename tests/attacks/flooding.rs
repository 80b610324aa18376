//! Messages without end.

use futures_util::StreamExt;
use futures_util::stream::iter;

use crate::attacker::Address;
use crate::report::Row;
use crate::size::Size;
use crate::target::Target;

const HOUR: u64 = 3_600;
const WINDOW: u64 = 300;
const AT_ONCE: usize = 64;
/// Codes that one machine asks for in a window of five minutes.
const TRIED_A_WINDOW: usize = 20;

/// As many codes as the machines get within an hour, each for another mailbox.
pub(crate) async fn from_addresses(target: &Target, addresses: usize, size: Size) -> Row {
    let machines = Address::many(if addresses == 1 { 1 } else { size.of(addresses).max(2) });
    let windows = HOUR / WINDOW;
    let mut mailbox = 0;
    for _ in 0..windows {
        let calls = (0..TRIED_A_WINDOW).flat_map(|_| &machines).map(|from| {
            mailbox += 1;
            let address = format!("user{mailbox}@example.org");
            async move { target.request(from, &address).await }
        });
        let calls: Vec<_> = calls.collect();
        iter(calls).buffer_unordered(AT_ONCE).for_each(async |_| ()).await;
        target.clock.advance(WINDOW);
    }
    let bound = machines.len() * 10 * usize::try_from(windows).expect("a count");
    row(target, &format!("{mailbox} mailboxes from {} addresses in an hour", machines.len()), bound)
}

/// One mailbox, all day, from ever new addresses.
pub(crate) async fn of_one_mailbox(target: &Target, size: Size) -> Row {
    let calls = size.of(1_000).max(50);
    for number in 0..calls {
        target.request(&Address::number(number), "ada@example.org").await;
        target.clock.advance(86_400 / u64::try_from(calls).expect("a count"));
    }
    row(target, &format!("one mailbox asked for {calls} times in a day, from as many addresses"), 10)
}

fn row(target: &Target, attack: &str, bound: usize) -> Row {
    let sent = target.sent();
    Row {
        attack: format!("send flooding: {attack}"),
        bound: format!("{bound} messages"),
        got: format!("{sent} messages"),
        cost: target.cost(false),
        broken: usize::try_from(sent).expect("a count") > bound,
    }
}
