use super::figures::table;
use super::*;

const LOG: &str = "\
revision 0123abc
#2 INITED cov: 10 ft: 11 corp: 1/5b exec/s: 0 rss: 30Mb
#90\tDONE   cov: 1632 ft: 5137 corp: 570/309Kb lim: 1851 exec/s: 25620 rss: 33Mb
stat::number_of_executed_units: 90
processor 59.990 0.010
ended 0
#1000\tDONE   cov: 1700 ft: 5137 corp: 579/309Kb lim: 1851 exec/s: 25620 rss: 33Mb
stat::number_of_executed_units: 1000
processor 541.000 1.250 700.000
ended 0
";

#[test]
fn a_log_tells_what_all_of_its_runs_did() {
    let figures = Figures::of(LOG);
    assert_eq!(figures.row("go"), "| go | 0123abc | 10.0 | 1090 | 579 | 1700 | 0 |");
    assert_eq!(figures.milliseconds, 602_250);
    assert_eq!(Figures::of(&LOG.replace("ended 0", "ended 77")).findings, 2);
    assert_eq!(Figures::of("").row("go"), "| go |  | 0.0 | 0 | 0 | 0 | 0 |", "what did not run did nothing");
}

#[test]
fn a_targets_row_takes_the_place_of_its_old_one() {
    let row = |executions| Figures { executions, revision: "0123abc".to_owned(), ..Figures::default() };
    let first = table("# Page\n", "gcov", &row(1));
    let second = table(&format!("text\n\n{first}\n\ntext"), "gcov-json", &row(2));
    let third = table(&second, "gcov", &row(3));
    let executions: Vec<_> = third.lines().skip(2).map(|line| line.split(" | ").nth(3).unwrap()).collect();
    assert_eq!(executions, ["3", "2"], "{third}");
    assert_eq!(third.lines().next(), first.lines().next());
}

#[test]
fn targets_are_those_of_the_manifest() {
    let manifest = "[package]\nname = \"fuzz\"\n\n[[bin]]\nname = \"lcov\"\n\n[[bin]]\nname = \"go\"\n";
    assert_eq!(names(manifest), ["lcov", "go"]);
    let all = [("lcov".to_owned(), 0), ("go".to_owned(), 1)];
    let one = options(&["go", "--minutes", "2", "--write"], &all).unwrap();
    assert_eq!((one.targets, one.minutes, one.write), (vec![("go".to_owned(), 1)], 2, true));
    assert_eq!(options(&[], &all).unwrap().targets, all);
    for words in [&["cobol"][..], &["--minutes"], &["--minutes", "2000"], &["--minutes", "x"]] {
        assert!(options(words, &all).is_err(), "{words:?}");
    }
}
