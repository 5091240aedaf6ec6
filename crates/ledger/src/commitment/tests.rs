use proptest::prelude::*;

use super::*;

fn salt(seed: u8) -> Salt {
    let mut bytes = [seed; 32];
    bytes[0] ^= 1;
    Salt::new(bytes).unwrap()
}

fn disclosure() -> Disclosure {
    let origin = Origin::parse("github.com/1/2/deployments").unwrap();
    let person = Pseudonym::new(format!("p-{}", "0a".repeat(16))).unwrap();
    Disclosure::new(origin, person, Line::new("name").unwrap(), salt(7), "Zoë Åström".to_owned()).unwrap()
}

#[test]
fn the_input_is_what_the_format_says() {
    // Built by hand, byte for byte.
    let mut message = b"releasegate/commitment/v1\0".to_vec();
    for part in ["github.com/1/2/deployments", "p-0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a", "name", "Zoë Åström"] {
        message.extend([0, 0, 0, 0, 0, 0, 0, u8::try_from(part.len()).unwrap()]);
        message.extend(part.as_bytes());
    }
    // HMAC by its definition (RFC 2104) over SHA-256, whose block has 64 bytes.
    let mut key = [7; 64];
    key[0] = 6;
    key[32..].fill(0);
    let inner = Hash::of(&[key.map(|byte| byte ^ 0x36).as_slice(), &message].concat());
    let outer = Hash::of(&[key.map(|byte| byte ^ 0x5c).as_slice(), inner.as_bytes()].concat());
    assert_eq!(disclosure().commitment().to_string(), format!("hmac-sha256:{outer}"));
}

#[test]
fn a_commitment_opens_to_its_value_alone() {
    let (right, commitment) = (disclosure(), disclosure().commitment());
    assert_eq!(right.open(&commitment).unwrap(), "Zoë Åström");
    let other = |change: fn(&mut Disclosure)| {
        let mut disclosure = disclosure();
        change(&mut disclosure);
        disclosure.open(&commitment).is_err()
    };
    assert!(other(|one| one.value.push('!')));
    assert!(other(|one| one.salt = salt(8)));
    assert!(other(|one| one.field = Line::new("login").unwrap()));
    assert!(other(|one| one.person = Pseudonym::new(format!("p-{}", "0b".repeat(16))).unwrap()));
    assert!(other(|one| one.origin = Origin::parse("github.com/1/3/deployments").unwrap()));
}

#[test]
fn attack_23_the_commitment_of_a_known_value_differs_with_the_salt() {
    // Two people of one name, or one person twice: nobody sees from the ledger that the value is the same.
    let again = Disclosure { salt: salt(9), ..disclosure() };
    assert_ne!(again.commitment(), disclosure().commitment());
    for same in [[0; 32], [255; 32]] {
        assert!(matches!(Salt::new(same), Err(DisclosureError::Salt)));
    }
    assert!(!format!("{:?}", disclosure().salt).contains('7'));
}

#[test]
fn what_is_left_after_erasure_is_that_something_was_there() {
    let (one, commitment) = (disclosure(), disclosure().commitment());
    assert_eq!(shown(&commitment, std::slice::from_ref(&one), &[]), Shown::Value("Zoë Åström".to_owned()));
    assert_eq!(shown(&commitment, &[], &[12]), Shown::Erased { redactions: vec![12] });
    assert_eq!(shown(&commitment, &[], &[]), Shown::Withheld);
    // An old clone may still hold the disclosure: a report does not show it.
    assert_eq!(shown(&commitment, std::slice::from_ref(&one), &[12]), Shown::Erased { redactions: vec![12] });
    let other = Disclosure { value: "Eve".to_owned(), ..one };
    assert_eq!(shown(&commitment, &[other], &[]), Shown::Withheld);
}

#[test]
fn a_disclosure_is_written_and_read() {
    let bytes = disclosure().to_bytes();
    assert_eq!(Disclosure::parse(&bytes).unwrap(), disclosure());
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.ends_with(r#""v":1,"value":"Wm/DqyDDhXN0csO2bQ=="}"#), "{text}");
    for (from, to) in [
        ("\"v\":1", "\"v\":2"),
        ("\"v\":1", "\"extra\":1,\"v\":1"),
        ("Wm/D", "Wm_D"),
        ("Wm/DqyDDhXN0csO2bQ==", "/w=="),
        ("\"salt\":\"", "\"salt\":\"AA"),
    ] {
        assert!(Disclosure::parse(text.replace(from, to).as_bytes()).is_err(), "{from} {to}");
    }
    // A comment is kept as it was written.
    let lines = Disclosure { value: "Zoe\u{308}\r\n\u{202e}\0".to_owned(), ..disclosure() };
    assert_eq!(Disclosure::parse(&lines.to_bytes()).unwrap(), lines);
    let long = Disclosure { value: "x".repeat(MAX_VALUE + 1), ..disclosure() };
    assert!(Disclosure::parse(&long.to_bytes()).is_err());
}

proptest! {
    /// Lengths are part of the input: no part can take over the end of another.
    #[test]
    fn parts_do_not_run_into_each_other(field in "[a-c]{1,4}", value in "[a-c]{0,4}", other_field in "[a-c]{1,4}", other in "[a-c]{0,4}") {
        let make = |field: &str, value: &str| {
            Disclosure { field: Line::new(field).unwrap(), value: value.to_owned(), ..disclosure() }.commitment()
        };
        let same = (field.as_str(), value.as_str()) == (other_field.as_str(), other.as_str());
        prop_assert_eq!(make(&field, &value) == make(&other_field, &other), same);
    }
}
