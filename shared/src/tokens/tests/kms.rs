//! What KMS answers with: ECDSA signatures and public keys as DER.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, UnparsedPublicKey};
use proptest::prelude::*;

use super::*;
use crate::tokens::{public_jwk_from_der, raw_signature};

/// A number as DER wants it: no leading zeros, but one where it would be negative.
fn integer(magnitude: &[u8]) -> Vec<u8> {
    let mut content: Vec<u8> = magnitude.iter().copied().skip_while(|byte| *byte == 0).collect();
    if content.first().is_none_or(|first| *first >= 0x80) {
        content.insert(0, 0);
    }
    [&[0x02, u8::try_from(content.len()).unwrap()], content.as_slice()].concat()
}

fn sequence(content: &[u8]) -> Vec<u8> {
    [&[0x30, u8::try_from(content.len()).unwrap()], content].concat()
}

fn der(raw: &[u8; 64]) -> Vec<u8> {
    sequence(&[integer(&raw[..32]), integer(&raw[32..])].concat())
}

#[test]
fn ten_thousand_signatures_as_kms_gives_them_pass_as_signatures_of_jws() {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
    let jwk = public_jwk_from_der(&public_der(pair.public_key())).unwrap();
    let keys = KeySet::of([jwk.clone()]).unwrap();
    let key = keys.find(&jwk.thumbprint()).unwrap();
    let (mut short_r, mut short_s) = (0, 0);
    for number in 0..10_000_u32 {
        let message = number.to_be_bytes();
        let signature = pair.sign(&SystemRandom::new(), &message).unwrap();
        let raw = raw_signature(signature.as_ref()).unwrap();
        assert_eq!(key.check(&message, raw), Ok(()), "{:02x?}", signature.as_ref());
        short_r += usize::from(raw[0] == 0);
        short_s += usize::from(raw[32] == 0);
    }
    // One in 256 has a number of 31 bytes or fewer: neither kind is missing but by a chance of 10^-17.
    assert!(short_r > 0 && short_s > 0, "{short_r} short r, {short_s} short s");
}

#[test]
fn a_signature_with_a_short_r_is_padded_and_still_verifies() {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
    let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, pair.public_key().as_ref());
    let fixed = UnparsedPublicKey::new(&aws_lc_rs::signature::ECDSA_P256_SHA256_FIXED, pair.public_key().as_ref());
    let short = (0..u32::MAX).map(u32::to_be_bytes).find_map(|message| {
        let signature = pair.sign(&SystemRandom::new(), &message).unwrap().as_ref().to_vec();
        // Tag and length of the sequence, tag and length of r: r's length is the fourth byte.
        (signature[3] <= 31).then_some((message, signature))
    });
    let (message, signature) = short.unwrap();
    public.verify(&message, &signature).unwrap();
    let raw = raw_signature(&signature).unwrap();
    assert_eq!(raw[0], 0);
    fixed.verify(&message, &raw).unwrap();
}

#[test]
fn numbers_of_every_length_are_padded_on_the_left() {
    for length in 1..=32 {
        for first in [0x01, 0x7f, 0x80, 0xff] {
            let mut raw = [0; 64];
            raw[32 - length] = first;
            raw[31] |= 1;
            raw[64 - length] = first;
            raw[63] |= 2;
            assert_eq!(raw_signature(&der(&raw)), Some(raw), "{length} bytes, {first:#x}");
        }
    }
}

