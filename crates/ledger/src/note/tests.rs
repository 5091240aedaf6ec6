use proptest::prelude::*;

use super::*;

/// The example of C2SP signed-note.
const FOO: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const FOO_NOTE: &str = "This is an example message.\n\n— example.com/foo \
    Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
/// The example of golang.org/x/mod/sumdb/note.
const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PETER_SECRET: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const PETER_TEXT: &str =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const PETER_LINE: &str = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

fn key(name: &str, seed: u8) -> SignerKey {
    SignerKey::new(name, &[seed; 32]).unwrap()
}

#[test]
fn the_published_notes_verify_and_are_written_back() {
    for (vkey, text) in [(FOO, FOO_NOTE.to_owned()), (PETER, format!("{PETER_TEXT}\n{PETER_LINE}"))] {
        let note = Note::parse(text.as_bytes()).unwrap();
        let vkey = VerifierKey::parse(vkey).unwrap();
        let (verified, signers) = note.verify(&[&vkey]).unwrap();
        assert!(text.starts_with(&format!("{verified}\n—")));
        assert_eq!(signers, [&vkey]);
        assert_eq!(note.to_text(), text);
    }
}

#[test]
fn the_published_secret_makes_the_published_note() {
    let secret = SignerKey::parse(PETER_SECRET).unwrap();
    let note = Note::sign(PETER_TEXT, &[&secret]).unwrap();
    assert_eq!(note.to_text(), format!("{PETER_TEXT}\n{PETER_LINE}"));
}

#[test]
fn unknown_keys_are_ignored_even_if_they_share_a_name_or_a_hash() {
    let (known, stranger) = (key("a", 1), key("a", 2));
    let note = Note::sign("t\n", &[&stranger, &known]).unwrap();
    assert_eq!(note.verify(&[&known.verifier()]).unwrap().1, [&known.verifier()]);
    // The hash of the known key under another name, with rubbish for a signature.
    let mut foreign = note.clone();
    foreign.signatures[0].name = "b".to_owned();
    foreign.signatures[0].hash = known.verifier().hash();
    foreign.signatures[0].bytes = vec![0; 5000];
    assert!(foreign.verify(&[&known.verifier()]).is_ok());
    let alone = Note::sign("t\n", &[&stranger]).unwrap();
    assert_eq!(alone.verify(&[&known.verifier()]), Err(NoteError::Unknown("a".to_owned())));
}

#[test]
fn a_known_key_that_fails_rejects_the_whole_note() {
    let (one, two) = (key("one", 1), key("two", 2));
    let (first, second) = (one.verifier(), two.verifier());
    let mut note = Note::sign("t\n", &[&one, &two]).unwrap();
    assert_eq!(note.verify(&[&first, &second]).unwrap().1.len(), 2);
    note.signatures[1].bytes[9] ^= 1;
    assert_eq!(note.verify(&[&first, &second]), Err(NoteError::Invalid(second.to_string())));
    assert!(note.verify(&[&first]).is_ok(), "the second key is not known here");
    // Signing twice is no second signer.
    let twice = Note::sign("t\n", &[&one, &one]).unwrap();
    assert_eq!(twice.verify(&[&first]).unwrap().1, [&first]);
}

#[test]
fn malformed_notes_are_refused() {
    let line = PETER_LINE;
    let short = "— a AAAAAA==\n";
    for text in [
        String::new(),
        "text\n".to_owned(),
        format!("text\n{line}"),
        format!("text\n\n{}", line.trim_end()),
        format!("text\n\n{line}\n"),
        format!("text\n\n{line}x\n"),
        format!("text\n\n-{line}"),
        format!("text\n\n{}", line.replace("— ", "—  ")),
        format!("text\n\n{}", line.replace("Neumann ", "Neumann  ")),
        format!("text\n\n{}", line.replace("Neumann ", "Neumann\t")),
        format!("text\n\n{}", line.replace('\n', "\r\n")),
        format!("text\n\n{}", line.replace("AM=", "AM")),
        format!("te\u{1}xt\n\n{line}"),
        format!("text\n\n{short}"),
        format!("\n{line}"),
    ] {
        assert!(Note::parse(text.as_bytes()).is_err(), "{text:?}");
    }
    assert!(Note::parse(b"te\xffxt\n\n").is_err());
    assert!(Note::parse(format!("text\n\nmore\n\n{line}").as_bytes()).is_ok());
    for text in ["", "no newline", "a\tb\n"] {
        assert_eq!(Note::sign(text, &[&key("a", 1)]), Err(NoteError::Text), "{text:?}");
    }
}

#[test]
fn attack_14_large_notes_are_refused() {
    let many = |count: usize| {
        format!("t\n\n{}", FOO_NOTE.lines().last().unwrap().to_owned() + "\n").replacen(
            "— ",
            &format!("{}— ", format!("{}\n", FOO_NOTE.lines().last().unwrap()).repeat(count - 1)),
            1,
        )
    };
    assert_eq!(Note::parse(many(16).as_bytes()).unwrap().signatures().len(), 16);
    assert_eq!(Note::parse(many(MAX_SIGNATURES).as_bytes()).unwrap().signatures().len(), MAX_SIGNATURES);
    assert!(matches!(Note::parse(many(65).as_bytes()), Err(NoteError::TooLarge { found: 65, .. })));
    let long = format!("{}\n\n{PETER_LINE}", "x".repeat(MAX_BYTES));
    assert!(matches!(Note::parse(long.as_bytes()), Err(NoteError::TooLarge { of: "bytes", .. })));
}

proptest! {
    /// One changed bit, anywhere: the note does not parse, or does not verify.
    #[test]
    fn no_changed_bit_verifies(at in 0..FOO_NOTE.len(), bit in 0..8_u8) {
        let mut bytes = FOO_NOTE.as_bytes().to_vec();
        bytes[at] ^= 1 << bit;
        let known = VerifierKey::parse(FOO).unwrap();
        let verified = Note::parse(&bytes).and_then(|note| note.verify(&[&known]).map(|_| ()));
        prop_assert!(verified.is_err());
    }

    #[test]
    fn what_is_read_is_written_back(text in "[a\n]{0,9}\n", names in proptest::collection::vec("[a-z/]{1,9}", 1..5)) {
        let keys: Vec<SignerKey> = names.iter().map(|name| key(name, 3)).collect();
        let note = Note::sign(&text, &keys.iter().collect::<Vec<_>>()).unwrap();
        prop_assert_eq!(Note::parse(note.to_text().as_bytes()), Ok(note));
    }

    #[test]
    fn no_bytes_make_it_panic(text in "[a \n—+=A]{0,60}") {
        if let Ok(note) = Note::parse(text.as_bytes()) {
            prop_assert_eq!(note.to_text(), text);
        }
    }
}
