use crate::tests::{codes, only, refusal, report, short, totals};
use crate::{Format, ProblemCode, ReadErrorCode};

/// A report of one class of one file with this content.
fn class(content: &str) -> String {
    classes(&format!(r#"<class name="A" filename="a.py">{content}</class>"#))
}

fn classes(content: &str) -> String {
    format!(r#"<coverage><packages><package><classes>{content}</classes></package></packages></coverage>"#)
}

fn lines(content: &str) -> String {
    class(&format!("<lines>{content}</lines>"))
}

#[test]
fn a_document_type_is_normal_and_never_fetched() {
    let text = format!(
        "<?xml version=\"1.0\" ?>\n<!DOCTYPE coverage SYSTEM \"http://localhost:1/coverage-04.dtd\">\n{}",
        lines(r#"<line number="1" hits="1"/>"#)
    );
    let read = report(text);
    assert_eq!(read.format, Format::Cobertura);
    assert_eq!(short(&read.coverage.totals()), "line 1/1");
}

#[test]
fn a_class_is_not_a_file() {
    // The same file in several classes, the same line in several classes and twice in one: greatest hits.
    let read = report(classes(
        r#"<class name="A" filename="a.cs"><lines><line number="1" hits="0"/><line number="2" hits="1"/></lines></class>
           <class name="B" filename="b.cs"><lines><line number="1" hits="1"/></lines></class>
           <class name="A/async" filename="a.cs"><lines><line number="1" hits="2"/><line number="2" hits="0"/>
             <line number="3" hits="0"/><line number="3" hits="4"/></lines></class>"#,
    ));
    assert_eq!(read.coverage.files.len(), 2);
    assert_eq!(short(&read.coverage.totals()), "line 4/4");
    assert_eq!(read.coverage.files.values().next().unwrap().lines, [(1, 2), (2, 1), (3, 4)]);
}

#[test]
fn lines_of_methods_count_once_and_only_if_the_class_lacks_them() {
    let read = report(class(
        r#"<methods><method name="f" signature="()"><lines><line number="1" hits="9"/>
             <line number="7" hits="1" branch="true" condition-coverage="50% (1/2)"/></lines></method></methods>
           <lines><line number="1" hits="1"/><line number="2" hits="0"/></lines>"#,
    ));
    assert_eq!(short(&read.coverage.totals()), "line 2/3, branch 1/2, function 1/1");
    assert_eq!(only(&read.coverage).lines, [(1, 1), (2, 0), (7, 1)]);
    let repeated = r#"<methods><method name="f"><lines><line number="1" hits="1" branch="True"
        condition-coverage="50% (1/2)"/></lines></method></methods><lines><line number="1" hits="1" branch="True"
        condition-coverage="50% (1/2)"/></lines>"#;
    assert_eq!(
        only(&report(class(repeated)).coverage).branch_upper(),
        None,
        "the repetition is no second branch"
    );
}

#[test]
fn lines_of_methods_may_be_the_only_ones() {
    let text =
        class(r#"<methods><method name="f"><lines><line number="3" hits="0"/></lines></method></methods>"#);
    assert_eq!(totals(text), "line 0/1, function 0/1");
}

#[test]
fn a_methods_declaration_is_no_line() {
    // Istanbul: a method has hits of its own, and its line is the one of its name, where no statement begins.
    let text = class(
        r#"<methods><method name="f" hits="2" signature="()V"><lines><line number="1" hits="2"/></lines></method></methods>
           <lines><line number="2" hits="1"/></lines>"#,
    );
    assert_eq!(totals(text), "line 1/1, function 1/1");
}

#[test]
fn levels_may_be_missing_or_empty() {
    for (text, expected) in [
        (
            r#"<coverage><packages><package><class name="A" filename="a"><lines><line number="1" hits="1"/></lines></class></package></packages></coverage>"#,
            "line 1/1",
        ),
        (
            r#"<coverage><package><class name="A" filename="a"><line number="1" hits="1"/></class></package></coverage>"#,
            "line 1/1",
        ),
        (r"<coverage><packages/></coverage>", ""),
        (r"<coverage/>", ""),
        (r"<coverage><packages><package><classes/></package></packages></coverage>", ""),
        (
            r#"<coverage><packages><package><classes><class name="A" filename="a"/></classes></package></packages></coverage>"#,
            "line 0/0",
        ),
    ] {
        assert_eq!(totals(text), expected, "{text}");
    }
}

#[test]
fn branch_is_true_in_any_case() {
    let line = |branch: &str| {
        lines(&format!(r#"<line number="1" hits="1" {branch} condition-coverage="50% (1/2)"/>"#))
    };
    for (branch, expected) in [
        (r#"branch="true""#, "line 1/1, branch 1/2"),
        (r#"branch="True""#, "line 1/1, branch 1/2"),
        (r#"branch="False""#, "line 1/1"),
        (r#"branch="false""#, "line 1/1"),
        ("", "line 1/1, branch 1/2"),
    ] {
        assert_eq!(totals(line(branch)), expected, "{branch}");
    }
}

#[test]
fn the_pair_is_read_in_every_spelling() {
    for (written, expected, noted) in [
        ("50% (1/2)", "branch 1/2", false),
        ("66.67% (2/3)", "branch 2/3", false),
        ("83.33333333333334% (5/6)", "branch 5/6", false),
        ("100 % (2/2)", "branch 2/2", false),
        ("(1/2)", "branch 1/2", false),
        ("50% ( 1 / 2 )", "branch 1/2", false),
        ("66,67 % (2/3)", "branch 2/3", false),
        ("-50% (-1/2)", "branch 0/2", true),
        ("150% (3/2)", "branch 2/2", true),
        ("50%", "", true),
        ("", "", true),
        ("50% (x/2)", "", true),
        ("100% (0/0)", "", false),
    ] {
        let read = report(lines(&format!(
            r#"<line number="1" hits="1" branch="true" condition-coverage="{written}"/>"#
        )));
        let expected =
            if expected.is_empty() { "line 1/1".to_owned() } else { format!("line 1/1, {expected}") };
        assert_eq!(short(&read.coverage.totals()), expected, "{written}");
        assert_eq!(codes(&read).contains(&ProblemCode::BranchCounts), noted, "{written}");
    }
    let absent = report(lines(r#"<line number="1" hits="1" branch="true"/>"#));
    assert_eq!((short(&absent.coverage.totals()).as_str(), codes(&absent).len()), ("line 1/1", 1));
}

#[test]
fn hits_may_be_odd() {
    for (hits, expected, code) in [
        (r#"hits="1.0""#, "line 1/1", None),
        (r#"hits="3000000000""#, "line 1/1", None),
        (r#"hits="99999999999999999999""#, "line 1/1", None),
        (r#"hits="0""#, "line 0/1", None),
        (r#"hits="-2""#, "line 0/1", Some(ProblemCode::NegativeCount)),
        ("", "line 0/1", Some(ProblemCode::MissingCount)),
    ] {
        let read = report(lines(&format!(r#"<line number="1" {hits}/>"#)));
        assert_eq!(short(&read.coverage.totals()), expected, "{hits}");
        assert_eq!(codes(&read), code.into_iter().collect::<Vec<_>>(), "{hits}");
    }
    assert_eq!(refusal(lines(r#"<line number="1" hits="many"/>"#)).code, ReadErrorCode::Malformed);
}

#[test]
fn a_number_that_names_no_line_is_dropped_with_a_note() {
    let read = report(lines(
        r#"<line number="undefined" hits="1"/><line number="0" hits="1"/><line number="2" hits="1"/>"#,
    ));
    assert_eq!(short(&read.coverage.totals()), "line 1/1");
    assert_eq!(codes(&read), [ProblemCode::LineNumber; 2]);
    for line in
        [r#"<line number="x" hits="1"/>"#, r#"<line number="10000001" hits="1"/>"#, r#"<line hits="1"/>"#]
    {
        assert_eq!(refusal(lines(line)).code, ReadErrorCode::Malformed, "{line}");
    }
}

#[test]
fn only_whole_numbers_of_the_root_are_claims() {
    let root = |attributes: &str| {
        let text = lines(r#"<line number="1" hits="0"/>"#).replacen(
            "<coverage",
            &format!("<coverage {attributes}"),
            1,
        );
        short(&report(text).claims)
    };
    assert_eq!(
        root(r#"line-rate="1" lines-covered="7" lines-valid="8" branches-covered="0" branches-valid="0""#),
        "line 7/8, branch 0/0"
    );
    for rates in [
        r#"line-rate="1""#,
        r#"line-rate="NaN" branch-rate="0""#,
        r#"line-rate="0,87" lines-covered="1,2" lines-valid="3""#,
    ] {
        assert_eq!(root(rates), "", "{rates}");
    }
}

#[test]
fn branches_are_measured_only_if_the_lines_show_some() {
    let text = lines(r#"<line number="1" hits="1"/>"#).replacen(
        "<coverage",
        r#"<coverage branches-valid="0" branches-covered="0""#,
        1,
    );
    assert_eq!(totals(&text), "line 1/1");
    let text = text.replace("</classes>", r#"<class name="B" filename="b"><lines><line number="1" hits="1" branch="true" condition-coverage="50% (1/2)"/></lines></class></classes>"#);
    let read = report(text);
    let all: Vec<_> = read.coverage.files.values().map(|file| short(&file.counts())).collect();
    assert_eq!(
        all,
        ["line 1/1, branch 0/0", "line 1/1, branch 1/2"],
        "one file without branches was measured, too"
    );
}

#[test]
fn missing_branches_unite_exactly() {
    let line = |pair: &str, missing: &str| {
        classes(&format!(
            r#"<class name="A" filename="a"><lines><line number="1" hits="1" branch="true" condition-coverage="{pair}" {missing}/></lines></class>"#
        ))
    };
    let unite = |a: &str, b: &str| {
        let mut coverage = report(a).coverage;
        let problems = coverage.merge(report(b).coverage);
        (short(&coverage.totals()), only(&coverage).branch_upper(), problems.len())
    };
    let five = line("50% (1/2)", r#"missing-branches="5""#);
    let exit = line("50% (1/2)", r#"missing-branches="exit""#);
    let unknown = line("50% (1/2)", "");
    let full = line("100% (2/2)", "");
    let none = line("0% (0/2)", r#"missing-branches="5,exit""#);
    let wrong = line("50% (1/2)", r#"missing-branches="5,6,7""#);
    for (a, b, expected) in [
        (&five, &exit, ("branch 2/2", None, 0)),
        (&five, &five, ("branch 1/2", None, 0)),
        (&five, &none, ("branch 1/2", None, 0)),
        (&five, &full, ("branch 2/2", None, 0)),
        (&five, &unknown, ("branch 1/2", Some(2), 1)),
        (&unknown, &unknown, ("branch 1/2", Some(2), 1)),
        (&unknown, &full, ("branch 2/2", None, 0)),
        (&wrong, &five, ("branch 1/2", Some(2), 1)),
    ] {
        let expected = (format!("line 1/1, {}", expected.0), expected.1, expected.2);
        assert_eq!(unite(a, b), expected, "{a}\n{b}");
        assert_eq!(unite(b, a), expected, "{b}\n{a}");
    }
}

#[test]
fn methods_with_lines_are_functions() {
    let text = class(
        r#"<methods><method name="&lt;init&gt;" signature="()"><lines><line number="2" hits="0"/><line number="1" hits="1"/></lines></method>
           <method name="f" signature="(int)"><lines><line number="4" hits="0"/></lines></method>
           <method name="f" signature="(long)"><lines><line number="6" hits="3"/></lines></method>
           <method name="empty"><lines/></method></methods>"#,
    );
    let read = report(text);
    assert_eq!(short(&read.coverage.totals()), "line 2/4, function 2/3");
    assert_eq!(only(&read.coverage).functions.iter().map(|one| one.line).collect::<Vec<_>>(), [1, 4, 6]);
    assert_eq!(totals(class("<methods/>")), "line 0/0", "coverage.py has no methods");
}

#[test]
fn scoverage_counts_statements() {
    let text = r#"<scoverage statement-count="4" statements-invoked="2" statement-rate="50.00"><packages><package><classes>
        <class name="A" filename="a.scala"><methods><method name="f"><statements>
        <statement line="1" start="0" end="5" branch="false" invocation-count="1" ignored="false"/>
        <statement line="1" start="0" end="5" branch="false" invocation-count="0" ignored="false"/>
        <statement line="2" start="7" end="9" branch="true" invocation-count="0" ignored="false"/>
        <statement line="3" start="10" end="12" branch="true" invocation-count="2" ignored="false"/>
        <statement line="9" start="20" end="22" branch="false" invocation-count="0" ignored="true"/>
        </statements></method></methods></class></classes></package></packages></scoverage>"#;
    let read = report(text);
    assert_eq!(read.producer.as_deref(), Some("scoverage"));
    assert_eq!(short(&read.coverage.totals()), "line 2/3, branch 1/2, function 1/1, statement 2/4");
    assert_eq!(short(&read.claims), "statement 2/4");
    for bad in [
        r#"<statement invocation-count="1"/>"#,
        r#"<statement line="1"/>"#,
        r#"<statement line="1" invocation-count="x"/>"#,
    ] {
        assert_eq!(refusal(class(bad)).code, ReadErrorCode::Malformed, "{bad}");
    }
}

#[test]
fn the_time_of_a_report_is_nobodys_business() {
    // Seconds (coverlet), milliseconds (coverage.py), 0, a date, nothing (MATLAB): a report is not refused by its age.
    for time in ["1", "1760000000", "1760000000123", "0", "NaN", "2026-01-01T00:00:00", ""] {
        let text = lines(r#"<line number="1" hits="1"/>"#);
        let text = text.replacen("<coverage", &format!(r#"<coverage timestamp="{time}""#), 1);
        assert_eq!((totals(&text).as_str(), codes(&report(text)).len()), ("line 1/1", 0), "{time}");
    }
}

#[test]
fn the_producer_is_named_where_the_report_names_it() {
    for (text, expected) in [
        (
            r#"<coverage version="7.6.1"><!-- Generated by coverage.py: https://coverage.readthedocs.io/en/7.6.1 --></coverage>"#,
            Some("coverage.py 7.6.1"),
        ),
        (
            r#"<coverage version="0"><!--Generated by simplecov-cobertura version 3.1.0 (https://x)--></coverage>"#,
            Some("simplecov-cobertura 3.1.0"),
        ),
        (r#"<coverage version="gcovr 8.3"/>"#, Some("gcovr 8.3")),
        (r#"<coverage version="1.9"/>"#, None),
        ("<coverage/>", None),
    ] {
        assert_eq!(report(text).producer.as_deref(), expected, "{text}");
    }
}

#[test]
fn a_class_without_a_file_is_refused() {
    assert_eq!(refusal(classes(r#"<class name="A"/>"#)).code, ReadErrorCode::Malformed);
    assert_eq!(refusal(classes(r#"<class name="A" filename=""/>"#)).code, ReadErrorCode::Malformed);
    assert_eq!(
        refusal(classes(r#"<class name="A" filename="a"><class name="B" filename="b"/></class>"#)).code,
        ReadErrorCode::Malformed
    );
}

#[test]
fn what_stands_outside_any_class_is_refused() {
    for text in [
        r#"<coverage><lines><line number="1" hits="0"/></lines></coverage>"#,
        r#"<scoverage><statement line="1" invocation-count="0"/></scoverage>"#,
    ] {
        assert_eq!(refusal(text).code, ReadErrorCode::Malformed, "{text}");
    }
}

#[test]
fn file_names_are_decoded_and_normal() {
    for (name, expected) in [
        ("a&amp;b.py", "a&b.py"),
        ("it&#39;s.py", "it's.py"),
        (r"src\a.cs", "src/a.cs"),
        (r"C:\src\a.cs", "C:/src/a.cs"),
        ("/_/src/a.cs", "/_/src/a.cs"),
        ("https://raw.example.com/a.cs", "https://raw.example.com/a.cs"),
        ("com/example/A", "com/example/A"),
    ] {
        let read = report(classes(&format!(r#"<class name="A" filename="{name}"/>"#)));
        assert_eq!(read.coverage.files.keys().next().unwrap().path, expected);
    }
    let read = report(classes(r#"<class name="A" filename="../a.py"/>"#));
    assert_eq!(codes(&read), [ProblemCode::PathEscapes]);
}

#[test]
fn other_reports_with_the_same_root_are_named() {
    assert_eq!(refusal(r#"<coverage profilerVersion="1.5"/>"#).code, ReadErrorCode::UnsupportedFormat);
}
