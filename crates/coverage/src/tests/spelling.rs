//! What a slip of spelling or of a line break must not take away without a word.

use crate::tests::{attempt, codes, refusal, report, short, totals};
use crate::{ProblemCode, ReadErrorCode};

fn malformed(text: impl AsRef<[u8]>, named: &str) {
    let shown = String::from_utf8_lossy(text.as_ref()).into_owned();
    let error = refusal(text);
    assert_eq!(error.code, ReadErrorCode::Malformed, "{shown}: {error}");
    assert!(error.message.contains(named), "{shown}: {error}");
}

#[test]
fn an_element_in_other_letters_is_refused() {
    let cobertura = r#"<coverage><sources><source>/a</source></sources><packages><package><classes><class name="A" filename="a"><methods><method name="f"><lines><line number="1" hits="1"/></lines></method></methods></class></classes></package></packages></coverage>"#;
    let jacoco = r#"<report name="r"><sessioninfo id="a"/><group name="g"><package name="p"><class name="C" sourcefilename="A"><method name="m"><counter type="LINE" missed="1" covered="1"/></method></class><sourcefile name="A"><line nr="1" ci="1"/></sourcefile></package></group></report>"#;
    for (text, names) in [
        (
            cobertura,
            [
                "sources", "source", "packages", "package", "classes", "class", "methods", "method", "lines",
                "line",
            ]
            .as_slice(),
        ),
        (jacoco, &["group", "package", "class", "method", "counter", "sourcefile", "line"]),
    ] {
        assert!(attempt(text).is_ok());
        for name in names {
            let capital = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
            let changed = [" ", ">", "/>"].iter().fold(text.to_owned(), |text, end| {
                text.replace(&format!("<{name}{end}"), &format!("<{capital}{end}"))
                    .replace(&format!("</{name}{end}"), &format!("</{capital}{end}"))
            });
            malformed(&changed, &format!("`{capital}`"));
        }
    }
    malformed(r"<scoverage><Statement/></scoverage>", "`Statement`");
}

