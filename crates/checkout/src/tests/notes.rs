//! Notes, written by git.

use super::Sample;
use crate::CheckoutError;

/// So many commits, and a note on each of them.
fn noted(count: usize) -> (Sample, Vec<String>) {
    let sample = Sample::of(&[("a", "1")]);
    let mut stream = String::new();
    for mark in 1..=count {
        stream += &format!("commit refs/heads/c\nmark :{mark}\ncommitter C <c> {mark} +0000\ndata 1\nx\n\n");
    }
    stream += "commit refs/notes/coverage\ncommitter C <c> 1 +0000\ndata 1\nx\n";
    for mark in 1..=count {
        let note = format!("about {mark}\n");
        stream += &format!("N inline :{mark}\ndata {}\n{note}\n", note.len());
    }
    sample.import(&stream);
    let marks = sample.marks();
    (sample, (1..=count).map(|mark| marks[&mark].clone()).collect())
}

#[test]
fn a_note_is_read_however_many_there_are() {
    // Many notes make git fan them out.
    for (count, folders) in [(3, false), (400, true)] {
        let (sample, commits) = noted(count);
        let tree = sample.git(&["ls-tree", "refs/notes/coverage"]);
        assert_eq!(tree.lines().all(|line| line.contains(" tree ")), folders, "{tree}");
        let repository = sample.open();
        for at in [0, 1, count / 2, count - 1] {
            let about = format!("about {}\n", at + 1);
            for name in ["refs/notes/coverage", "coverage"] {
                assert_eq!(repository.note(name, &commits[at]).unwrap(), Some(about.clone().into_bytes()));
            }
        }
        assert_eq!(repository.note("other", &commits[0]).unwrap(), None);
        assert_eq!(repository.note("../heads/main", &commits[0]).unwrap(), None);
        assert_eq!(repository.note("coverage", &"1".repeat(40)).unwrap(), None);
        assert_eq!(repository.note("coverage", "main").unwrap(), None);
    }
}

#[test]
fn a_note_in_folders_of_folders_is_read() {
    let (sample, commits) = noted(1);
    let (first, rest) = commits[0].split_at(2);
    let (second, rest) = rest.split_at(2);
    sample.import(&format!(
        "commit refs/notes/deep\ncommitter C <c> 1 +0000\ndata 1\nx\nM 100644 inline {first}/{second}/{rest}\ndata 5\ndeep\n\n"
    ));
    assert_eq!(sample.open().note("deep", &commits[0]).unwrap(), Some(b"deep\n".to_vec()));
    assert!(sample.git(&["notes", "--ref=deep", "show", &commits[0]]).contains("deep"));
}

#[test]
fn a_note_that_git_wrote_is_read() {
    let sample = Sample::of(&[("a", "1")]);
    let commit = sample.git(&["rev-parse", "HEAD"]);
    assert_eq!(sample.open().note("coverage", &commit).unwrap(), None);
    sample.git(&["notes", "--ref=coverage", "add", "-m", "80 %", &commit]);
    assert_eq!(sample.open().note("coverage", &commit).unwrap(), Some(b"80 %\n".to_vec()));
}

#[test]
fn notes_that_are_not_here_are_an_error() {
    let sample = Sample::of(&[("a", "1")]);
    let commit = sample.git(&["rev-parse", "HEAD"]);
    sample.write(".git/refs/notes/coverage", format!("{}\n", "1".repeat(40)));
    let error = sample.open().note("coverage", &commit).unwrap_err();
    assert!(matches!(error, CheckoutError::Missing { .. }), "{error}");
}
