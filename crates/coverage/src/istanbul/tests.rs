use crate::tests::{codes, only, refusal, report, short, totals};
use crate::{Coverage, ProblemCode, ReadErrorCode};

fn span(line: u32, column: u32, end: u32) -> String {
    format!(r#"{{"start":{{"line":{line},"column":{column}}},"end":{{"line":{line},"column":{end}}}}}"#)
}

fn file(content: &str) -> String {
    format!(r#"{{"/a.js":{{"path":"/a.js",{content}}}}}"#)
}

/// Two statements of line 1 and one of line 3, in a file with what is given besides.
fn with(rest: &str) -> String {
    let map = format!(r#""0":{},"1":{},"2":{}"#, span(1, 0, 9), span(1, 10, 20), span(3, 0, 5));
    file(&format!(r#""statementMap":{{{map}}},"s":{{"0":0,"1":4,"2":0}}{rest}"#))
}

#[test]
fn a_line_ran_as_often_as_the_statement_on_it_that_ran_most() {
    let read = report(with(""));
    assert_eq!(short(&read.coverage.totals()), "line 1/2, statement 1/3");
    assert_eq!(only(&read.coverage).lines, [(1, 4), (3, 0)]);
}

#[test]
fn a_statement_counts_where_it_starts() {
    let text =
        file(r#""statementMap":{"0":{"start":{"line":2,"column":0},"end":{"line":9,"column":1}}},"s":{"0":1}"#);
    assert_eq!(only(&report(text).coverage).lines, [(2, 1)]);
}

#[test]
fn the_path_within_the_entry_names_the_file() {
    let text = r#"{"some key":{"path":"/src/a.js","statementMap":{},"s":{}}}"#;
    assert_eq!(report(text).coverage.files.keys().next().unwrap().path, "/src/a.js");
    let text = r#"{"/src/b.js":{"statementMap":{},"s":{}}}"#;
    assert_eq!(report(text).coverage.files.keys().next().unwrap().path, "/src/b.js");
}

#[test]
fn two_keys_of_one_path_are_one_file() {
    let one = |key: &str, hits: u8| {
        format!(r#""{key}":{{"path":"/a.js","statementMap":{{"0":{}}},"s":{{"0":{hits}}}}}"#, span(1, 0, 1))
    };
    assert_eq!(totals(format!("{{{},{}}}", one("x", 1), one("y", 0))), "line 1/1, statement 1/1");
}

#[test]
fn an_entry_may_be_wrapped_in_data() {
    let text = r#"{"/a.js":{"data":{"path":"/a.js","statementMap":{"0":{"start":{"line":1}}},"s":{"0":0}}}}"#;
    assert_eq!(totals(text), "line 0/1, statement 0/1");
}

#[test]
fn counts_may_stand_before_what_they_count() {
    let text = file(&format!(r#""s":{{"7":2}},"statementMap":{{"7":{}}}"#, span(5, 0, 1)));
    assert_eq!(only(&report(text).coverage).lines, [(5, 2)]);
}

#[test]
fn branches_count_by_arm() {
    let branch = format!(
        r#","branchMap":{{"0":{{"loc":{},"type":"if","locations":[{},{{"start":{{}},"end":{{}}}}]}},"1":{{"loc":{},"type":"default-arg","locations":[{}]}}}},"b":{{"0":[3,0],"1":[0]}}"#,
        span(1, 0, 9),
        span(1, 5, 9),
        span(3, 0, 9),
        span(3, 1, 9)
    );
    let read = report(with(&branch));
    assert_eq!(short(&read.coverage.totals()), "line 1/2, branch 1/3, statement 1/3");
    assert_eq!(codes(&read), [], "the `else` that nobody wrote is no fault");
    let lines: Vec<_> = only(&read.coverage).branches.arms.iter().map(|arm| (arm.line, arm.taken)).collect();
    assert_eq!(lines.iter().filter(|arm| **arm == (1, true)).count(), 1);
    assert_eq!(lines.iter().filter(|arm| arm.0 == 1).count(), 2);
}

#[test]
fn branches_of_one_place_are_not_one_branch() {
    let one = format!(r#"{{"loc":{0},"type":"if","locations":[{0},{0}]}}"#, span(1, 0, 9));
    let text = with(&format!(r#","branchMap":{{"0":{one},"1":{one}}},"b":{{"0":[1,0],"1":[0,0]}}"#));
    assert_eq!(totals(text), "line 1/2, branch 1/4, statement 1/3");
}

#[test]
fn branches_are_known_by_place_and_never_by_id() {
    // V8 reports the ranges that it has counts for: id 0 of one run is id 1 of another.
    let one = |id: u8, taken: [u8; 2]| {
        with(&format!(
            r#","branchMap":{{"{id}":{{"loc":{0},"type":"branch","locations":[{0},{1}]}}}},"b":{{"{id}":[{2},{3}]}}"#,
            span(1, 0, 9),
            span(1, 4, 9),
            taken[0],
            taken[1]
        ))
    };
    let mut coverage = report(one(0, [1, 0])).coverage;
    let problems = coverage.merge(report(one(1, [0, 1])).coverage);
    assert_eq!(short(&coverage.totals()), "line 1/2, branch 2/2, statement 1/3");
    assert_eq!(problems, []);
}

#[test]
fn ranges_that_differ_are_counted_downwards() {
    let one = |end: u32| {
        with(&format!(
            r#","branchMap":{{"0":{{"loc":{0},"type":"branch","locations":[{0}]}}}},"b":{{"0":[1]}}"#,
            span(1, 0, end)
        ))
    };
    let mut coverage = report(one(9)).coverage;
    let problems = coverage.merge(report(one(12)).coverage);
    assert_eq!(short(&coverage.totals()), "line 1/2, branch 1/2, statement 1/3");
    assert_eq!(problems[0].code, ProblemCode::BranchesInexact);
}

#[test]
fn functions_count_and_have_the_names_that_lcov_gives_them() {
    let map = format!(
        r#""0":{{"name":"f","decl":{0},"loc":{0}}},"1":{{"name":"g","loc":{1}}},"2":{{"name":"h","line":9}}"#,
        span(1, 0, 9),
        span(4, 0, 9)
    );
    let read = report(with(&format!(r#","fnMap":{{{map}}},"f":{{"0":1,"1":0,"2":2}}"#)));
    assert_eq!(short(&read.coverage.totals()), "line 1/2, function 2/3, statement 1/3");
    let mut coverage = read.coverage;
    let lcov =
        "SF:/a.js\nFN:1,f\nFN:4,g\nFN:9,h\nFNDA:0,f\nFNDA:1,g\nFNDA:0,h\nDA:1,0\nDA:3,1\nend_of_record\n";
    assert_eq!(coverage.merge(report(lcov).coverage), []);
    assert_eq!(short(&coverage.totals()), "line 2/2, function 3/3, statement 1/3");
}

#[test]
fn functions_of_one_name_and_line_stay_apart() {
    let one = format!(r#"{{"name":"f","decl":{}}}"#, span(1, 0, 9));
    let text = with(&format!(r#","fnMap":{{"0":{one},"1":{one}}},"f":{{"0":1,"1":0}}"#));
    assert_eq!(totals(text), "line 1/2, function 1/2, statement 1/3");
}

#[test]
fn what_a_comment_takes_out_counts_as_nothing() {
    let text = file(
        r#""statementMap":{"0":{"start":{"line":1},"skip":true},"1":{"start":{"line":2}}},"s":{"0":0,"1":1},
           "fnMap":{"0":{"name":"f","line":1,"skip":true}},"f":{"0":0},
           "branchMap":{"0":{"line":1,"type":"if","locations":[{},{}],"skip":true}},"b":{"0":[0,0]}"#,
    );
    let read = report(text);
    assert_eq!(short(&read.coverage.totals()), "line 1/1, branch 0/0, function 0/0, statement 1/1");
    assert_eq!(codes(&read), []);
}

#[test]
fn a_count_of_nothing_is_noted_and_counted() {
    let read =
        report(file(r#""statementMap":{},"s":{"0":0},"fnMap":{},"f":{"0":0},"branchMap":{},"b":{"0":[0,1]}"#));
    assert_eq!(short(&read.coverage.totals()), "line 0/0, branch 1/2, function 0/1, statement 0/1");
    assert_eq!(
        codes(&read),
        [ProblemCode::UnknownRecord, ProblemCode::UnmatchedFunction, ProblemCode::BranchCounts]
    );
}

#[test]
fn what_has_no_count_did_not_run() {
    let read = report(file(&format!(
        r#""statementMap":{{"0":{0}}},"s":{{}},"fnMap":{{"0":{{"name":"f","decl":{0}}}}},"branchMap":{{"0":{{"loc":{0},"locations":[{0},{0}]}}}},"b":{{}}"#,
        span(1, 0, 1)
    )));
    assert_eq!(short(&read.coverage.totals()), "line 0/1, branch 0/2, function 0/1, statement 0/1");
    assert_eq!(codes(&read), [ProblemCode::MissingCount; 3]);
}

#[test]
fn a_place_that_is_nowhere_is_no_line() {
    let text = file(
        r#""statementMap":{"0":{"start":{"line":0,"column":0}},"1":{"start":{"line":null,"column":null}},"2":{"start":{}},"3":{"start":{"line":4,"column":null},"end":{"line":4,"column":null}}},"s":{"0":1,"1":0,"2":0,"3":1}"#,
    );
    assert_eq!(totals(text), "line 1/1, statement 2/4");
    let text = file(r#""statementMap":{"0":{"start":{"line":4294967296}}},"s":{"0":1}"#);
    assert_eq!(refusal(text).code, ReadErrorCode::Malformed);
}

#[test]
fn a_source_map_is_ignored() {
    let text =
        with(r#","inputSourceMap":{"version":3,"sources":["a.ts"],"statementMap":{},"mappings":"AAAA"}"#);
    assert_eq!(totals(text), "line 1/2, statement 1/3");
}

#[test]
fn an_entry_without_statements_is_refused() {
    for content in [r#""s":{}"#, r#""statementMap":{}"#, r#""all":true"#, r#""linesCovered":{"1":2}"#] {
        assert_eq!(refusal(file(content)).code, ReadErrorCode::Malformed, "{content}");
    }
    assert_eq!(
        refusal(r#"{"/a.js":{"path":"/a.js","statementMap":{},"s":{}},"/b.js":[1]}"#).code,
        ReadErrorCode::Malformed
    );
}

#[test]
fn a_measurement_replaces_what_was_never_loaded() {
    let guess = |name: &str| {
        let lines: Vec<_> = (0..9).map(|line| format!(r#""{line}":{}"#, span(line + 1, 0, 20))).collect();
        let hits: Vec<_> = (0..9).map(|line| format!(r#""{line}":0"#)).collect();
        format!(
            r#"{{"{name}":{{"path":"{name}","all":true,"statementMap":{{{}}},"s":{{{}}}}}}}"#,
            lines.join(","),
            hits.join(",")
        )
    };
    let measured = with("");
    for (one, other) in [(guess("/a.js"), measured.clone()), (measured.clone(), guess("/a.js"))] {
        let mut coverage = report(one).coverage;
        assert_eq!(coverage.merge(report(other).coverage), []);
        assert_eq!(short(&coverage.totals()), "line 1/2, statement 1/3");
    }
    let mut never = report(guess("/a.js")).coverage;
    never.merge(report(guess("/a.js")).coverage);
    assert_eq!(short(&never.totals()), "line 0/9, statement 0/9", "it counts as long as nothing measured it");
}

#[test]
fn all_is_not_believed_where_something_ran() {
    let ran = with("").replace(r#""path":"/a.js""#, r#""path":"/a.js","all":true"#);
    let other = file(&format!(r#""statementMap":{{"0":{}}},"s":{{"0":0}}"#, span(1, 0, 9)));
    let mut coverage: Coverage = report(ran).coverage;
    coverage.merge(report(other).coverage);
    assert_eq!(short(&coverage.totals()), "line 1/2, statement 1/3");
}
