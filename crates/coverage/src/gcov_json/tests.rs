use crate::tests::{codes, only, refusal, report, short, totals};
use crate::{Format, ProblemCode, ReadErrorCode};

fn gcov(lines: &str, functions: &str) -> String {
    format!(
        r#"{{"gcc_version":"12.2.0","files":[{{"lines":[{lines}],"functions":[{functions}],"file":"a.c"}}],"current_working_directory":"/src/app","data_file":"a.gcda","format_version":"1"}}"#
    )
}

fn gcovr(lines: &str, functions: &str) -> String {
    format!(
        r#"{{"gcovr/format_version":"0.14","files":[{{"file":"a.c","lines":[{lines}],"functions":[{functions}]}}]}}"#
    )
}

#[test]
fn lines_of_instances_are_one_line() {
    let text = gcov(
        r#"{"branches":[],"count":0,"line_number":5,"unexecuted_block":true,"function_name":"f<int>"},
           {"branches":[],"count":3,"line_number":5,"unexecuted_block":false,"function_name":"f<char>"},
           {"branches":[],"count":0,"line_number":6,"function_name":"f<int>"}"#,
        "",
    );
    let read = report(text);
    assert_eq!((read.format, read.producer.as_deref()), (Format::GcovJson, Some("gcov 12.2.0")));
    assert_eq!(short(&read.coverage.totals()), "line 1/2, function 0/0");
    assert_eq!(only(&read.coverage).source(), Some("/src/app"));
}

