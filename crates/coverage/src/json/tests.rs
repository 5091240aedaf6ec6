use crate::tests::{attempt, attempt_in_chunks, refusal, report, short, totals};
use crate::{Format, Limits, ReadErrorCode, read};

/// One file of Istanbul's, with one more member.
fn file(more: &str) -> String {
    format!(r#"{{"/a.js":{{"path":"/a.js","statementMap":{{}},"s":{{}}{more}}}}}"#)
}

fn limited(text: &str, limits: &Limits) -> Result<(), ReadErrorCode> {
    read(&mut text.as_bytes(), limits).map(|_| ()).map_err(|error| error.code)
}

#[test]
fn a_report_that_ends_too_early_is_no_smaller_report() {
    let whole = file(r#","b":{"0":[1,0]},"fnMap":{"0":{"name":"é"}}"#);
    assert!(attempt(&whole).is_ok());
    for end in 1..whole.len() {
        if whole.is_char_boundary(end) {
            let error = refusal(&whole[..end]);
            assert_eq!(error.code, ReadErrorCode::Truncated, "{}: {error}", &whole[..end]);
        }
    }
}

#[test]
fn what_follows_the_report_is_refused() {
    for rest in ["x", "{}", "]", "\0"] {
        let error = refusal(format!("{}\n{rest}", file("")));
        assert_eq!((error.code, error.line), (ReadErrorCode::Malformed, Some(2)), "{rest:?}: {error}");
    }
    assert!(attempt(format!("{} \r\n\t", file(""))).is_ok());
}

#[test]
fn a_key_that_stands_twice_is_refused_wherever_it_is_read() {
    for text in [
        r#"{"/a.js":{"s":{"0":1},"statementMap":{"0":{}},"s":{"0":0}}}"#,
        r#"{"/a.js":{"s":{"0":1,"0":0},"statementMap":{"0":{}}}}"#,
        r#"{"/a.js":{"s":{"\u0030":1,"0":0},"statementMap":{"0":{}}}}"#,
        r#"{"coverage":{"a":{"1":0},"a":{"1":1}}}"#,
        r#"{"coverage":{"a":{"1":0}},"coverage":{"a":{"1":1}}}"#,
    ] {
        let error = refusal(text);
        assert_eq!(error.code, ReadErrorCode::Malformed, "{text}");
        assert!(error.message.contains("twice"), "{error}");
    }
    let many = |last: &str| {
        let lines: String = (1..=500).map(|line| format!("\"{line}\":1,")).collect();
        format!(r#"{{"coverage":{{"a":{{{lines}"{last}":1}}}}}}"#)
    };
    assert_eq!(totals(many("501")), "line 501/501");
    assert!(refusal(many("17")).message.contains("\"17\""));
    assert!(attempt(file(r#","inputSourceMap":{"a":1,"a":2}"#)).is_ok(), "what is passed over hides nothing");
}

#[test]
fn errors_name_line_and_byte() {
    let error = refusal("{\"/a.js\":{\n\"statementMap\":{},\n\"s\":[1]}}");
    assert_eq!((error.code, error.line), (ReadErrorCode::Malformed, Some(3)), "{error}");
    assert_eq!(error.offset, Some(36), "{error}");
    let error = refusal("{\"/a.js\":{\n\"path\" \"x\"}}");
    assert_eq!((error.code, error.line), (ReadErrorCode::Malformed, Some(2)), "{error}");
    assert!(error.message.contains("expected `:`") && !error.message.contains("column"), "{error}");
}

#[test]
fn depth_is_limited() {
    let nested = |depth: usize| file(&format!(r#","x":{}{}"#, "[".repeat(depth), "]".repeat(depth)));
    assert!(attempt(nested(100)).is_ok());
    assert_eq!(refusal(nested(119)).code, ReadErrorCode::TooDeep);
    assert_eq!(refusal(format!("{{\"a\":{}", "[".repeat(1_000_000))).code, ReadErrorCode::TooDeep);
    let limits = Limits { depth: 20, ..Limits::default() };
    assert_eq!(limited(&nested(19), &limits), Err(ReadErrorCode::TooDeep));
}

#[test]
fn only_what_is_kept_is_limited_in_length() {
    let limits = Limits { attribute_bytes: 100, ..Limits::default() };
    let long = "x".repeat(101);
    assert_eq!(limited(&file(&format!(r#","inputSourceMap":{{"{long}":"{long}"}}"#)), &limits), Ok(()));
    for text in [
        file(&format!(r#","{long}":1"#)),
        format!(r#"{{"/a.js":{{"path":"{long}"}}}}"#),
        format!(r#"{{"/a.js":{{"path":"{}"}}}}"#, r"\u0078".repeat(30)),
        format!(r#"{{"{long}":1}}"#),
    ] {
        assert_eq!(limited(&text, &limits), Err(ReadErrorCode::TooLarge), "{text}");
    }
}

#[test]
fn members_are_limited() {
    let limits = Limits { members: 100, ..Limits::default() };
    let lines = |count: u32| {
        let lines: Vec<_> = (1..=count).map(|line| format!("\"{line}\":1")).collect();
        format!(r#"{{"coverage":{{"a":{{{}}}}}}}"#, lines.join(","))
    };
    assert_eq!(limited(&lines(100), &limits), Ok(()));
    assert_eq!(limited(&lines(101), &limits), Err(ReadErrorCode::TooLarge));
}

#[test]
fn bytes_and_entries_are_limited() {
    let lines: Vec<_> = (1..=50).map(|line| format!("\"{line}\":1")).collect();
    let text = format!(r#"{{"coverage":{{"a":{{{}}}}}}}"#, lines.join(","));
    for limits in [
        Limits { bytes: 100, ..Limits::default() },
        Limits { entries: 49, ..Limits::default() },
        Limits { files: 0, ..Limits::default() },
        Limits { all_name_bytes: 0, ..Limits::default() },
    ] {
        assert_eq!(limited(&text, &limits), Err(ReadErrorCode::TooLarge), "{limits:?}");
    }
    assert_eq!(limited(&text, &Limits::default()), Ok(()));
}

#[test]
fn text_that_is_not_utf_8_is_refused_even_where_it_is_passed_over() {
    let mut text = file(r#","hash":"?""#).into_bytes();
    let at = text.iter().position(|&byte| byte == b'?').unwrap();
    text[at] = 0xFF;
    for size in [1, 2, 3, 4096] {
        assert_eq!(attempt_in_chunks(&text, size).unwrap_err().code, ReadErrorCode::Encoding);
    }
    let fine = file(r#","hash":"äöü→🦀""#);
    for size in 1..9 {
        assert!(attempt_in_chunks(fine.as_bytes(), size).is_ok(), "{size}");
    }
    let cut = &fine.as_bytes()[..fine.find('🦀').unwrap() + 2];
    assert!(matches!(refusal(cut).code, ReadErrorCode::Encoding | ReadErrorCode::Truncated));
    assert_eq!(refusal(file(r#","path":"\ud800""#)).code, ReadErrorCode::Malformed, "half a character");
}

#[test]
fn what_is_wrong_first_is_found_first_wherever_a_chunk_ends() {
    let long = " ".repeat(5000);
    let fine = file("");
    let text = [fine.as_bytes(), long.as_bytes(), b"\xC3\xA9"].concat();
    let late = [fine.as_bytes(), long.as_bytes(), b"\xFF"].concat();
    let wide = |text: &[u16]| text.iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<u8>>();
    let units: Vec<u16> = format!("\u{FEFF}{{\"a\" 1{long}{long}").encode_utf16().chain([0xDC00]).collect();
    for size in [1, 7, 1 << 16] {
        assert_eq!(attempt_in_chunks(&text, size), attempt(&text), "{size}");
        let error = attempt_in_chunks(&late, size).unwrap_err();
        assert_eq!(
            (error.code, error.offset),
            (ReadErrorCode::Encoding, Some(late.len() as u64 - 1)),
            "{size}"
        );
        let error = attempt_in_chunks(&wide(&units), size).unwrap_err();
        assert_eq!(error.code, ReadErrorCode::Malformed, "{size}: {error}");
    }
}

#[test]
fn a_mark_and_utf_16_are_read() {
    let text = file("");
    assert!(attempt(format!("\u{FEFF}{text}")).is_ok());
    let wide: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(report(wide).format, Format::IstanbulJson);
}

#[test]
fn what_is_no_json_is_refused() {
    for text in [
        "{,}",
        "{\"a\":}",
        "{'a':1}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{\"a\" 1}",
        "{\"a\":\"\n\"}",
        "{\"a\":[1,]}",
    ] {
        assert_eq!(refusal(text).code, ReadErrorCode::Malformed, "{text}");
    }
    assert_eq!(refusal(r#"{"coverage":{"a":{"1":1e999}}}"#).code, ReadErrorCode::Malformed);
}

#[test]
fn the_first_key_that_tells_decides() {
    for (text, expected) in [
        (
            r#"{"version":"2.0.1","data":[{"files":[]}],"type":"llvm.coverage.json.export"}"#,
            Format::LlvmCovJson,
        ),
        (r#"{"data":[],"type":"llvm.coverage.json.export","version":"3.1.0"}"#, Format::LlvmCovJson),
        (r#"{"files":{},"meta":{"format":3}}"#, Format::CoveragePyJson),
        (r#"{"meta":{"version":"5.5","branch_coverage":false},"files":{}}"#, Format::CoveragePyJson),
        (r#"{"meta":{"simplecov_version":"0.22.0"},"coverage":{}}"#, Format::SimplecovJson),
        (r#"{"$schema":"x","meta":{"schema_version":"1.0"},"total":{},"coverage":{}}"#, Format::SimplecovJson),
        (r#"{"Unit Tests":{"coverage":{}}}"#, Format::SimplecovResultset),
        (r#"{"files":[],"gcc_version":"12.2.0"}"#, Format::GcovJson),
        (
            r#"{"files":[{"file":"a","lines":[],"functions":[]}],"gcovr/format_version":"0.6"}"#,
            Format::GcovrJson,
        ),
        (r#"{"lineCoverage":0.5,"targets":[]  ,"coveredLines":0,"executableLines":0}"#, Format::XccovJson),
        (r#"{"messages":{},"coverage":{"a":[null,1]}}"#, Format::CodecovJson),
        (r#"{"total":{"lines":{"total":0,"covered":0,"pct":"Unknown"}}}"#, Format::IstanbulSummary),
    ] {
        assert_eq!(report(text).format, expected, "{text}");
    }
}

#[test]
fn other_json_is_no_report() {
    for text in [
        "{}",
        "[]",
        "[{\"targets\":[]}]",
        r#"{"data":[]}"#,
        r#"{"data":{"a":1}}"#,
        r#"{"meta":{"version":"1"}}"#,
        r#"{"name":"x","dependencies":{"a":"1"}}"#,
        r#"{"files":[]}"#,
        r#"{"files":[{"file":"a","lines":[]}]}"#,
    ] {
        assert_eq!(refusal(text).code, ReadErrorCode::UnknownFormat, "{text}");
    }
}

#[test]
fn what_a_format_does_not_know_is_passed_over() {
    let read =
        report(r#"{"coverage":{"a":{"1":1}},"messages":{"a":{"1":"x"}},"more":[{"deep":[1,2.5,null]}]}"#);
    assert_eq!(short(&read.coverage.totals()), "line 1/1");
}

#[test]
fn one_file_is_limited_before_it_ends() {
    let limits = Limits { entries: 100, ..Limits::default() };
    let many = |one: &str| [one; 200].join(",");
    for (start, one) in [
        (r#"{"/a.js":{"s":{},"b":{"0":["#, "1"),
        (r#"{"/a.js":{"branchMap":{"0":{"locations":["#, "{}"),
        (r#"{"meta":{"format":3},"files":{"a.py":{"executed_lines":["#, "1"),
        (r#"{"meta":{"format":3},"files":{"a.py":{"missing_branches":["#, "[1,2]"),
        (r#"{"data":[{"files":[{"segments":["#, "[1,1,1,true,true,false]"),
        (r#"{"data":[{"files":[{"branches":["#, "[1,1,1,9,1,0]"),
        (r#"{"data":[{"files":[{"expansions":[{"branches":["#, "[1,1,1,9,1,0]"),
        (r#"{"data":[{"functions":[{"regions":["#, "[1,1,1,9,1,0,0,0]"),
        (r#"{"data":[{"functions":[{"filenames":["#, "\"a\""),
        (r#"{"RSpec":{"coverage":{"a.rb":["#, "1"),
        (r#"{"RSpec":{"coverage":{"a.rb":{"branches":["#, r#"{"start_line":1,"end_line":1,"coverage":1}"#),
        (r#"{"gcc_version":"1","files":[{"lines":["#, r#"{"line_number":1,"count":1}"#),
        (r#"{"gcc_version":"1","files":[{"lines":[{"branches":["#, r#"{"count":1}"#),
        (r#"{"gcc_version":"1","files":[{"functions":["#, r#"{"name":"f","execution_count":1}"#),
        (r#"{"targets":[{"files":[{"functions":["#, r#"{"name":"f","executionCount":1}"#),
        (r#"{"coverage":{"a":["#, r#""1/2""#),
    ] {
        assert_eq!(limited(&format!("{start}{}", many(one)), &limits), Err(ReadErrorCode::TooLarge), "{start}");
    }
}

#[test]
fn data_before_the_first_key_that_tells_are_not_lost() {
    let istanbul = r#""/a.js":{"statementMap":{},"s":{}}"#;
    let summary = r#""/a.js":{"lines":{"total":1,"covered":1}}"#;
    let result = r#""RSpec":{"coverage":{"/a.rb":[1]}}"#;
    for rest in [istanbul, summary, result] {
        for first in
            [r#""x":{}"#, r#""x":[]"#, r#""x":{"y":[0]}"#, r#""x":[0]"#, r#""meta":{"coverage":{"/b.rb":[0]}}"#]
        {
            let text = format!("{{{first},{rest}}}");
            assert_eq!(refusal(&text).code, ReadErrorCode::Malformed, "{text}");
            let text = format!("{{{rest},{first}}}");
            assert!(attempt(&text).is_err() || first.contains("coverage"), "{text}");
        }
    }
}
