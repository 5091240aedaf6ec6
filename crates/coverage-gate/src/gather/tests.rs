use coverage::Metric;
use verdict::Counts;

use std::path::Path;

use runner::files::Workspace;

use super::*;

fn setting(folder: &Path) -> Setting {
    Setting::plain(Workspace::new(folder.to_owned()), jiff::civil::date(2026, 8, 22))
}

fn facts(files: &[(&str, &str)], patterns: &[&str]) -> Facts {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text.replace("$ROOT", &folder.path().to_string_lossy())).unwrap();
    }
    let files = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
    let policy = Policy { files, ..crate::decide::tests::policy(&[]) };
    gather(&policy, &setting(folder.path()), &mut Progress::new(false)).unwrap()
}

fn lines(facts: &Facts) -> Counts {
    facts.totals()[&Metric::Line]
}

#[test]
fn a_file_that_two_patterns_name_is_one_report() {
    let facts = facts(
        &[("a/l.info", "SF:x\nDA:1,1\nLF:1\nLH:1\nend_of_record\n")],
        &["a/l.info", "**/*.info", "a/../a/l.info"],
    );
    assert_eq!(facts.reports.len(), 1);
    assert!(facts.patterns.iter().all(|pattern| pattern.matched == 1));
    assert_eq!(facts.claims()[&Metric::Line], Counts { covered: 1, total: 1 });
}

#[test]
fn components_with_sources_of_their_own_stay_apart() {
    let report = |folder: &str, hits: u8| {
        format!(
            "<coverage><sources><source>$ROOT/{folder}</source></sources><packages><package><classes><class name=\"A\" filename=\"app.py\"><lines><line number=\"1\" hits=\"{hits}\"/></lines></class></classes></package></packages></coverage>"
        )
    };
    let facts = facts(&[("a/c.xml", &report("a", 1)), ("b/c.xml", &report("b", 0))], &["*/c.xml"]);
    let names: Vec<&str> = facts.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!((names, lines(&facts)), (vec!["a/app.py", "b/app.py"], Counts { covered: 1, total: 2 }));
}

#[test]
fn shards_of_two_machines_are_not_taken_for_two_files_in_silence() {
    let report = |source: &str| {
        format!(
            "<coverage><sources><source>{source}</source></sources><packages><package><classes><class name=\"A\" filename=\"app.py\"><lines><line number=\"1\" hits=\"1\"/></lines></class></classes></package></packages></coverage>"
        )
    };
    let facts =
        facts(&[("1.xml", &report("$ROOT/shop")), ("2.xml", &report("/other/machine/shop"))], &["*.xml"]);
    assert_eq!(facts.problems[0].code, coverage::ProblemCode::ConflictingSource);
}

#[test]
fn one_file_under_an_absolute_and_a_relative_name_counts_once() {
    let shard = |name: &str, hits: u8| format!("SF:{name}\nDA:1,{hits}\nend_of_record\n");
    let facts = facts(&[("1.info", &shard("$ROOT/src/a.c", 1)), ("2.info", &shard("src/a.c", 0))], &["*.info"]);
    assert_eq!(lines(&facts), Counts { covered: 1, total: 1 });
}

#[test]
fn a_claim_that_no_program_can_have_names_its_report() {
    let facts =
        facts(&[("l.info", "SF:x\nDA:1,1\nLF:18446744073709551615\nLH:1\nend_of_record\n")], &["l.info"]);
    let broken = facts.reports[0].broken.as_ref().unwrap();
    assert_eq!(broken.code, "malformed");
    assert!(broken.message.contains("18446744073709551615"), "{}", broken.message);
}

#[cfg(unix)]
#[test]
fn a_file_larger_than_any_report_is_not_even_hashed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l.info");
    std::fs::File::create(&path).unwrap().set_len(1 << 42).unwrap();
    let workspace = Workspace::new(folder.path().to_owned());
    let policy = Policy { files: vec!["l.info".to_owned()], ..crate::decide::tests::policy(&[]) };
    let facts =
        gather(&policy, &Setting::plain(workspace, jiff::civil::date(2026, 8, 22)), &mut Progress::new(false))
            .unwrap();
    let report = &facts.reports[0];
    assert_eq!((report.broken.as_ref().unwrap().code.as_str(), &report.sha256), ("too-large", &None));
}