#[test]
fn der_that_is_not_exactly_one_signature_is_refused() {
    let good = sequence(&[integer(&[1]), integer(&[2])].concat());
    assert!(raw_signature(&good).is_some());
    let long = [0x01; 33];
    let cases: [(&str, Vec<u8>); 18] = [
        ("nothing", vec![]),
        ("a tag", vec![0x30]),
        ("trailing bytes", [good.as_slice(), &[0]].concat()),
        ("trailing bytes inside", sequence(&[integer(&[1]), integer(&[2]), vec![0]].concat())),
        ("a third number", sequence(&[integer(&[1]), integer(&[2]), integer(&[3])].concat())),
        ("one number", sequence(&integer(&[1]))),
        ("a cut end", good[..good.len() - 1].to_vec()),
        ("r of 33 bytes", sequence(&[integer(&long), integer(&[2])].concat())),
        ("s of 33 bytes", sequence(&[integer(&[1]), integer(&long)].concat())),
        ("r = 0", sequence(&[integer(&[0]), integer(&[2])].concat())),
        ("s = 0", sequence(&[integer(&[1]), integer(&[0])].concat())),
        ("a negative r", sequence(&[vec![0x02, 0x01, 0x80], integer(&[2])].concat())),
        ("a needless zero", sequence(&[vec![0x02, 0x02, 0x00, 0x7f], integer(&[2])].concat())),
        ("an empty number", sequence(&[vec![0x02, 0x00], integer(&[2])].concat())),
        ("a long form of a short length", [&[0x30, 0x81], &good[1..]].concat()),
        ("a longer form of a short length", [&[0x30, 0x82, 0x00], &good[1..]].concat()),
        ("an indefinite length", [&[0x30, 0x80], &good[2..], &[0, 0]].concat()),
        ("a set", [&[0x31], &good[1..]].concat()),
    ];
    for (name, der) in cases {
        assert_eq!(raw_signature(&der), None, "{name}: {der:02x?}");
    }
}

proptest! {
    #[test]
    fn any_two_numbers_come_back_as_they_were(mut raw in prop::array::uniform32(any::<u8>())
        .prop_flat_map(|r| (Just(r), prop::array::uniform32(any::<u8>())))
        .prop_map(|(r, s)| <[u8; 64]>::try_from([r, s].concat()).unwrap()))
    {
        raw[31] |= 1;
        raw[63] |= 1;
        prop_assert_eq!(raw_signature(&der(&raw)), Some(raw));
    }

    #[test]
    fn no_bytes_have_two_encodings(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        if let Some(raw) = raw_signature(&bytes) {
            prop_assert_eq!(der(&raw), bytes);
        }
    }

    #[test]
    fn a_spoiled_signature_is_refused_or_another_one(position in 0_usize..70, value: u8, seed: [u8; 32]) {
        let mut raw = [0x55; 64];
        raw[..32].copy_from_slice(&seed);
        raw[31] |= 1;
        let mut bytes = der(&raw);
        let position = position % bytes.len();
        bytes[position] = value;
        if let Some(other) = raw_signature(&bytes) {
            prop_assert_eq!(der(&other), bytes);
        }
    }

    #[test]
    fn no_bytes_make_reading_a_public_key_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = public_jwk_from_der(&bytes);
    }
}

#[test]
fn public_keys_of_every_kind_are_those_of_their_private_halves() {
    for key in [&*RS256, &*ES256, &*EDDSA] {
        assert_eq!(public_jwk_from_der(&key.public_der), Some(key.jwk()), "{}", key.alg);
    }
    let large = RsaKeyPair::generate(KeySize::Rsa3072).unwrap();
    let der = public_der(large.public_key());
    let jwk = public_jwk_from_der(&der).unwrap();
    assert_eq!(jwk.algorithm().name(), "RS256");
    assert_eq!(public_jwk_from_der(&[der.as_slice(), &[0]].concat()), None, "trailing bytes");
}

#[test]
fn spoiled_public_keys_and_other_curves_are_refused() {
    for key in [&*RS256, &*ES256, &*EDDSA] {
        for end in 0..key.public_der.len() {
            assert_eq!(public_jwk_from_der(&key.public_der[..end]), None, "{} cut at {end}", key.alg);
        }
    }
    let other = EcdsaKeyPair::generate(&aws_lc_rs::signature::ECDSA_P384_SHA384_ASN1_SIGNING).unwrap();
    assert_eq!(public_jwk_from_der(&public_der(other.public_key())), None);
    // A point beside the curve.
    let mut der = ES256.public_der.clone();
    *der.last_mut().unwrap() ^= 1;
    assert_eq!(public_jwk_from_der(&der), None);
}
