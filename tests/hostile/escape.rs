//! What a file name may not do where it is shown: in the log, in an annotation, in the summary, in an output. One test for each
//! thing that could end what it stands in, or begin something else.

use tests::case::bench::Outcome;
use tests::case::protocol;

use super::words::{assert_same_shape, cobertura, jacoco, lcov};
use super::{act, bench, verdict};

/// Where names stand.
struct Shown {
    outcome: Outcome,
    /// What the runner makes of the annotations at the file.
    files: Vec<String>,
}

fn judged(report: &str) -> Shown {
    let bench = bench();
    bench.write("report", report).unwrap();
    let outcome = act(&bench, r#"{"files": "report", "min-line": "80"}"#);
    let notices = protocol::commands(&outcome.log).into_iter().filter(|command| command.name == "notice");
    let files = notices.filter_map(|command| command.properties.get("file").cloned()).collect();
    Shown { outcome, files }
}

/// Asserts that a name changes nothing but itself, in reports of three formats: it is whole in the verdict and in the annotation,
/// and what surrounds it in log, summary and outputs is what surrounds a harmless name.
fn assert_only_a_name(name: &str) {
    let (name, plain) = (format!("src/{name}.py"), "src/name.py".to_owned());
    for write in [lcov, cobertura, jacoco] {
        let hostile = judged(&write(std::slice::from_ref(&name)));
        let harmless = judged(&write(std::slice::from_ref(&plain)));
        assert_eq!(hostile.outcome.exit, Some(1), "{}", hostile.outcome.log);
        assert_same_shape(&hostile.outcome, &harmless.outcome);
        let shown = verdict(&hostile.outcome)["details"]["files"][0]["path"].as_str().unwrap().to_owned();
        assert!(shown.ends_with(&name), "{shown}");
        assert_eq!(harmless.files.len(), hostile.files.len());
        // Older runners find `##[` anywhere in a line, and some readers end a line at its separators.
        let safe =
            shown.replace("##[", "# #[").replace('\u{2028}', "\\u{2028}").replace('\u{2029}', "\\u{2029}");
        assert!(hostile.files.iter().all(|file| *file == safe), "{:?}", hostile.files);
        for (output, value) in &hostile.outcome.outputs {
            let digest = value.starts_with("sha256:");
            assert!(digest || *value == harmless.outcome.outputs[output], "{output}: {value}");
        }
    }
}

/// Asserts that no reader takes such a name, and that saying so does no harm.
fn assert_no_name(name: &str) {
    for report in [
        format!(
            "<coverage><packages><package><classes><class name=\"A\" filename=\"{name}\"><lines/></class></classes></package></packages></coverage>"
        ),
        format!(
            "<report name=\"x\"><package name=\"p\"><sourcefile name=\"{name}\"><line nr=\"1\" mi=\"1\" ci=\"0\"/></sourcefile></package></report>"
        ),
        format!(
            "{{\"coverage\": {{\"{}\": {{\"1\": 0}}}}}}",
            name.replace("&#10;", "\\n").replace("&#13;", "\\r")
        ),
    ] {
        let Shown { outcome, files } = judged(&report);
        assert_eq!(outcome.exit, Some(4), "{}", outcome.log);
        assert!(files.is_empty());
        let known = ["group", "endgroup", "error"];
        let commands = protocol::commands(&outcome.log);
        assert!(commands.iter().all(|command| known.contains(&command.name.as_str())), "{}", outcome.log);
        assert!(commands.iter().all(|command| !command.data.starts_with("owned")), "{}", outcome.log);
        assert!(outcome.summary.lines().all(|line| !line.starts_with("::") && !line.starts_with("owned")));
        assert_eq!(outcome.outputs["status"], "error");
    }
}

#[test]
fn a_bar_ends_no_cell() {
    assert_only_a_name("a|b||c");
    assert_only_a_name("a | --- | b");
}

#[test]
fn a_backtick_ends_no_code() {
    assert_only_a_name("a`b");
    assert_only_a_name("a``` b ```c");
}

#[test]
fn an_angle_bracket_begins_no_tag() {
    assert_only_a_name("<img src=x onerror=alert(1)>");
    assert_only_a_name("<!-- a");
    assert_only_a_name("<script>a<");
}

#[test]
fn an_at_sign_mentions_nobody() {
    assert_only_a_name("@acme");
    assert_only_a_name("a @acme-team b");
}

#[test]
fn a_line_break_is_in_no_name() {
    assert_no_name("a&#10;owned.py");
    assert_no_name("a&#13;owned.py");
    assert_no_name("a&#13;&#10;::error::owned");
    // What breaks lines in some readers only is shown as its number.
    assert_only_a_name("a\u{2028}::error::b\u{2029}c");
}

#[test]
fn two_colons_begin_no_command() {
    assert_only_a_name("::error file=a::owned");
    assert_only_a_name("a,line=7::owned");
    assert_only_a_name("##[error]owned");
    assert_only_a_name("100%0A::error::owned");
    assert_only_a_name("a::stop-commands::b");
}

#[test]
fn the_end_of_a_block_ends_none() {
    assert_only_a_name("</details>");
    assert_only_a_name("</code></summary></details><details open>");
}

/// The report's own name is foreign, too: it comes from an artifact.
#[cfg(unix)]
#[test]
fn the_name_of_a_report_is_only_a_name_either() {
    let named = |name: &str| {
        let bench = bench();
        bench.write(name, "SF:src/a.py\nDA:1,0\nDA:2,1\nDA:3,0\nend_of_record\n").unwrap();
        bench.write("r/b.info", "SF:broken\n").unwrap();
        act(&bench, r#"{"files": "r/*.info", "min-line": "80"}"#)
    };
    for name in [
        "a|b",
        "a`b",
        "<b>a",
        "@acme",
        "::error::a",
        "##[error]a",
        "<details>",
        "a\n::error::owned",
        "100%0A::b",
    ] {
        let (hostile, harmless) = (named(&format!("r/{name}.info")), named("r/a.info"));
        assert_eq!(hostile.exit, Some(4), "{}", hostile.log);
        assert_same_shape(&hostile, &harmless);
    }
}