#[test]
fn a_count_may_be_a_float_below_0_or_huge() {
    let line = |count: &str| gcov(&format!(r#"{{"count":{count},"line_number":1}}"#), "");
    assert_eq!(totals(line("3.0")), "line 1/1, function 0/0");
    assert_eq!(totals(line("1e+19")), "line 1/1, function 0/0");
    assert_eq!(totals(line("18446744073709551611")), "line 1/1, function 0/0");
    assert_eq!(totals(line("0.0")), "line 0/1, function 0/0");
    let read = report(line("-4"));
    assert_eq!(
        (short(&read.coverage.totals()), codes(&read)),
        ("line 0/1, function 0/0".to_owned(), vec![ProblemCode::NegativeCount])
    );
    for broken in ["null", "\"1\"", "true", "[1]"] {
        assert_eq!(refusal(line(broken)).code, ReadErrorCode::Malformed, "{broken}");
    }
}

#[test]
fn branches_count_for_each_instance_and_each_entry() {
    let entry = |function: &str, counts: [u8; 2]| {
        format!(
            r#"{{"branches":[{{"count":{},"throw":false,"fallthrough":true}},{{"count":{},"throw":true,"fallthrough":false}}],"count":1,"line_number":5,"function_name":"{function}"}}"#,
            counts[0], counts[1]
        )
    };
    let two = gcov(&format!("{},{}", entry("f", [1, 0]), entry("g", [0, 0])), "");
    assert_eq!(totals(&two), "line 1/1, branch 1/4, function 0/0");
    let same = gcov(&format!("{},{}", entry("f", [1, 0]), entry("f", [0, 0])), "");
    assert_eq!(totals(same), "line 1/1, branch 1/4, function 0/0", "two entries of one function are not one");
    let mut coverage = report(&two).coverage;
    let other = gcov(&format!("{},{}", entry("f", [0, 1]), entry("g", [0, 1])), "");
    assert_eq!(coverage.merge(report(other).coverage), []);
    assert_eq!(short(&coverage.totals()), "line 1/1, branch 3/4, function 0/0");
}

#[test]
fn branches_that_leave_from_different_blocks_are_not_one() {
    let branch = |block: u8, count: u8| {
        format!(r#"{{"branchno":0,"count":{count},"source_block_id":{block},"destination_block_id":9}}"#)
    };
    let text =
        gcovr(&format!(r#"{{"line_number":1,"count":1,"branches":[{},{}]}}"#, branch(2, 1), branch(3, 0)), "");
    assert_eq!(totals(text), "line 1/1, branch 1/2, function 0/0");
}

#[test]
fn what_gcovr_left_out_counts_as_nothing() {
    let text = gcovr(
        r#"{"line_number":1,"count":1,"branches":[{"branchno":0,"count":0,"gcovr/excluded":true},{"branchno":1,"count":1}]},
           {"line_number":2,"count":0,"branches":[],"gcovr/excluded":true},
           {"line_number":3,"count":0,"branches":[],"gcovr/noncode":true},
           {"line_number":4,"gcovr/noncode":true},
           {"line_number":5,"count":0,"branches":[],"gcovr/noncode":false}"#,
        r#"{"name":"f","lineno":1,"execution_count":0,"gcovr/excluded":true},{"name":"g","lineno":5,"execution_count":0}"#,
    );
    let read = report(text);
    assert_eq!((read.format, read.producer.as_deref()), (Format::GcovrJson, Some("gcovr")));
    assert_eq!(short(&read.coverage.totals()), "line 1/2, branch 1/1, function 0/1");
}

#[test]
fn functions_have_a_name_and_a_line() {
    let text = gcov(
        "",
        r#"{"blocks":7,"end_column":1,"start_line":19,"name":"_Z1fv","demangled_name":"f()","execution_count":1,"end_line":34},
           {"name":"_Z1gv","demangled_name":"g()","start_line":3,"execution_count":0}"#,
    );
    assert_eq!(totals(text), "line 0/0, function 1/2");
    let text = gcovr("", r#"{"demangled_name":"f()","lineno":3,"execution_count":2}"#);
    assert_eq!(totals(text), "line 0/0, function 1/1");
    for broken in [r#"{"name":"f"}"#, r#"{"execution_count":1}"#] {
        assert_eq!(refusal(gcov("", broken)).code, ReadErrorCode::Malformed, "{broken}");
    }
}

#[test]
fn lines_without_a_number_or_a_count_are_refused_and_line_0_is_noted() {
    for broken in [r#"{"count":1}"#, r#"{"line_number":1}"#, "[1,1]"] {
        assert_eq!(refusal(gcov(broken, "")).code, ReadErrorCode::Malformed, "{broken}");
    }
    assert_eq!(codes(&report(gcov(r#"{"line_number":0,"count":1}"#, ""))), [ProblemCode::LineNumber]);
    assert_eq!(
        refusal(gcov(r#"{"line_number":1,"count":1,"branches":[{}]}"#, "")).code,
        ReadErrorCode::Malformed
    );
    for broken in [r#"{"lines":[]}"#, r#"{"file":"a.c"}"#] {
        let text = format!(r#"{{"gcc_version":"1","files":[{broken}]}}"#);
        assert_eq!(refusal(text).code, ReadErrorCode::Malformed, "{broken}");
    }
    assert_eq!(totals(r#"{"gcovr/format_version":"0.1","files":[{"file":"a","lines":[]}]}"#), "line 0/0");
}

#[test]
fn branches_were_measured_if_there_are_some() {
    let line = r#"{"line_number":1,"count":1,"branches":[]}"#;
    assert_eq!(totals(gcov(line, "")), "line 1/1, function 0/0");
}

#[test]
fn versions_are_known() {
    let text = gcov("", "").replace(r#""format_version":"1""#, r#""format_version":"9""#);
    assert_eq!(refusal(text).code, ReadErrorCode::UnsupportedFormat);
}

#[test]
fn a_packed_report_is_read() {
    // gcov writes `.gcov.json.gz`; this is a stored block, which every packer may write.
    let text = gcov(r#"{"line_number":1,"count":1}"#, "");
    let length = u16::try_from(text.len()).unwrap();
    let mut packed = b"\x1F\x8B\x08\0\0\0\0\0\0\xFF\x01".to_vec();
    packed.extend(length.to_le_bytes().into_iter().chain((!length).to_le_bytes()));
    packed.extend(text.bytes());
    packed.extend(crc(text.as_bytes()).to_le_bytes().into_iter().chain(u32::from(length).to_le_bytes()));
    assert_eq!(totals(packed), "line 1/1, function 0/0");
}

/// CRC-32 of RFC 1952, bit by bit.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ if crc & 1 == 1 { 0xEDB8_8320 } else { 0 })
    })
}
