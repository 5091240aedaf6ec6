use super::*;

fn told(text: &str) -> String {
    parse("p.yml", text.as_bytes()).unwrap_err().to_string()
}

fn texts(text: &str) -> Vec<(String, bool)> {
    let node = parse("p.yml", text.as_bytes()).unwrap().unwrap();
    let scalar = |node: &Node| match &node.value {
        Value::Scalar { text, plain } => (text.clone(), *plain),
        other => panic!("{other:?}"),
    };
    node.member("a").unwrap().items().iter().map(scalar).collect()
}

#[test]
fn scalars_stay_the_text_that_was_written() {
    let plain = |text: &str| (text.to_owned(), true);
    let given = "a: [79.95, 80, 79.950000000000001, 1e2, 0x1F, 007, yes, \"80%\", '79.5 %', 2026-12-31]\n";
    let mut expected: Vec<_> =
        ["79.95", "80", "79.950000000000001", "1e2", "0x1F", "007", "yes"].map(plain).into_iter().collect();
    expected.extend([("80%".to_owned(), false), ("79.5 %".to_owned(), false), plain("2026-12-31")]);
    assert_eq!(texts(given), expected);
}

#[test]
fn an_empty_file_says_nothing() {
    for text in ["", "\n", "# only a comment\n", "---\n", "---\n~\n", "\u{feff}"] {
        assert!(parse("p.yml", text.as_bytes()).unwrap().is_none(), "{text:?}");
    }
}

#[test]
fn what_two_readers_take_for_two_things_is_refused() {
    for (text, message) in [
        ("a: 1\nb: 2\na: 3\n", "p.yml:3: has `a` twice: which one is meant?"),
        ("x:\n  a: 1\n  \"a\": 3\n", "p.yml:3: x: has `a` twice: which one is meant?"),
        ("a: 1\n---\nb: 2\n", "p.yml:2: begins a second document"),
        ("a: &x 1\n", "p.yml:1: has an anchor"),
        ("a: &x [1]\nb: *x\n", "p.yml:1: has an anchor"),
        ("a: *x\n", "p.yml:1: is not YAML"),
        ("a: !!str 1\n", "p.yml:1: has a tag"),
        ("!x a: 1\n", "p.yml:1: has a tag"),
        ("a:\n  - !include x\n", "p.yml:2: a: has a tag"),
        ("%YAML 1.1\n---\na: 1\n", "p.yml:1: is not YAML"),
        ("? [a]\n: 1\n", "p.yml:1: has a list or a map where a name belongs"),
        ("a: [1\n", "is not YAML"),
        ("a: b: c\n", "p.yml:1: is not YAML"),
        ("a:\n\tb: 1\n", "p.yml:2: is not YAML"),
    ] {
        assert!(told(text).contains(message), "{text:?}: {}", told(text));
    }
    let utf16: Vec<u8> = "a: 1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(parse("p.yml", &[&[0xff, 0xfe][..], &utf16].concat()).unwrap_err().message.contains("UTF-8"));
    assert_eq!(parse("p.yml", b"a: 1\nb: \xff\n").unwrap_err().line, 2);
}

#[test]
fn limits_of_size_depth_number_and_names() {
    assert!(told(&format!("# {}", "x".repeat(LARGEST))).contains("bytes"));
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(parse("p.yml", nested(DEEPEST).as_bytes()).is_ok());
    for depth in [DEEPEST + 1, 100_000] {
        assert!(parse("p.yml", nested(depth).as_bytes()).is_err(), "{depth}");
    }
    let blocks: String = (0..=DEEPEST).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    assert!(parse("p.yml", format!("{blocks}{}1\n", " ".repeat(DEEPEST + 1)).as_bytes()).is_err());
    let list = |items: usize| format!("[{}]", "1,".repeat(items));
    assert!(parse("p.yml", list(MOST_NODES - 1).as_bytes()).is_ok());
    assert!(told(&list(MOST_NODES)).contains("more than 20000"));
    assert!(told(&format!("{}: 1\n", "n".repeat(LONGEST_NAME + 1))).contains("name of more than"));
}
