//! How long functions may take.

use std::collections::{BTreeMap, BTreeSet};

use platform::aws::ATTEMPTS;
use platform::settings::DEFAULT_CALL_TIMEOUT;
use serde_norway::Value;

use super::{document, functions, permissions};

/// A function's longest chain of calls that wait for each other, where nobody races for the same items.
struct Chain {
    function: &'static str,
    /// What is asked for, and how often.
    calls: &'static [(&'static str, u64)],
    /// Calls that are never tried again.
    once: u64,
    /// What the function itself waits for, in milliseconds.
    pauses: u64,
}

const CHAINS: [Chain; 14] = [
    // Another code by SMS, with a handle that is not up to date, for which SNS refuses the message.
    Chain {
        function: "request",
        calls: &[
            ("the network", 1),
            ("the ledger, which has changed", 2),
            ("the block of numbers, which is known", 2),
            ("the budget", 1),
            ("the block, taken back", 2),
            ("the ledger, taken back", 1),
        ],
        once: 1,
        pauses: 0,
    },
    // A code that was replaced, with the handle of the time when it was right, while guesses raise the pressure.
    Chain {
        function: "verify",
        calls: &[
            ("the ledger, which has changed", 2),
            ("the wrong guess", 1),
            ("the pressure", 2),
            ("the session, taken back", 1),
        ],
        once: 0,
        pauses: 0,
    },
    // The same by a page, for an account of several identifiers, in a browser whose session of that account is over.
    Chain {
        function: "verify",
        calls: &[
            ("the ledger, which has changed", 2),
            ("the identity", 1),
            ("the account, and whether everybody's sessions were ended", 1),
            ("the browser's session", 1),
            ("the new session", 1),
            ("the identity, once more", 1),
            ("the old session", 1),
            ("its end", 2),
        ],
        once: 0,
        pauses: 0,
    },
    // An authorization code whose tokens cannot be signed.
    Chain {
        function: "token",
        calls: &[
            ("the client", 1),
            ("the calls of the session and of the network", 2),
            ("the resource", 1),
            ("the signatures", 2),
            ("the grant, taken back", 1),
        ],
        once: 0,
        pauses: 0,
    },
    // A sign-out at a client's request.
    Chain {
        function: "signin",
        calls: &[
            ("the client", 1),
            ("the session, and what stands beside it", 1),
            ("its grants", 1),
            ("their end", 2),
            ("its end", 2),
            ("grants that have begun meanwhile", 1),
            ("their end", 2),
        ],
        once: 0,
        pauses: 0,
    },
    // An old refresh token.
    Chain {
        function: "token",
        calls: &[("the signature", 1), ("the session", 1), ("its end", 1)],
        once: 0,
        pauses: 150,
    },
    // A passkey that signs in where somebody else was signed in, whose session cannot be ended.
    Chain {
        function: "passkeys",
        calls: &[
            ("the network, beside the ceremony and what is read", 1),
            ("the transaction", 1),
            ("what the browser had", 1),
            ("its end", 2),
            ("the session, taken back", 1),
        ],
        once: 0,
        pauses: 0,
    },
    // A passkey that is added.
    Chain {
        function: "passkeys",
        calls: &[
            ("the session, and what stands beside it", 1),
            ("the network, beside the ceremony", 1),
            ("the list and the passkey", 1),
            ("the queue of what its owner is told", 1),
            ("the transaction", 1),
        ],
        once: 0,
        pauses: 0,
    },
    // An erasure.
    Chain {
        function: "sessions",
        calls: &[
            ("the revocations", 1),
            ("the account", 1),
            ("what leads to it", 1),
            ("the queue of what its owner is told", 1),
            ("the ledger, beside the passkeys", 2),
            ("the transaction", 1),
            ("the sessions, beside the consents", 1),
            ("their end", 1),
            ("the revocation of all tokens", 1),
        ],
        once: 0,
        pauses: 0,
    },
    // The removal of the identifier that the caller came by.
    Chain {
        function: "sessions",
        calls: &[
            ("the revocations", 1),
            ("the account, and what was proven", 1),
            ("what leads to it", 1),
            ("the queue of what its owner is told", 1),
            ("the transaction", 1),
            ("the sessions", 1),
            ("the others' tokens", 1),
            ("the end of all of them", 1),
            ("the caller's own token", 1),
        ],
        once: 0,
        pauses: 0,
    },
    Chain { function: "authorizer", calls: &[("the revocations", 1)], once: 0, pauses: 0 },
    // Mail of ours has one recipient.
    Chain { function: "feedback", calls: &[("the suppression, of which there is one", 2)], once: 0, pauses: 0 },
    // Two text messages, one after the other.
    Chain {
        function: "notify",
        calls: &[("whether it was done", 2), ("the budget of the day", 2), ("what was charged, given back", 2)],
        once: 2,
        pauses: 0,
    },
    // A table and a key that the role may not use until the last try.
    Chain {
        function: "keys",
        calls: &[
            ("what was dropped", 10),
            ("whether it is rolled back", 10),
            ("the public key", 10),
            ("what is dropped now", 2),
            ("the answer", 1),
        ],
        once: 0,
        pauses: 3 * 9 * 2_000 + 1_600,
    },
];

#[test]
fn re_01_the_longest_chain_of_calls_fits_a_functions_time() {
    let document = document();
    let seconds = |function: &Value| {
        let own = function["Properties"].get("Timeout");
        own.unwrap_or(&document["Globals"]["Function"]["Timeout"]).as_u64().unwrap()
    };
    let calling: BTreeSet<String> = permissions::allowed(&document).into_iter().map(|call| call.function).collect();
    let calling: BTreeMap<&str, u64> = functions(&document)
        .into_iter()
        .filter(|(name, _)| calling.contains(*name))
        .map(|(name, function)| (name, seconds(function)))
        .collect();
    assert_eq!(BTreeSet::from(CHAINS.map(|chain| chain.function)), calling.keys().copied().collect());
    for Chain { function, calls, once, pauses } in CHAINS {
        let attempts = calls.iter().map(|(_, times)| times).sum::<u64>() * u64::from(ATTEMPTS) + once;
        let longest = attempts * DEFAULT_CALL_TIMEOUT + pauses;
        // A second is left for the function's own work.
        assert!(longest + 1_000 <= calling[function] * 1_000, "{function}: {longest} ms for {calls:?}");
        // API Gateway waits no longer; CloudFormation asks for the keys.
        assert!(calling[function] < 30 || function == "keys", "{function}");
    }
}
