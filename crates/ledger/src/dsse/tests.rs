use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn key(seed: u8) -> SignerKey {
    SignerKey::new("n", &[seed; 32]).unwrap()
}

fn envelope() -> Envelope {
    Envelope::sign(b"{\"a\":1}".to_vec(), &[&key(1), &key(2)]).unwrap()
}

fn changed(change: impl Fn(&mut Value)) -> Result<Envelope, EnvelopeError> {
    let mut value: Value = serde_json::from_slice(&envelope().to_bytes()).unwrap();
    change(&mut value);
    Envelope::parse(&serde_json::to_vec(&value).unwrap())
}

#[test]
fn the_published_encoding_is_ours() {
    // DSSE protocol.md, "Test Vectors".
    let published = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world";
    assert_eq!(pae("http://example.com/HelloWorld", b"hello world"), published);
    assert_eq!(pae("", b""), b"DSSEv1 0  0 ");
    // Lengths are in bytes.
    assert_eq!(pae("é", "é".as_bytes()), "DSSEv1 2 é 2 é".as_bytes());
}

#[test]
fn an_envelope_is_written_and_read() {
    let bytes = envelope().to_bytes();
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.starts_with(
        r#"{"payload":"eyJhIjoxfQ==","payloadType":"application/vnd.in-toto+json","signatures":[{"keyid":""#
    ));
    let read = Envelope::parse(&bytes).unwrap();
    assert_eq!(read, envelope());
    let (one, two, three) = (key(1).verifier(), key(2).verifier(), key(3).verifier());
    let verified = read.verify(&[&three, &two, &one, &two]).unwrap();
    assert_eq!((verified.payload, verified.signers), (b"{\"a\":1}".as_slice(), vec![&two, &one]));
    assert!(matches!(read.verify(&[&three]), Err(EnvelopeError::NoSigner)));
    assert!(matches!(read.verify(&[]), Err(EnvelopeError::NoSigner)));
}

#[test]
fn attack_16_a_hint_decides_nothing() {
    let (one, two) = (key(1).verifier(), key(2).verifier());
    for hint in [json!(""), json!("no such key"), json!(two.id().to_string())] {
        let read = changed(|value| value["signatures"][0]["keyid"] = hint.clone()).unwrap();
        assert_eq!(read.verify(&[&one]).unwrap().signers, [&one], "{hint}");
    }
    let without =
        changed(|value| drop(value["signatures"][0].as_object_mut().unwrap().remove("keyid"))).unwrap();
    assert_eq!(without.verify(&[&one]).unwrap().signers, [&one]);
    // A forged hint: the key that it names has not signed.
    let forged =
        changed(|value| value["signatures"][0]["keyid"] = json!(key(3).verifier().id().to_string())).unwrap();
    assert!(forged.verify(&[&key(3).verifier()]).is_err());
}

#[test]
fn attack_16_another_type_of_payload_is_refused() {
    for other in ["application/json", "application/vnd.in-toto+json;v=2", "", "APPLICATION/vnd.in-toto+json"] {
        let error = changed(|value| value["payloadType"] = json!(other)).unwrap_err();
        assert!(matches!(error, EnvelopeError::PayloadType(_)), "{other}");
    }
    // The type is part of what is signed: the same bytes under another type have another signature.
    let other = key(1).sign(&pae("application/json", b"{\"a\":1}"));
    let swapped = changed(|value| value["signatures"] = json!([{"sig": STANDARD.encode(other)}])).unwrap();
    assert!(swapped.verify(&[&key(1).verifier()]).is_err());
}

#[test]
fn attack_10_the_bytes_are_signed_and_not_the_value() {
    // The same value, written with a space: whoever re-serialises would take it.
    let spaced = changed(|value| value["payload"] = json!(STANDARD.encode(b"{\"a\": 1}"))).unwrap();
    assert!(spaced.verify(&[&key(1).verifier()]).is_err());
}

#[test]
fn unknown_members_and_other_base64_are_refused() {
    assert!(changed(|value| value["extra"] = json!(1)).is_err());
    assert!(changed(|value| value["signatures"][0]["cert"] = json!("x")).is_err());
    assert!(changed(|value| drop(value.as_object_mut().unwrap().remove("payload"))).is_err());
    for payload in ["eyJhIjoxfQ", "eyJhIjoxfQ=", "eyJhIjoxfR==", "_-__", "eyJh IjoxfQ=="] {
        let error = changed(|value| value["payload"] = json!(payload)).unwrap_err();
        assert!(matches!(error, EnvelopeError::Base64("the payload")), "{payload}: {error}");
    }
}

#[test]
fn attack_14_signatures_and_payload_are_limited() {
    assert!(matches!(changed(|value| value["signatures"] = json!([])), Err(EnvelopeError::Signatures(0))));
    let many = |count: usize| changed(|value| value["signatures"] = json!(vec![json!({"sig": "AAAA"}); count]));
    assert!(many(16).is_ok());
    assert!(matches!(many(17), Err(EnvelopeError::Signatures(17))));
    let large = Envelope::sign(vec![b' '; 64 * 1024 + 1], &[&key(1)]);
    assert!(matches!(large, Err(EnvelopeError::PayloadSize(65_537))));
    let largest = Envelope::sign(vec![b' '; 64 * 1024], &[&key(1); 16]).unwrap();
    assert_eq!(Envelope::parse(&largest.to_bytes()).unwrap(), largest, "what may be written may be read");
}

proptest! {
    /// One changed bit in the stored bytes: not an envelope, or other bytes, or no signer, or only a hint changed.
    #[test]
    fn no_changed_bit_verifies_another_payload(at in 0..260_usize, bit in 0..8_u8) {
        let mut bytes = Envelope::sign(b"{\"a\":1}".to_vec(), &[&key(1)]).unwrap().to_bytes();
        let at = at % bytes.len();
        bytes[at] ^= 1 << bit;
        if let Ok(read) = Envelope::parse(&bytes)
            && let Ok(verified) = read.verify(&[&key(1).verifier()])
        {
            prop_assert_eq!(verified.payload, b"{\"a\":1}");
            let hint = bytes.windows(8).position(|part| part == b"\"keyid\":").unwrap_or(0);
            prop_assert!(at > hint && at < hint + 80);
        }
    }
}
