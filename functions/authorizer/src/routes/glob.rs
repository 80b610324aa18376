//! Texts with wildcards, as in the resources of an IAM policy: `*` is any text, `?` one character.

/// One piece of an API Gateway's route template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// This byte.
    Literal(u8),
    /// `{name}`: one segment.
    Segment,
    /// `{name+}`: the rest.
    Rest,
}

/// Whether all of `text` is what `glob` describes.
pub(super) fn matches(glob: &str, text: &str) -> bool {
    let (mut glob, mut text) = (glob.as_bytes(), text.as_bytes());
    // Behind the last `*`, and the first byte that it does not yet stand for.
    let mut retry: Option<(&[u8], &[u8])> = None;
    loop {
        match (glob.split_first(), text.split_first()) {
            (Some((b'*', rest)), _) => {
                retry = Some((rest, text));
                glob = rest;
            }
            (Some((wanted, more_glob)), Some((found, more_text))) if *wanted == b'?' || wanted == found => {
                (glob, text) = (more_glob, more_text);
            }
            (None, None) => return true,
            _ => {
                let Some((behind, (_, rest))) = retry.and_then(|(behind, from)| Some((behind, from.split_first()?)))
                else {
                    return false;
                };
                retry = Some((behind, rest));
                (glob, text) = (behind, rest);
            }
        }
    }
}

/// The pieces of a route template. A brace that is not closed is a brace.
pub(super) fn template(path: &str) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(path.len());
    let mut rest = path;
    while let Some(character) = rest.chars().next() {
        let variable = rest.strip_prefix('{').and_then(|variable| variable.split_once('}'));
        if let Some((name, behind)) = variable {
            pieces.push(if name.ends_with('+') { Piece::Rest } else { Piece::Segment });
            rest = behind;
        } else {
            let (literal, behind) = rest.split_at_checked(character.len_utf8()).unwrap_or((rest, ""));
            pieces.extend(literal.bytes().map(Piece::Literal));
            rest = behind;
        }
    }
    pieces
}

/// Whether some path is described by both; in doubt it is.
pub(super) fn overlaps(glob: &str, template: &[Piece]) -> bool {
    // One row per end of the glob, the shortest first; in it one answer per end of the template, the shortest first.
    let mut shorter: Vec<bool> = Vec::new();
    for wanted in std::iter::once(None).chain(glob.bytes().rev().map(Some)) {
        let mut row: Vec<bool> = Vec::with_capacity(template.len() + 1);
        for (length, piece) in std::iter::once(None).chain(template.iter().rev().map(Some)).enumerate() {
            let without_wanted = shorter.get(length).copied().unwrap_or(false);
            let without_piece = row.last().copied().unwrap_or(false);
            let without_both = length.checked_sub(1).and_then(|length| shorter.get(length)).copied().unwrap_or(false);
            row.push(match (wanted, piece) {
                (None, None) => true,
                (Some(b'/'), Some(Piece::Segment)) => without_piece,
                (Some(b'*'), _) | (_, Some(Piece::Rest | Piece::Segment)) => without_wanted || without_piece,
                (Some(wanted), Some(Piece::Literal(found))) => wanted == *found && without_both,
                (Some(_), None) | (None, Some(Piece::Literal(_))) => false,
            });
        }
        shorter = row;
    }
    shorter.last().copied().unwrap_or(true)
}