#[test]
fn jacocos_elements_stand_where_the_format_has_them() {
    let counter = r#"<counter type="LINE" missed="1" covered="0"/>"#;
    for (content, named) in [
        (r#"<module><package name="p"/></module>"#.to_owned(), "module"),
        (r#"<package name="p"><folder><sourcefile name="A"/></folder></package>"#.to_owned(), "folder"),
        (r#"<package name="p"><folder><class name="A"/></folder></package>"#.to_owned(), "folder"),
        (format!("<module>{counter}</module>"), "module"),
        (format!(r#"<package name="p"><class name="A"><x><y/>{counter}</x></class></package>"#), "`x`"),
        (r#"<package name="p"><package name="q"/></package>"#.to_owned(), "package"),
        (r#"<class name="A"/>"#.to_owned(), "report"),
        (r#"<package name="p"><method name="A"/></package>"#.to_owned(), "package"),
    ] {
        malformed(format!(r#"<report name="r"><sessioninfo id="a"/>{content}</report>"#), named);
    }
    let harmless = r#"<report name="r"><sessioninfo id="a"/><properties><property name="a"/></properties><package name="p"/></report>"#;
    assert_eq!(totals(harmless), "");
}

#[test]
fn a_counters_type_in_other_letters_is_refused() {
    let file = |kind: &str| {
        format!(
            r#"<report name="r"><package name="p"><class name="A" sourcefilename="A"><counter type="{kind}" missed="1" covered="0"/></class></package></report>"#
        )
    };
    malformed(file("Method"), "`Method`");
    assert_eq!(totals(file("&#77;ETHOD")), "function 0/1");
    assert_eq!(totals(file("COMPLEXITY")), "");
}

#[test]
fn only_a_plain_false_takes_branches_away() {
    let line = |attributes: &str| {
        format!(
            r#"<coverage><class name="A" filename="a"><line number="1" hits="1" {attributes}/></class></coverage>"#
        )
    };
    let pair = r#"condition-coverage="50% (1/2)""#;
    for (branch, expected) in [
        ("1", "line 1/1, branch 1/2"),
        ("yes", "line 1/1, branch 1/2"),
        ("", "line 1/1, branch 1/2"),
        ("0", "line 1/1, branch 1/2"),
        ("TRUE", "line 1/1, branch 1/2"),
        ("t&#114;ue", "line 1/1, branch 1/2"),
        ("FALSE", "line 1/1"),
        ("f&#97;lse", "line 1/1"),
        (" false ", "line 1/1"),
    ] {
        assert_eq!(totals(line(&format!(r#"branch="{branch}" {pair}"#))), expected, "{branch}");
    }
    for (branch, expected) in
        [("1", [ProblemCode::BranchCounts].as_slice()), ("0", &[]), ("", &[]), ("false", &[])]
    {
        assert_eq!(codes(&report(line(&format!(r#"branch="{branch}""#)))), expected, "{branch}");
    }
}

#[test]
fn lines_of_which_some_are_mute_are_refused() {
    let file = |lines: &str| {
        format!(
            r#"<report name="r"><package name="p"><sourcefile name="A">{lines}<counter type="LINE" missed="0" covered="2"/></sourcefile></package></report>"#
        )
    };
    assert_eq!(totals(file(r#"<line nr="1"/><line nr="2"/>"#)), "line 2/2, branch 0/0");
    malformed(file(r#"<line nr="1"/><line nr="2" mi="9" ci="0"/>"#), "`r: p/A`");
    malformed(file(r#"<line nr="1" mi="9"/><line nr="2"/>"#), "`r: p/A`");
}

#[test]
fn pester_measures_no_branches() {
    let file = |name: &str, line: &str, rest: &str| {
        format!(
            r#"<report name="{name}"><package name="p"><sourcefile name="A"><line nr="1" mi="0" ci="1" {line}/></sourcefile></package>{rest}</report>"#
        )
    };
    let pester = "Pester (01/02/2026 03:04:05)";
    let counter = r#"<counter type="BRANCH" missed="0" covered="0"/>"#;
    assert_eq!(totals(file(pester, r#"mb="0" cb="0""#, "")), "line 1/1");
    assert_eq!(totals(file(pester, r#"mb="1" cb="0""#, "")), "line 1/1, branch 0/1");
    assert_eq!(totals(file(pester, "", counter)), "line 1/1, branch 0/0");
    assert_eq!(totals(file("r", "", "")), "line 1/1, branch 0/0");
}

#[test]
fn a_carriage_return_within_a_line_is_refused() {
    let around = |line: &str| format!("TN:\nSF:a\nDA:1,1\n{line}\nDA:2,1\nend_of_record\n");
    for line in [
        "DA:3,1\rDA:4,0",
        "TN:x\rDA:4,0",
        "VER:1\rDA:4,0",
        "# comment\rDA:4,0",
        "\r#\rDA:4,0",
        "FN:1,f\rDA:4,0",
        "SF:a\rb",
    ] {
        let text = around(line);
        for size in [3, 7, 4096] {
            let error = crate::tests::attempt_in_chunks(text.as_bytes(), size).unwrap_err();
            assert_eq!((error.code, error.line), (ReadErrorCode::Malformed, Some(4)), "{line:?}: {error}");
        }
    }
    assert_eq!(refusal("TN:\rSF:a\rDA:1,1\rend_of_record\r").code, ReadErrorCode::Malformed);
    assert_eq!(totals(around("DA:3,0\r").replace('\n', "\r\n")), "line 2/3");
}

#[test]
fn a_branch_that_swallowed_a_record_is_not_read_as_one() {
    let record = |branch: &str| format!("SF:a\nBRDA:1,0,{branch},1\nend_of_record\n");
    for branch in ["0,1BRDA:1,0,1", "0,-DA:7,0", "0,3SF:/src/b.c", "0,1end_of_recordDA:1", "0,12FNDA:3,f"] {
        malformed(record(branch), "line break");
    }
    for branch in ["x?DA:3", "(LF:2)", "a, BRDA:5"] {
        let read = report(record(branch));
        assert_eq!(codes(&read), [ProblemCode::BranchCounts], "{branch}");
        assert_eq!(short(&read.coverage.totals()), "line 0/0, branch 1/1", "{branch}");
    }
    for branch in ["jump to line 5", "a?FADA:3", "x_DA:3", "case DA: 1", "a ? b:3", "std::x"] {
        assert_eq!(codes(&report(record(branch))), [], "{branch}");
    }
}

#[test]
fn control_characters_are_refused() {
    for text in [
        "SF:a\u{1b}[2J\nend_of_record\n",
        "SF:a\tb\nend_of_record\n",
        "SF:a\nBRDA:1,0,jump\u{7},1\nend_of_record\n",
        "SF:a\nBRDA:1,b\u{0},x,1\nend_of_record\n",
        r#"<coverage><class name="A" filename="a&#9;b"/></coverage>"#,
        r#"<report name="r"><package name="p"><sourcefile name="a&#133;"/></package></report>"#,
        r#"<report name="r&#27;"><package name="p"/></report>"#,
        r#"<report name="r"><group name="&#10;::x"/></report>"#,
    ] {
        malformed(text, "control character");
    }
    assert_eq!(refusal(b"SF:a\nBRDA:1,0,\xFF,1\nend_of_record\n").code, ReadErrorCode::Encoding);
}
