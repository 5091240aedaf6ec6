use super::key::Key;
use crate::tests::{codes, only, refusal, report, short, totals};
use crate::{Format, ReadErrorCode};

fn resultset(file: &str) -> String {
    format!(r#"{{"RSpec":{{"coverage":{{"/app/a.rb":{file}}},"timestamp":1700000000.5}}}}"#)
}

fn json(file: &str) -> String {
    format!(r#"{{"meta":{{"simplecov_version":"0.22.0"}},"coverage":{{"/app/a.rb":{file}}},"groups":{{}}}}"#)
}

#[test]
fn lines_are_an_array_from_line_1_on() {
    for file in ["[1,null,0]", r#"{"lines":[1,null,0]}"#] {
        let read = report(resultset(file));
        assert_eq!(read.format, Format::SimplecovResultset);
        assert_eq!(only(&read.coverage).lines, [(1, 1), (3, 0)], "{file}");
        assert_eq!(short(&read.coverage.totals()), "line 1/2", "{file}");
    }
    assert_eq!(totals(resultset("[]")), "");
    assert_eq!(totals(resultset(r#"{"lines":[]}"#)), "line 0/0");
}

#[test]
fn several_commands_are_united() {
    let text = r#"{"RSpec":{"coverage":{"/a.rb":[1,null,0,0]},"timestamp":1},
        "Cucumber":{"coverage":{"/a.rb":[0,null,2,null,0],"/b.rb":{"lines":[0]}},"timestamp":2.5}}"#;
    let read = report(text);
    assert_eq!(short(&read.coverage.totals()), "line 2/5");
    let file = read.coverage.files.values().next().unwrap();
    assert_eq!(file.lines, [(1, 1), (3, 2), (4, 0), (5, 0)], "the longer array is not cut, and counts add up");
}

#[test]
fn a_command_is_no_keyword() {
    let text = r#"{"RSpec":{"coverage":{"/a.rb":[1]}},"meta":{"coverage":{"/b.rb":[0]}},"total":{"coverage":{"/c.rb":[0]}}}"#;
    assert_eq!(totals(text), "line 1/3");
    assert_eq!(
        refusal(r#"{"RSpec":{"coverage":{}},"Cucumber":{"timestamp":1}}"#).code,
        ReadErrorCode::Malformed
    );
}

#[test]
fn ignored_lines_are_no_lines() {
    let read = report(json(r#"{"lines":[null,1,"ignored",0]}"#));
    assert_eq!((read.format, read.producer.as_deref()), (Format::SimplecovJson, Some("SimpleCov 0.22.0")));
    assert_eq!(only(&read.coverage).lines, [(2, 1), (4, 0)]);
    assert_eq!(refusal(json(r#"{"lines":["skipped"]}"#)).code, ReadErrorCode::Malformed);
}

#[test]
fn what_a_comment_leaves_out_is_counted_in_the_resultset() {
    // Ruby counts `:nocov:` lines, and SimpleCov takes them out when it reports.
    assert_eq!(totals(resultset("[1,0,0]")), "line 1/3");
    assert_eq!(totals(json(r#"{"lines":[1,"ignored","ignored"]}"#)), "line 1/1");
}

#[test]
fn branches_are_known_by_kind_and_span_and_not_by_id() {
    let file = |ids: [u8; 3], taken: [u8; 2]| {
        format!(
            r#"{{"lines":[1,1],"branches":{{"[:if, {}, 1, 2, 3, 5]":{{"[:then, {}, 2, 4, 2, 9]":{},"[:else, {}, 1, 2, 3, 5]":{}}}}}}}"#,
            ids[0], ids[1], taken[0], ids[2], taken[1]
        )
    };
    let text = format!(
        r#"{{"a":{{"coverage":{{"/a.rb":{}}}}},"b":{{"coverage":{{"/a.rb":{}}}}}}}"#,
        file([0, 1, 2], [1, 0]),
        file([6, 7, 8], [0, 4])
    );
    let read = report(text);
    assert_eq!(short(&read.coverage.totals()), "line 2/2, branch 2/2");
    assert_eq!(codes(&read), []);
    assert!(only(&read.coverage).branches.arms.iter().all(|arm| arm.line == 1), "they stand at the condition");
    assert_eq!(totals(resultset(r#"{"lines":[1],"branches":{}}"#)), "line 1/1, branch 0/0");
    assert_eq!(totals(resultset(r#"{"lines":[1],"branches":null}"#)), "line 1/1, branch 0/0");
}

#[test]
fn keys_are_rubys_arrays() {
    let key = Key::of_branch("[:if, 3, 8, 4, 8, 55]").unwrap();
    assert_eq!(key, Key { name: ":if", span: [8, 4, 8, 55] });
    assert_eq!(Key::of_branch("[:\"&.\", 3, 8, 4, 9, 5]").unwrap().name, ":\"&.\"");
    let method = Key::of_method("[#<Class:Stock>, :add, 3, 2, 5, 5]").unwrap();
    assert_eq!(method, Key { name: "#<Class:Stock>, :add", span: [3, 2, 5, 5] });
    for broken in [
        "",
        "[]",
        "[:if]",
        "[:if, 1, 2, 3]",
        "[:if, x, 8, 4, 8, 55]",
        "[:if, 3, 8, 4, 8, -1]",
        ":if, 3, 8, 4, 8, 55",
    ] {
        assert_eq!(Key::of_branch(broken), None, "{broken}");
        let text = resultset(&format!(r#"{{"branches":{{"{broken}":{{}}}}}}"#));
        assert_eq!(refusal(text).code, ReadErrorCode::Malformed, "{broken}");
    }
    let zero = resultset(r#"{"branches":{"[:if, 3, 0, 4, 8, 55]":{}}}"#);
    assert_eq!(refusal(zero).code, ReadErrorCode::Malformed);
}

#[test]
fn branches_of_one_kind_and_line_stay_apart() {
    let branch =
        |coverage: &str| format!(r#"{{"type":"then","start_line":7,"end_line":7,"coverage":{coverage}}}"#);
    let file =
        format!(r#"{{"lines":[1],"branches":[{},{},{}]}}"#, branch("1"), branch("0"), branch("\"ignored\""));
    assert_eq!(totals(json(&file)), "line 1/1, branch 1/2");
    for broken in
        [r#"{"type":"then","start_line":7,"coverage":1}"#, r#"{"type":"then","start_line":7,"end_line":7}"#]
    {
        let text = json(&format!(r#"{{"branches":[{broken}]}}"#));
        assert_eq!(refusal(text).code, ReadErrorCode::Malformed, "{broken}");
    }
}

#[test]
fn methods_are_functions() {
    let file = r#"{"lines":[1],"methods":{"[Stock, :add, 3, 2, 5, 5]":2,"[Stock, :take, 7, 2, 9, 5]":0}}"#;
    assert_eq!(totals(resultset(file)), "line 1/1, function 1/2");
    let file = r#"{"lines":[1],"methods":[{"name":"Stock#add","start_line":3,"end_line":5,"coverage":0}]}"#;
    assert_eq!(totals(json(file)), "line 1/1, function 0/1");
}

#[test]
fn totals_are_claims_and_the_root_is_where_files_lie() {
    let text = r#"{"$schema":"x","meta":{"schema_version":"1.0","simplecov_version":"1.0.0","root":"/src/app"},
        "total":{"lines":{"covered":1,"missed":1,"total":2,"percent":50.0},"branches":{"covered":0,"total":4},"methods":{"covered":1,"total":1}},
        "coverage":{"lib/a.rb":{"lines":[1,0],"source":["x","y"],"covered_lines":1}},"groups":{},"errors":{}}"#;
    let read = report(text);
    assert_eq!(short(&read.claims), "line 1/2, branch 0/4, function 1/1");
    assert_eq!(only(&read.coverage).source(), Some("/src/app"));
}

#[test]
fn what_is_no_file_is_refused() {
    for file in ["null", "1", "\"x\"", r#"{"lines":"x"}"#, r#"{"lines":{"1":0}}"#, "[[1]]"] {
        assert_eq!(refusal(resultset(file)).code, ReadErrorCode::Malformed, "{file}");
    }
    let limits = crate::Limits { line_number: 2, ..crate::Limits::default() };
    assert!(crate::read(&mut resultset("[1,1,1]").as_bytes(), &limits).is_err());
}
