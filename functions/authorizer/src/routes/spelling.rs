//! Other spellings of a path. Whoever may not call `/admin` must not get there as `/%61dmin`, `//admin` or `/x/../admin`:
//! neither a policy nor a rule knows that a gateway or a backend may take them for the same.

use std::collections::BTreeSet;

use super::route::Route;

/// What no path in normal form has: empty and dot segments, backslashes, path parameters, and the encodings of `%`, `.`,
/// `/` and `\`.
const NEVER: [&str; 14] = [
    "*//*", "*/./*", "*/../*", "*/.", "*/..", "*\\*", "*;*", "*%25*", "*%2e*", "*%2E*", "*%2f*", "*%2F*", "*%5c*",
    "*%5C*",
];

/// Globs of every path that may be another spelling of one that `routes` name. Encodings of characters that stand in no
/// route are left alone: `/users/ada%40example.org` is an honest path.
pub(super) fn suspicious<'a>(routes: impl Iterator<Item = &'a Route>) -> Vec<String> {
    let paths: Vec<&str> = routes.filter_map(Route::path).collect();
    if paths.is_empty() {
        return Vec::new();
    }
    let literals = paths.iter().flat_map(|path| path.bytes()).filter(|byte| !b"*/".contains(byte));
    let encodings: BTreeSet<String> = literals.flat_map(encodings).collect();
    NEVER.into_iter().map(str::to_owned).chain(encodings).collect()
}

/// Globs of the encodings of an unreserved character. Where nearly all encodings that begin alike are of letters, one
/// glob is for all of them.
fn encodings(byte: u8) -> Vec<String> {
    match byte {
        // ` { | } and DEL are the only other ones.
        0x60..=0x7F => vec![format!("*%{:x}?*", byte >> 4)],
        // [ \ ] and ^ are.
        0x50..=0x5F => vec!["*%5?*".to_owned()],
        _ => vec![format!("*%{byte:02x}*"), format!("*%{byte:02X}*")],
    }
}
