//! The page that shows a verdict: what it rests on is proved again, and nothing of the machine gets onto it that is no source.

#![allow(clippy::unwrap_used, reason = "a test that cannot set up its bench should stop there")]

use std::path::Path;
use std::process::Command;

use tests::case::bench::{Bench, Outcome};

const VERDICT: &str = ".releasegate/coverage-gate.verdict.json";
const FACTS: &str = ".releasegate/coverage-gate.facts.json";

/// A project of three files, with its report, that misses three lines and two branches.
fn shop() -> Bench {
    let bench = Bench::new("coverage-gate").unwrap();
    bench.copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("html/shop")).unwrap();
    bench
}

fn judge(bench: &Bench, files: &str) -> Outcome {
    let inputs = format!(r#"{{"files": "{files}", "min-line": "90"}}"#);
    bench.run(&mut bench.action(&inputs).unwrap()).unwrap()
}

/// Shows the verdict; the page is there if that went well.
fn show(bench: &Bench) -> (Outcome, Option<String>) {
    let outcome = bench.run(&mut bench.command(&["html"]).unwrap()).unwrap();
    let page = std::fs::read_to_string(bench.workspace().join("coverage.html")).ok();
    (outcome, page)
}

fn page(bench: &Bench) -> String {
    let (outcome, page) = show(bench);
    assert_eq!((outcome.exit, outcome.errors.as_str()), (Some(0), ""));
    page.unwrap()
}

fn git(bench: &Bench, words: &[&str]) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=a", "-c", "user.email=a@example.com"])
        .args(words)
        .current_dir(bench.workspace());
    assert!(git.env("GIT_CONFIG_GLOBAL", "/dev/null").status().unwrap().success(), "git {words:?}");
}

#[test]
fn a_failed_verdict_is_shown_with_its_source() {
    let bench = shop();
    assert_eq!(judge(&bench, "coverage.info").exit, Some(1));
    let (outcome, page) = show(&bench);
    let page = page.unwrap();
    let size = verdict::ratio::grouped(page.len() as u64);
    assert_eq!(outcome.log, format!("coverage.html: 2 files with their source, {size} bytes\n"));
    assert!(page.contains("<title>Coverage gate coverage-gate: fail</title>"));
    assert!(page.contains("23 of 26 (88.46 %)</td><td>1 more</td>"));
    let row = |number: u32| format!("<th scope=\"row\">{number}</th>");
    let line = |path: &str, number: u32| {
        let (_, listing) = page.split_once(&format!("<h3 id=\"f{path}\">")).unwrap();
        listing.lines().find(|line| line.contains(&row(number))).unwrap().to_owned()
    };
    assert!(line("0", 10).contains("✗ not run"));
    assert!(line("0", 9).contains("<td>1</td><td>1/2</td>"));
    assert!(line("0", 14).contains("return f&quot;&lt;b&gt;{self.count}&lt;/b&gt; left &amp; counting&quot;"));
    assert!(line("1", 6).starts_with("<tr class=\"hit\">"));
}

#[test]
fn what_was_changed_after_it_was_written_is_not_shown() {
    for (file, old, new, why) in [
        (FACTS, "\"total\":13", "\"total\":12", "its digest is not the one in the verdict"),
        (VERDICT, "\"status\":\"fail\"", "\"status\":\"pass\"", "the judgement does not fit"),
        (VERDICT, "{", " {", "the bytes are not canonical"),
    ] {
        let bench = shop();
        judge(&bench, "coverage.info");
        let path = bench.workspace().join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(old), "{file}");
        std::fs::write(&path, text.replacen(old, new, 1)).unwrap();
        let (outcome, page) = show(&bench);
        assert_eq!((outcome.exit, page), (Some(4), None), "{file}");
        assert!(outcome.errors.contains(why), "{}", outcome.errors);
    }
}

#[test]
fn a_report_that_is_not_the_judged_one_marks_no_line() {
    let bench = shop();
    judge(&bench, "coverage.info");
    let report = std::fs::read_to_string(bench.workspace().join("coverage.info")).unwrap();
    // Now it claims that everything ran.
    bench.write("coverage.info", report.replace(",0\n", ",1\n")).unwrap();
    let changed = page(&bench);
    assert!(changed.contains("1 report is not here as judged") && changed.contains("changed since"));
    std::fs::remove_file(bench.workspace().join("coverage.info")).unwrap();
    let gone = page(&bench);
    assert!(gone.contains("not here: its lines are not marked"));
    for page in [changed, gone] {
        assert_eq!(page.matches("<tr class=\"hit").count(), 0);
        // The facts keep which lines were not covered: these three.
        assert_eq!(page.matches("<tr class=\"miss").count(), 3);
        assert!(page.contains("23 of 26 (88.46 %)"));
    }
}

