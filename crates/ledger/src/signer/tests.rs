use super::*;

/// The example of C2SP signed-note.
const FOO: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
/// The example of golang.org/x/mod/sumdb/note, both halves.
const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PETER_SECRET: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

#[test]
fn published_keys_are_read_and_written_back() {
    for text in [FOO, PETER] {
        assert_eq!(VerifierKey::parse(text).unwrap().to_string(), text);
    }
    assert_eq!(VerifierKey::parse(FOO).unwrap().hash(), [0x53, 0x0d, 0x90, 0x3a]);
    let secret = SignerKey::parse(PETER_SECRET).unwrap();
    assert_eq!(secret.to_skey(), PETER_SECRET);
    assert_eq!(secret.verifier(), VerifierKey::parse(PETER).unwrap());
}

#[test]
fn no_part_of_a_published_key_can_be_left_out_or_changed() {
    for from in 0..PETER.len() {
        for to in from + 1..=PETER.len() {
            let part = &PETER[from..to];
            assert_eq!(VerifierKey::parse(part).is_ok(), part == PETER, "{part}");
        }
    }
    for at in 0..PETER.len() {
        let mut bytes = PETER.as_bytes().to_vec();
        bytes[at] ^= 1;
        let text = String::from_utf8(bytes).unwrap();
        assert!(VerifierKey::parse(&text).is_err(), "{text}");
    }
}

#[test]
fn attack_16_other_types_and_weak_points_are_no_keys() {
    let good = SignerKey::new("n", &[7; 32]).unwrap().verifier();
    let with = |kind: u8, key: &[u8; 32]| {
        let hash = hash::hex(&key_hash("n", kind, key));
        format!("n+{hash}+{}", STANDARD.encode([&[kind], key.as_slice()].concat()))
    };
    assert!(VerifierKey::parse(&with(1, good.public())).is_ok());
    for kind in [0, 2, 4, 5, 6, 0xff] {
        assert_eq!(VerifierKey::parse(&with(kind, good.public())), Err(KeyError::Type(kind)));
    }
    // The identity, the point of order two (y = −1), and a second encoding of the identity (y = p + 1).
    let mut identity = [0; 32];
    identity[0] = 1;
    let mut order_two = [0xff; 32];
    (order_two[0], order_two[31]) = (0xec, 0x7f);
    let mut second = [0xff; 32];
    (second[0], second[31]) = (0xee, 0x7f);
    for weak in [[0; 32], identity, order_two, second] {
        assert_eq!(VerifierKey::new("n", &weak), Err(KeyError::Point));
    }
}

#[test]
fn names_that_a_signature_line_cannot_hold_are_refused() {
    for name in ["", "a b", "a+b", "a\u{a0}b", "a\nb", "a\u{3000}", "a\u{202e}", &"x".repeat(257)] {
        assert_eq!(SignerKey::new(name, &[7; 32]).unwrap_err(), KeyError::Name, "{name}");
    }
}

#[test]
fn the_secret_is_not_in_the_debugging_form() {
    let key = SignerKey::parse(PETER_SECRET).unwrap();
    assert_eq!(format!("{key:?}"), "SignerKey { name: \"PeterNeumann\", .. }");
}

#[test]
fn a_signature_of_another_length_or_with_a_large_scalar_is_none() {
    let key = SignerKey::new("n", &[7; 32]).unwrap();
    let signature = key.sign(b"m");
    assert!(key.verifier().verify(b"m", &signature));
    assert!(!key.verifier().verify(b"n", &signature));
    assert!(!key.verifier().verify(b"m", &signature[..63]));
    assert!(!key.verifier().verify(b"m", &[&signature[..], &[0]].concat()));
    // S + L verifies with readers that do not reduce: a second signature over the same message (RFC 8032, 5.1.7).
    let order = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10_u8,
    ];
    let mut malleable = signature;
    let mut carry = 0;
    for (byte, add) in malleable[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    assert!(!key.verifier().verify(b"m", &malleable));
}
