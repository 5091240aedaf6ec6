use proptest::prelude::*;
use serde_json::json;

use super::*;

const SMALL: Limits = Limits { bytes: 200, depth: 3, count: 12 };

fn fault(text: &str) -> (String, JsonFault) {
    let error = read(text.as_bytes(), SMALL).unwrap_err();
    (error.path, error.fault)
}

fn at(path: &str, fault: JsonFault) -> (String, JsonFault) {
    (path.to_owned(), fault)
}

#[test]
fn what_is_in_the_profile_is_read_as_it_is() {
    let text = r#" {"a":[1,-2,true,"Zoë \u00e9"],"b":{"c":9007199254740991}} "#;
    let value = read(text.as_bytes(), SMALL).unwrap();
    assert_eq!(value, json!({"a": [1, -2, true, "Zoë é"], "b": {"c": LARGEST}}));
}

#[test]
fn attack_09_duplicate_keys_are_refused_with_their_path() {
    assert_eq!(fault(r#"{"a":{"k":1,"k":1}}"#), at("/a/k", JsonFault::Duplicate));
    assert_eq!(fault(r#"{"k":1,"\u006b":2}"#), at("/k", JsonFault::Duplicate));
    assert_eq!(fault(r#"{"list":[0,{"":1,"":2}]}"#), at("/list/1/", JsonFault::Duplicate));
}

#[test]
fn attack_11_numbers_that_two_readers_see_differently_are_refused() {
    for number in [
        "9007199254740992",
        "-9007199254740992",
        "9007199254740993",
        "18446744073709551615",
        "18446744073709551616",
        "1.0",
        "0.5",
        "1e2",
        "1E400",
        "-0",
        "-0.0",
    ] {
        let (path, found) = fault(&format!(r#"{{"n":[{number}]}}"#));
        assert_eq!(path, "/n/0", "{number}");
        // serde_json itself refuses what no double holds.
        assert!(matches!(found, JsonFault::Number | JsonFault::Syntax(_)), "{number}: {found}");
    }
    for number in ["NaN", "Infinity", "+1", "01", "0x1", "1_000", ".5", "5."] {
        assert!(matches!(fault(number).1, JsonFault::Syntax(_)), "{number}");
    }
}

#[test]
fn attack_12_texts_and_keys_with_a_second_spelling_are_refused() {
    assert_eq!(fault("[\"e\u{301}\"]"), at("/0", JsonFault::Text(TextFault::NotNormalized)));
    assert_eq!(fault(r#"{"n":"\u202eabc"}"#), at("/n", JsonFault::Text(TextFault::Hidden('\u{202e}'))));
    assert_eq!(fault(r#"["\u0000"]"#), at("/0", JsonFault::Text(TextFault::Control('\0'))));
    let (path, found) = fault("{\"e\\u0301\":1}");
    assert_eq!((path.as_str(), found), ("/e\u{301}", JsonFault::Text(TextFault::NotNormalized)));
}

#[test]
fn attack_14_size_depth_and_count_are_limited() {
    let long = format!("[\"{}\"]", "x".repeat(300));
    assert_eq!(fault(&long), at("", JsonFault::Bytes { found: 304, limit: 200 }));
    assert_eq!(fault(r#"[[[[]]]]"#), at("/0/0/0", JsonFault::Depth(3)));
    assert!(read(b"[[[]]]", SMALL).is_ok());
    assert_eq!(fault("[1,2,3,4,5,6,7,8,9,10,11,12]"), at("/11", JsonFault::Count(12)));
    assert!(read(b"[1,2,3,4,5,6,7,8,9,10,11]", SMALL).is_ok());
    assert_eq!(fault(r#"{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1}"#), at("/f", JsonFault::Count(12)));
    // No recursion before the limit is asked: this must not exhaust the stack.
    let deep = "[".repeat(60_000);
    let error = read(deep.as_bytes(), Limits::PAYLOAD).unwrap_err();
    assert_eq!(error.fault, JsonFault::Depth(16));
}

#[test]
fn null_and_what_is_not_json_is_refused() {
    assert_eq!(fault(r#"{"a":null}"#), at("/a", JsonFault::Null));
    for text in
        ["", "\u{feff}{}", "{}{}", "{'a':1}", "{\"a\":1,}", "[1 2]", r#"["\ud800"]"#, "[\"\n\"]", "// x"]
    {
        assert!(matches!(fault(text).1, JsonFault::Syntax(_)), "{text}");
    }
    let error = read(b"{\"a\":\"\xff\"}", SMALL).unwrap_err();
    assert!(matches!(error.fault, JsonFault::Syntax(_)), "{error}");
}

#[test]
fn a_hostile_key_is_shown_escaped_and_short() {
    let (path, _) = fault("{\"a/b~\\u001b[31m\":1}");
    assert_eq!(path, "/a~1b~0\\u{1b}[31m");
    let key = "k".repeat(150);
    let (path, _) = fault(&format!("{{\"{key}\":null}}"));
    assert_eq!(path.len(), 65);
    assert_eq!(read(b"{\"a\":null}", SMALL).unwrap_err().to_string(), "/a: is null: leave the member out",);
}

proptest! {
    /// Another reader of strict JSON agrees: what this one takes, `verdict`'s takes, with the same value.
    #[test]
    fn a_second_strict_reader_sees_the_same(text in "[\\[\\]{}:,\"ab01e.\\- \\\\untrl]{0,24}") {
        if let Ok(value) = read(text.as_bytes(), Limits::PAYLOAD) {
            prop_assert_eq!(verdict::read::strict_value(text.as_bytes()).unwrap(), value);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes, SMALL);
    }
}

#[test]
fn attack_10_a_list_is_no_object() {
    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Leaf {
        index: u8,
    }
    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Record {
        leaf: Leaf,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        more: Vec<Leaf>,
    }
    for right in [
        json!({"leaf": {"index": 7}}),
        json!({"leaf": {"index": 7}, "more": []}),
        json!({"leaf": {"index": 7}, "more": [{"index": 1}]}),
    ] {
        assert_eq!(typed::<Record>(&right).unwrap().leaf, Leaf { index: 7 }, "{right}");
    }
    for wrong in [json!([{"index": 7}, []]), json!({"leaf": [7]}), json!({"leaf": {"index": 7}, "more": [[1]]})]
    {
        assert!(serde_json::from_value::<Record>(wrong.clone()).is_ok(), "{wrong}: serde takes it");
        assert!(typed::<Record>(&wrong).is_err(), "{wrong}");
    }
}
