use super::*;

fn read(text: &str) -> Result<Document<'_>, ReadError> {
    Document::read(text.as_bytes(), &Limits::default())
}

fn log(run: &str) -> String {
    format!(r#"{{"version":"2.1.0","runs":[{run}]}}"#)
}

#[test]
fn a_run_is_its_members_in_their_order_and_its_tables_are_places() {
    let text = log(
        r#"{"x-a":[1,2],"tool":{"driver":{"name":"T","rules":[{"id":"A"}]},"extensions":[{"name":"E"}]},
        "artifacts":[{"a":1},{"b":2}],"taxonomies":[{"name":"X","taxa":[{"id":"1"},{"id":"2"}]}],"results":[{"ruleId":"A"}]}"#,
    );
    let document = read(&text).unwrap();
    let run = &document.runs[0];
    let names: Vec<_> = run.members.iter().map(|member| member.name.of(document.text())).collect();
    assert_eq!(names, [&b"\"x-a\""[..], b"\"tool\"", b"\"artifacts\"", b"\"taxonomies\"", b"\"results\""]);
    assert_eq!(run.table(crate::shape::Table::Artifacts)[1].of(document.text()), br#"{"b":2}"#);
    assert_eq!(run.components.len(), 3);
    assert_eq!(run.shelf(crate::shape::Shelf::Taxonomies), 2..3);
    assert_eq!(run.components[2].part(crate::shape::Part::Taxa).len(), 2);
    assert_eq!(document.results(0).collect::<Vec<_>>(), [br#"{"ruleId":"A"}"#]);
}

#[test]
fn the_last_of_two_members_counts_and_the_log_says_so() {
    let text = r#"{"version":"1","runs":[],
"version":"2.1.0","runs":[{"tool":{"driver":{"name":"a","name":"b"}}}]}"#;
    let document = read(text).unwrap();
    assert_eq!(document.runs(), 1);
    assert_eq!(document.text(), br#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"b"}}}]}"#);
    let notices: Vec<_> =
        document.notices().iter().map(|notice| (notice.member.as_str(), notice.place.line)).collect();
    assert_eq!(notices, [("version", 2), ("runs", 2), ("name", 2)]);
}

#[test]
fn what_is_no_log_is_refused_with_a_reason() {
    for (text, code) in [
        ("", ReadErrorCode::Empty),
        ("[]", ReadErrorCode::NotSarif),
        ("{}", ReadErrorCode::NotSarif),
        (r#"{"version":"2.1.0","runs":null}"#, ReadErrorCode::NotSarif),
        (r#"{"version":"2.0.0","runs":[]}"#, ReadErrorCode::NotSarif),
        (r#"{"version":"2.1.0","runs":[1]}"#, ReadErrorCode::NotSarif),
        (r#"{"version":"2.1.0","runs":[{}]}"#, ReadErrorCode::NotSarif),
        (r#"{"version":"2.1.0","runs":[{"tool":{"driver":{}}}]}"#, ReadErrorCode::NotSarif),
        (
            r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"T"}},"results":[1]}]}"#,
            ReadErrorCode::NotSarif,
        ),
        (r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"T"}},"results":["#, ReadErrorCode::Malformed),
    ] {
        assert_eq!(read(text).unwrap_err().code, code, "{text}");
    }
}

#[test]
fn runs_results_and_elements_have_limits() {
    let run = r#"{"tool":{"driver":{"name":"T"}},"artifacts":[{},{}],"results":[{},{}]}"#;
    let text = format!(r#"{{"version":"2.1.0","runs":[{run},{run}]}}"#);
    let code = |limits: Limits| Document::read(text.as_bytes(), &limits).map_err(|error| error.code).err();
    assert_eq!(code(Limits { runs: 2, results: 2, elements: 2, ..Limits::default() }), None);
    for limits in [
        Limits { runs: 1, ..Limits::default() },
        Limits { results: 1, ..Limits::default() },
        Limits { elements: 1, ..Limits::default() },
    ] {
        assert_eq!(code(limits), Some(ReadErrorCode::TooLarge));
    }
}

#[test]
fn a_log_without_version_is_read_with_a_notice() {
    let text = r#"{"runs":[]}"#;
    assert_eq!(read(text).unwrap().notices()[0].code, NoticeCode::NoVersion);
}

#[test]
fn an_owned_log_is_the_borrowed_one_and_a_broken_one_is_handed_back() {
    let log = r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"ä"}},"results":[{"ruleId":"A"}]}]}"#;
    let utf16: Vec<u8> = log.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let twice = log.replace("\"ruleId\"", "\"ruleId\":\"B\",\"ruleId\"");
    for bytes in [log.as_bytes().to_vec(), format!("\u{feff}{log}").into_bytes(), utf16, twice.into_bytes()] {
        let owned = Document::own(bytes.clone(), &Limits::default()).unwrap();
        let read = Document::read(&bytes, &Limits::default()).unwrap();
        assert_eq!((owned.text(), owned.digest()), (read.text(), read.digest()));
        assert_eq!(owned.results(0).collect::<Vec<_>>(), [br#"{"ruleId":"A"}"#]);
    }
    let (error, bytes) = Document::own(b"{".to_vec(), &Limits::default()).unwrap_err();
    assert_eq!((error.code, bytes.as_slice()), (ReadErrorCode::Malformed, &b"{"[..]));
}
