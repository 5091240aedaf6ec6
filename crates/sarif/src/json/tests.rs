use proptest::prelude::*;

use super::check::{Checked, Listener, Refusal, check};
use super::span::Span;
use super::{cursor, string};
use crate::error::{ReadError, ReadErrorCode};
use crate::limits::Limits;

/// Keeps what it hears.
#[derive(Default)]
struct Heard(Vec<(usize, Span)>);

impl Listener for Heard {
    fn open(&mut self, _: usize, _: Option<&[u8]>, _: bool) -> Result<(), Refusal> {
        Ok(())
    }

    fn value(&mut self, depth: usize, _: Option<Span>, value: Span) -> Result<(), Refusal> {
        self.0.push((depth, value));
        Ok(())
    }
}

fn read(text: &[u8]) -> Result<Checked, ReadError> {
    check(text, &Limits::default(), &mut Heard::default())
}

#[test]
fn a_hundred_thousand_levels_are_refused_at_once_with_their_place() {
    let text = "[".repeat(100_000);
    let error = read(text.as_bytes()).unwrap_err();
    assert_eq!((error.code, error.place.byte, error.place.column), (ReadErrorCode::TooDeep, 512, 513));
    assert!(error.to_string().starts_with("line 1, column 513 (byte 512): "), "{error}");
}

#[test]
fn the_deepest_that_is_allowed_is_read() {
    let text = format!("{}{}", "[".repeat(512), "]".repeat(512));
    assert!(read(text.as_bytes()).is_ok());
}

#[test]
fn members_and_strings_have_limits() {
    let limits = Limits { members: 2, string: 3, ..Limits::default() };
    let code =
        |text: &str| check(text.as_bytes(), &limits, &mut Heard::default()).map_err(|error| error.code).err();
    assert_eq!(code(r#"{"a":1,"b":2}"#), None);
    assert_eq!(code(r#"{"a":1,"b":2,"c":3}"#), Some(ReadErrorCode::TooLarge));
    assert_eq!(code(r#"["abc"]"#), None);
    assert_eq!(code(r#"["abcd"]"#), Some(ReadErrorCode::TooLarge));
}

#[test]
fn errors_name_line_and_column_in_characters() {
    let error = read("{\n  \"ä\": tru }".as_bytes()).unwrap_err();
    assert_eq!((error.place.line, error.place.column, error.place.byte), (2, 8, 10));
}

fn replaced(text: &str) -> Vec<String> {
    let spans = read(text.as_bytes()).unwrap().replaced;
    spans.into_iter().map(|(_, span)| String::from_utf8(span.of(text.as_bytes()).to_vec()).unwrap()).collect()
}

#[test]
fn a_repeated_name_marks_the_earlier_member() {
    assert_eq!(replaced(r#"{"a":{"a":1},"b":2,"\u0061":3,"a" : 4}"#), [r#""a":{"a":1},"#, r#""\u0061":3,"#]);
    assert!(replaced(r#"[{"a":1},{"a":2},{"b":{"a":1},"a":2}]"#).is_empty());
}

#[test]
fn a_repeated_name_is_found_among_many() {
    let many: Vec<String> = (0..1000).map(|number| format!("\"n{number}\":0")).collect();
    let text = format!("{{{},\"n5\":1,\"n999\":1,\"n5\":2}}", many.join(","));
    assert_eq!(replaced(&text), ["\"n5\":0,", "\"n999\":0,", "\"n5\":1,"]);
}

#[test]
fn halves_of_pairs_and_zeros_are_read_and_kept_apart() {
    assert!(read(br#"["\ud800","\u0000","\udc00\ud800"]"#).is_ok());
    assert_ne!(string::unescape(br#""\ud800""#), string::unescape(br#""\ud801""#));
    assert_eq!(*string::unescape(br#""\ud83e\uddc0""#), *"🧀".as_bytes());
}

#[test]
fn the_grammar_is_rfc_8259() {
    for text in [
        "",
        " ",
        "[1,]",
        "{\"a\":1,}",
        "[01]",
        "[1.]",
        "[-]",
        "[1e]",
        "[+1]",
        "[\"\t\"]",
        "[\"\\x\"]",
        "{a:1}",
        "[1 2]",
        "[] []",
        "\"",
        "[\"\\u12\"]",
        "nul",
        "{\"a\"}",
        "[}",
        "{]",
        "'a'",
        "[\u{b}1]",
    ] {
        assert!(read(text.as_bytes()).is_err(), "{text:?}");
        assert!(serde_json::from_str::<serde_json::Value>(text).is_err(), "{text:?}");
    }
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value;
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(".{0,5}", inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_serde_writes_is_read_and_ends_where_it_ends(value in any_json(), pretty: bool) {
        let text = if pretty { serde_json::to_vec_pretty(&value) } else { serde_json::to_vec(&value) }.unwrap();
        prop_assert!(read(&text).unwrap().replaced.is_empty());
        prop_assert_eq!(cursor::end_of(&text, 0), text.len());
        let whole = Span::new(0, text.len());
        if let Some(array) = value.as_array() {
            let elements: Vec<serde_json::Value> =
                cursor::elements(&text, whole).map(|span| serde_json::from_slice(span.of(&text)).unwrap()).collect();
            prop_assert_eq!(&elements, array);
        }
        if let Some(object) = value.as_object() {
            for (name, inner) in object {
                let span = cursor::member(&text, whole, name).unwrap();
                prop_assert_eq!(&serde_json::from_slice::<serde_json::Value>(span.of(&text)).unwrap(), inner);
            }
        }
    }

    #[test]
    fn no_bytes_make_the_scanner_read_what_serde_refuses(text in "[\\[\\]{}\",:0-9eE.\\\\u tfn-]{0,24}") {
        let ours = read(text.as_bytes()).is_ok();
        let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
        prop_assert_eq!(ours, theirs, "{}", text);
    }

    #[test]
    fn the_end_of_plain_text_is_the_same_by_words_and_by_bytes(text in prop::collection::vec(any::<u8>(), 0..40)) {
        let slow = text.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)).unwrap_or(text.len());
        prop_assert_eq!(string::plain(&text), slow);
    }
}
