//! Two words by which a person tells one message from another.

use std::fmt;

/// What a message is called, in its subject and below its text: `Kiwi Panda`.
///
/// Mail programs fold messages with equal subjects into one, and hide the newest code among older ones. A time would
/// need the reader's time zone, and a number might be taken for the code. The words are made of the challenge's name and
/// the code's counter: a call that is repeated sends the same message, a code that is sent again another one. They tell
/// 14 of the name's 128 bits, and are no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag(&'static str, &'static str);

impl Tag {
    /// The tag of the code `counter` of this challenge: two different words. Codes of one challenge that follow each
    /// other have different tags; those of two challenges are alike once in 16,256 times.
    pub fn of(challenge: &[u8; 16], counter: u64) -> Self {
        let [first, second, ..] = *challenge;
        let (first, distance) = (u64::from(first), 1 + u64::from(second).wrapping_add(counter) % 127);
        Self(word(first), word(first + distance))
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.0, self.1)
    }
}

fn word(number: u64) -> &'static str {
    let index = usize::try_from(number % 128).unwrap_or_default();
    WORDS.get(index).copied().unwrap_or_default()
}

/// Written and understood alike in every language that messages are written in, and harmless in all of them.
const WORDS: [&str; 128] = [
    "Alaska", "Album", "Alfa", "Alpaca", "Arena", "Atelier", "Atlas", "Atoll", "Aurora", "Ballet", "Banjo", "Bison",
    "Bolero", "Bonsai", "Bravo", "Cactus", "Canyon", "Caramel", "Cobalt", "Colibri", "Condor", "Cosmos", "Curry",
    "Dahlia", "Delta", "Domino", "Echo", "Emu", "Fiesta", "Fjord", "Flamingo", "Gala", "Gamma", "Gecko", "Golf",
    "Hotel", "Ibis", "Iguana", "Indigo", "Iris", "Jade", "Jaguar", "Jazz", "Judo", "Karate", "Kayak", "Kilo", "Kimono",
    "Kiwi", "Koala", "Laser", "Lemur", "Lima", "Lotus", "Luna", "Lynx", "Magnolia", "Mambo", "Mango", "Meteor",
    "Metro", "Mimosa", "Motor", "Nebula", "Nougat", "Nova", "Oasis", "Oboe", "Ocelot", "Okapi", "Omega", "Onyx",
    "Opal", "Opera", "Origami", "Orion", "Oscar", "Pagoda", "Panda", "Pelican", "Pesto", "Piano", "Plaza", "Polaris",
    "Polka", "Polo", "Poncho", "Puma", "Puzzle", "Radar", "Rally", "Robot", "Romeo", "Rumba", "Safari", "Sahara",
    "Samba", "Saturn", "Sauna", "Sierra", "Siesta", "Sirius", "Slalom", "Solo", "Sonar", "Sonata", "Sorbet", "Surf",
    "Sushi", "Tango", "Tapir", "Tempo", "Tennis", "Tiger", "Titan", "Tofu", "Topaz", "Tram", "Tuba", "Tundra", "Turbo",
    "Vanilla", "Vega", "Victor", "Villa", "Yoga", "Zebra", "Zenith",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Tag, WORDS};

    #[test]
    fn words_are_different_short_and_no_codes() {
        assert_eq!(WORDS.iter().collect::<BTreeSet<_>>().len(), WORDS.len());
        for word in WORDS {
            let well_formed = word.len() <= 8 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
            assert!(well_formed && word.starts_with(|first: char| first.is_ascii_uppercase()), "{word}");
        }
    }

    #[test]
    fn a_tag_is_the_same_each_time_and_another_one_for_each_code_of_a_challenge() {
        let challenge = [48, 29, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
        assert_eq!(Tag::of(&challenge, 0).to_string(), "Kiwi Panda");
        let tags: BTreeSet<String> = (0..127).map(|counter| Tag::of(&challenge, counter).to_string()).collect();
        assert_eq!(tags.len(), 127);
        assert_eq!(
            Tag::of(&[255; 16], u64::MAX).to_string().split(' ').count(),
            2,
            "no number is beyond the last word"
        );
    }

    #[test]
    fn challenges_share_a_tag_once_in_sixteen_thousand_times() {
        let tag = |first, second| {
            let mut challenge = [0; 16];
            (challenge[0], challenge[1]) = (first, second);
            Tag::of(&challenge, 0).to_string()
        };
        let tags: BTreeSet<String> =
            (0..=255).flat_map(|first| (0..=255).map(move |second| tag(first, second))).collect();
        assert_eq!(tags.len(), 128 * 127);
        assert!(tags.iter().all(|tag| tag.split_once(' ').is_some_and(|(first, second)| first != second)));
    }
}
