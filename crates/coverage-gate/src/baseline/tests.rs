use coverage::Metric;
use verdict::Counts;

use super::document::{Document, Judged};
use super::*;
use crate::decide::tests::counts;

fn point(commit: &str, covered: u64) -> Judged {
    Judged {
        commit: commit.into(),
        totals: counts(&[(Metric::Line, covered, 10)]),
        judgement: "sha256:aa".into(),
        run_id: Some(7),
    }
}

fn document() -> Document {
    Document::new("backend", Some(1)).with(point("a1", 8)).with(point("b2", 9))
}

#[test]
fn a_baseline_is_read_back_as_it_was_written() {
    let bytes = document().bytes().unwrap();
    assert_eq!(Document::read(&bytes, "backend", Some(1)), Ok(document()));
    // Outside of a workflow nobody knows the repository's id.
    assert_eq!(Document::read(&bytes, "backend", None), Ok(document()));
}

#[test]
fn judging_a_commit_again_replaces_its_point() {
    let again = document().with(point("a1", 7));
    let commits: Vec<&str> = again.points.iter().map(|point| point.commit.as_str()).collect();
    assert_eq!(commits, ["b2", "a1"]);
    assert_eq!(again.points[1].totals[&Metric::Line], Counts { covered: 7, total: 10 });
}

#[test]
fn old_points_are_dropped_and_no_more_than_that() {
    let many = (0..600).fold(Document::new("g", None), |document, n| document.with(point(&format!("c{n}"), 1)));
    assert_eq!((many.points.len(), many.points[0].commit.as_str()), (500, "c100"));
    assert!(many.bytes().unwrap().len() < LARGEST);
}

#[test]
fn what_is_not_this_gates_baseline_is_refused() {
    let code = |bytes: &[u8], gate, id| Document::read(bytes, gate, id).unwrap_err().code;
    let good = document().bytes().unwrap();
    assert_eq!(code(&good, "frontend", Some(1)), "other-gate");
    assert_eq!(code(&good, "backend", Some(2)), "other-repository");
    let text = String::from_utf8(good).unwrap();
    for bad in [
        text.replace("baseline/v1", "baseline/v9"),
        text.replace("\"covered\":9", "\"covered\":90"),
        text.replace("\"covered\":9", "\"covered\":9.5"),
        text.replace("\"covered\":9", "\"covered\":9,\"covered\":1"),
        text[..40].to_owned(),
        String::new(),
    ] {
        assert_eq!(code(bad.as_bytes(), "backend", Some(1)), "broken", "{bad}");
    }
}

/// What reading the baseline file `path` answers in a workspace that `make` filled, of which git tracks `tracked`.
fn read_file(path: &str, tracked: &[&str], make: impl FnOnce(&std::path::Path)) -> Result<Vec<u8>, String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("cache")).unwrap();
    std::fs::write(folder.path().join("cache/b.json"), "kept").unwrap();
    make(folder.path());
    let tracked = tracked.iter().map(|path| (*path).to_owned()).collect();
    let repository = Repository { tracked, ..Repository::default() };
    let workspace = runner::files::Workspace::new(folder.path().to_owned());
    let setting = Setting::plain(workspace, jiff::civil::date(2026, 8, 22));
    let baseline = Baseline::at(crate::policy::BaselineFrom::File, path);
    place::read(&baseline, &setting, Some(&repository), &[]).map_err(|unknown| unknown.code)
}

#[test]
fn a_baseline_file_is_one_that_the_change_cannot_write() {
    let in_tree = Err("in-tree".to_owned());
    assert_eq!(read_file("cache/b.json", &["src/a.py"], |_| {}), Ok(b"kept".to_vec()));
    assert_eq!(read_file("./cache/b.json", &[], |_| {}), Ok(b"kept".to_vec()));
    assert_eq!(read_file("cache/b.json", &["cache/b.json"], |_| {}), in_tree);
    assert_eq!(
        read_file("cache/b.json", &["Cache/B.json"], |_| {}),
        in_tree,
        "one file where case does not count"
    );
    assert_eq!(read_file("src/../cache/b.json", &["cache/b.json"], |_| {}), in_tree);
    assert_eq!(read_file("cache//b.json", &["cache/b.json"], |_| {}), in_tree);
    let nested = |root: &std::path::Path| std::fs::create_dir(root.join("cache/.git")).unwrap();
    assert_eq!(read_file("cache/b.json", &[], nested), in_tree);
    assert_eq!(read_file("cache/none.json", &[], |_| {}), Err("absent".to_owned()));
}

#[cfg(unix)]
#[test]
fn a_baseline_file_behind_a_link_is_none() {
    let linked = |root: &std::path::Path| std::os::unix::fs::symlink("cache", root.join("other")).unwrap();
    assert_eq!(read_file("other/b.json", &["cache/b.json"], linked), Err("in-tree".to_owned()));
}
