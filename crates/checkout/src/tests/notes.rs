//! Notes, written by git.

use super::Sample;
use crate::CheckoutError;

#[test]
fn a_note_is_read_however_many_there_are() {
    let sample = Sample::new(&[]);
    let mut commits = Vec::new();
    for number in 0..400 {
        sample.clock.set(sample.clock.get() + 1);
        sample.git(&["commit", "-q", "--allow-empty", "-m", "x"]);
        if number % 40 == 0 {
            commits.push(sample.git(&["rev-parse", "HEAD"]));
        }
    }
    let note = |commit: &str| sample.open().note("refs/notes/coverage", commit).unwrap();
    assert_eq!(note(&commits[0]), None);
    for commit in &commits {
        sample.git(&["notes", "--ref=coverage", "add", "-m", &format!("about {commit}"), commit]);
    }
    let read = |commit: &str| String::from_utf8(note(commit).unwrap()).unwrap();
    for commit in &commits {
        assert_eq!(read(commit), format!("about {commit}\n"));
    }
    // Many notes make git fan them out.
    let all = sample.git(&["log", "--format=%H"]);
    for commit in all.lines().filter(|commit| !commits.iter().any(|known| known == commit)) {
        sample.git(&["notes", "--ref=coverage", "add", "-m", "another", commit]);
    }
    let tree = sample.git(&["ls-tree", "refs/notes/coverage"]);
    assert!(tree.lines().all(|line| line.contains(" tree ")), "{tree}");
    for commit in &commits {
        assert_eq!(read(commit), format!("about {commit}\n"));
        assert_eq!(sample.open().note("coverage", commit).unwrap(), note(commit));
    }
    assert_eq!(note(&"1".repeat(40)), None);
    assert_eq!(note("main"), None);
    assert_eq!(sample.open().note("other", &commits[0]).unwrap(), None);
    assert_eq!(sample.open().note("../heads/main", &commits[0]).unwrap(), None);
}

#[test]
fn notes_that_are_not_here_are_an_error() {
    let sample = Sample::of(&[("a", "1")]);
    let commit = sample.git(&["rev-parse", "HEAD"]);
    sample.write(".git/refs/notes/coverage", format!("{}\n", "1".repeat(40)));
    let error = sample.open().note("coverage", &commit).unwrap_err();
    assert!(matches!(error, CheckoutError::Missing { .. }), "{error}");
}