#[test]
fn of_several_reports_a_file_is_marked_only_if_all_of_it_is_still_known() {
    let bench = shop();
    let record = |path: &str, hits: [u32; 3]| {
        let [one, two, three] = hits;
        format!("SF:{path}\nDA:1,{one}\nDA:2,{two}\nDA:3,{three}\nend_of_record\n")
    };
    bench.write("a.info", record("src/price.py", [1, 0, 0]) + &record("src/stock.py", [1, 0, 1])).unwrap();
    bench.write("b.info", record("src/price.py", [0, 1, 0])).unwrap();
    judge(&bench, "*.info\\n!coverage.info");
    let listing = |page: &str, path: &str| {
        let from = page.find(&format!("<bdi>{path}</bdi></code></h3>")).unwrap();
        page.get(from..).unwrap().split_once("</section>").unwrap().0.to_owned()
    };
    let both = page(&bench);
    assert_eq!(listing(&both, "src/price.py").matches("<tr class=\"hit").count(), 2);
    bench.write("b.info", "SF:src/price.py\nDA:1,0\nend_of_record\n").unwrap();
    let one = page(&bench);
    // What is left of the first would show a line as not run that the second report saw run.
    let price = listing(&one, "src/price.py");
    assert_eq!((price.matches("<tr class=\"hit").count(), price.matches("<tr class=\"miss").count()), (0, 1));
    assert!(price.contains("are not here as they were judged"));
    assert_eq!(listing(&one, "src/stock.py").matches("<tr class=\"hit").count(), 2);
}

#[test]
fn a_gate_that_could_not_judge_is_shown_with_its_rules() {
    let bench = shop();
    let outcome =
        bench.run(&mut bench.action(r#"{"files": "coverage.info", "min-line": "many"}"#).unwrap()).unwrap();
    assert_eq!(outcome.exit, Some(2));
    let page = page(&bench);
    assert!(page.contains(": error</title>") && page.contains("The gate did not get as far as judging"));
    assert!(page.contains("`many` is not a percentage"));
}

#[test]
fn no_file_gets_onto_the_page_that_is_no_source() {
    const SECRET: &str = "ghs_secret_of_somebody";
    let bench = shop();
    std::fs::write(bench.path("outside"), SECRET).unwrap();
    let outside = bench.path("outside").to_string_lossy().into_owned();
    bench.write(".env", SECRET).unwrap();
    git(&bench, &["init", "-q"]);
    bench.write(".git/token", SECRET).unwrap();
    let named = [outside.as_str(), "../outside", ".git/token", ".env", "secret.py", "link.py", "src/price.py"];
    let record = |path: &&str| format!("SF:{path}\nDA:1,0\nend_of_record\n");
    bench.write("coverage.info", named.iter().map(record).collect::<String>()).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(&outside, bench.workspace().join("link.py")).unwrap();
    // Without an index, and with one that tracks the sources alone.
    for tracked in [false, true] {
        if tracked {
            git(&bench, &["add", "src", "link.py"]);
            bench.write("secret.py", SECRET).unwrap();
        }
        judge(&bench, "coverage.info");
        let page = page(&bench);
        assert!(page.contains("What a basket costs.") && !page.contains(SECRET), "tracked: {tracked}");
    }
}

#[test]
fn another_checkout_is_told() {
    let bench = shop();
    git(&bench, &["init", "-q"]);
    git(&bench, &["add", "src"]);
    git(&bench, &["commit", "-q", "-m", "one"]);
    judge(&bench, "coverage.info");
    let same = page(&bench);
    assert!(!same.contains("the sources may have other lines") && !same.contains("its lines may have moved"));
    bench.write("src/stock.py", "# A line more.\n").unwrap();
    assert_eq!(page(&bench).matches("its lines may have moved").count(), 1);
    bench.write("src/price.py", "shorter\n").unwrap();
    git(&bench, &["commit", "-q", "-a", "-m", "two"]);
    let page = page(&bench);
    assert!(page.contains("was judged: the sources may have other lines"));
    assert!(page.contains("The file has 1 line, and the reports name line 19: it is another version."));
}

#[test]
fn the_page_goes_where_it_is_asked_to() {
    let bench = shop();
    judge(&bench, "coverage.info");
    std::fs::create_dir(bench.workspace().join("out")).unwrap();
    let run = |words: &[&str]| bench.run(&mut bench.command(words).unwrap()).unwrap();
    let outcome = run(&["html", "--verdict", VERDICT, "--output", "out/page.html"]);
    assert_eq!(outcome.exit, Some(0));
    assert!(outcome.log.starts_with("out/page.html: ") && bench.workspace().join("out/page.html").is_file());
    let outcome = run(&["html", "--output", "nowhere/page.html"]);
    assert_eq!(outcome.exit, Some(4));
    assert!(outcome.errors.contains("failed to write"), "{}", outcome.errors);
    let outcome = run(&["html", "--verdict", "none.json"]);
    assert!(
        outcome.exit == Some(4) && outcome.errors.contains("failed to show none.json"),
        "{}",
        outcome.errors
    );
}
