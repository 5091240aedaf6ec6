//! Ancestors and merge bases, beside git's.

use super::Sample;
use crate::{CheckoutError, MergeBase};

fn meets(sample: &Sample, one: &str, other: &str) -> MergeBase {
    let found = sample.open().merge_base(one, other).unwrap();
    assert_eq!(sample.open().merge_base(other, one).unwrap(), found, "the other way round");
    found
}

/// Asserts that both give the same, and returns it.
fn as_git(sample: &Sample, one: &str, other: &str) -> String {
    let MergeBase::Found(found) = meets(sample, one, other) else { panic!("none") };
    let all = sample.git(&["merge-base", "--all", one, other]);
    assert!(all.lines().any(|line| line == found), "{found} is none of {all}");
    if all.lines().count() == 1 {
        assert_eq!(found, sample.git(&["merge-base", one, other]));
    }
    found
}

/// `main` with three commits, and `topic` from the first with two.
fn forked() -> (Sample, [String; 5]) {
    let sample = Sample::of(&[("a", "1")]);
    let base = sample.git(&["rev-parse", "HEAD"]);
    sample.git(&["checkout", "-q", "-b", "topic"]);
    sample.write("b", "1");
    let first = sample.commit();
    sample.write("b", "2");
    let second = sample.commit();
    sample.git(&["checkout", "-q", "main"]);
    sample.write("a", "2");
    let third = sample.commit();
    sample.write("a", "3");
    let fourth = sample.commit();
    (sample, [base, first, second, third, fourth])
}

#[test]
fn two_branches_meet_where_they_parted() {
    let (sample, [base, first, second, third, fourth]) = forked();
    assert_eq!(as_git(&sample, &second, &fourth), base);
    assert_eq!(as_git(&sample, &first, &second), first);
    assert_eq!(as_git(&sample, &third, &third), third);
    sample.git(&["checkout", "-q", "topic"]);
    let merge = sample.merge(&[&third]);
    assert_eq!(as_git(&sample, &merge, &fourth), third);
    sample.git(&["gc", "-q"]);
    assert_eq!(as_git(&sample, &merge, &fourth), third);
}

#[test]
fn merges_in_both_directions_have_several_and_the_youngest_is_taken() {
    let (sample, [_, _, second, _, fourth]) = forked();
    sample.git(&["checkout", "-q", "topic"]);
    let one = sample.merge(&[&fourth]);
    sample.git(&["checkout", "-q", "main"]);
    let other = sample.merge(&[&second]);
    assert_eq!(sample.git(&["merge-base", "--all", &one, &other]).lines().count(), 2);
    assert_eq!(as_git(&sample, &one, &other), fourth);
}

#[test]
fn clocks_that_run_apart_change_nothing() {
    let sample = Sample::of(&[("a", "1")]);
    // The child is older than its parents by its own clock.
    let mut last = Vec::new();
    for (branch, clock) in [("one", 9_000_000), ("two", 5_000_000), ("three", 7_000_000)] {
        sample.git(&["checkout", "-q", "-b", branch]);
        sample.clock.set(1_787_392_800 - clock);
        sample.write(branch, branch);
        last.push(sample.commit());
    }
    sample.git(&["checkout", "-q", "-b", "four", "two"]);
    let four = sample.merge(&["one"]);
    for one in &last {
        for other in last.iter().chain([&four]) {
            as_git(&sample, one, other);
        }
    }
}

#[test]
fn commits_without_a_common_ancestor_are_unrelated() {
    let sample = Sample::of(&[("a", "1")]);
    let one = sample.git(&["rev-parse", "HEAD"]);
    sample.git(&["checkout", "-q", "--orphan", "other"]);
    let other = sample.commit();
    assert_eq!(meets(&sample, &one, &other), MergeBase::Unrelated);
    let gone = "1".repeat(40);
    for (one, other) in [(&one, &gone), (&gone, &one), (&one, &"main".to_owned())] {
        let error = sample.open().merge_base(one, other).unwrap_err();
        assert!(matches!(error, CheckoutError::NoCommit { .. }), "{error}");
        assert!(error.to_string().contains("fetch-depth: 0"), "{error}");
    }
}

#[test]
fn a_shallow_clone_says_that_it_cannot_tell() {
    let (sample, [base, _, second, _, fourth]) = forked();
    for (depth, expected) in [
        (1, MergeBase::Shallow),
        (2, MergeBase::Shallow),
        (3, MergeBase::Found(base.clone())),
        (4, MergeBase::Found(base.clone())),
    ] {
        let clone = sample.shallow(depth);
        let shallow = clone.git(&["rev-parse", "--is-shallow-repository"]) == "true";
        assert_eq!(clone.open().is_shallow(), shallow, "{depth}");
        assert_eq!(meets(&clone, &second, &fourth), expected, "{depth}");
    }
    assert!(!sample.open().is_shallow());
    assert!(!sample.shallow(1).open().holds(&base));
}

#[test]
fn the_merge_that_a_runner_checks_out_needs_no_more_than_itself() {
    let (sample, [_, _, second, _, fourth]) = forked();
    let merge = sample.merge(&["topic"]);
    let clone = sample.shallow(2);
    assert_eq!(meets(&clone, &fourth, &merge), MergeBase::Found(fourth.clone()));
    assert_eq!(meets(&clone, &second, &merge), MergeBase::Found(second.clone()));
    assert_eq!(meets(&clone, &second, &fourth), MergeBase::Shallow);
}

/// `main` has the commits 0, 1, then merges a side branch of 0, then 3; `topic` begins at the side branch and has taken 1.
#[test]
fn a_base_that_is_not_the_best_is_not_taken_for_it() {
    let sample = Sample::of(&[("a", "0")]);
    sample.git(&["checkout", "-q", "-b", "side"]);
    sample.write("side", "1");
    sample.commit();
    sample.write("side", "2");
    let side = sample.commit();
    sample.git(&["checkout", "-q", "main"]);
    sample.write("a", "1");
    let one = sample.commit();
    sample.git(&["checkout", "-q", "-b", "topic", "side"]);
    let topic = sample.merge(&[&one]);
    sample.git(&["checkout", "-q", "main"]);
    let main = sample.merge(&["side"]);
    assert_eq!(sample.git(&["merge-base", "--all", &topic, &main]).lines().count(), 2);
    // Without the side branch only `one` is left, which git gives without a doubt.
    let repository = sample.open();
    repository.merge_base(&topic, &main).unwrap();
    sample.write(".git/shallow", format!("{side}\n{main}\n"));
    assert!(sample.run(&["merge-base", &topic, &main]).stdout.is_empty());
    assert_eq!(meets(&sample, &topic, &main), MergeBase::Shallow);
    sample.write(".git/shallow", format!("{topic}\n"));
    assert_eq!(meets(&sample, &topic, &main), MergeBase::Shallow);
}

#[test]
fn parents_are_named_whether_they_are_here_or_not() {
    let (sample, [base, first, second, _, fourth]) = forked();
    let merge = sample.merge(&[&second]);
    let parents = |sample: &Sample, commit: &str| sample.open().parents(commit).unwrap();
    assert_eq!(parents(&sample, &merge), [fourth.clone(), second.clone()]);
    assert_eq!((parents(&sample, &first), parents(&sample, &base)), (vec![base.clone()], vec![]));
    assert_eq!(parents(&sample.shallow(1), &merge), [fourth, second]);
    assert!(matches!(sample.open().parents(&"1".repeat(40)), Err(CheckoutError::NoCommit { .. })));
}

/// Commits by the times and parents given, the first of which is number one.
fn made(commits: &[(u64, &[usize])]) -> (Sample, Vec<String>) {
    let sample = Sample::of(&[("a", "1")]);
    let mut stream = String::new();
    for (at, (time, parents)) in commits.iter().enumerate() {
        let mark = at + 1;
        stream +=
            &format!("commit refs/heads/c{mark}\nmark :{mark}\ncommitter C <c> {time} +0000\ndata 1\nx\n");
        for (at, parent) in parents.iter().enumerate() {
            stream += &format!("{} :{parent}\n", if at == 0 { "from" } else { "merge" });
        }
        stream += "\n";
    }
    sample.import(&stream);
    let marks = sample.marks();
    (sample, (1..=commits.len()).map(|mark| marks[&mark].clone()).collect())
}

#[test]
fn a_common_commit_behind_another_is_not_taken_though_its_clock_says_later() {
    // The way from the third to the first commit leads over one whose clock stood far back.
    let (sample, ids) = made(&[(2500, &[]), (1, &[1]), (2000, &[2]), (3000, &[3, 1]), (3001, &[3, 1])]);
    assert_eq!(as_git(&sample, &ids[3], &ids[4]), ids[2]);
}

/// Six and seven meet at three, and have two as a parent, too. Without what lies behind four and five, git says two.
#[test]
fn what_lies_behind_the_ends_of_both_sides_may_be_better() {
    let (sample, ids) =
        made(&[(1, &[]), (2, &[1]), (3, &[2]), (4, &[3]), (5, &[3]), (6, &[2, 4]), (7, &[2, 5])]);
    assert_eq!(as_git(&sample, &ids[5], &ids[6]), ids[2]);
    for cut in [vec![3, 4], vec![3], vec![4]] {
        let shallow: String = cut.iter().map(|at: &usize| format!("{}\n", ids[*at])).collect();
        sample.write(".git/shallow", shallow);
        assert_eq!(sample.git(&["merge-base", &ids[5], &ids[6]]), ids[1]);
        assert_eq!(meets(&sample, &ids[5], &ids[6]), MergeBase::Shallow, "{cut:?}");
    }
}

#[test]
fn ancestors_come_as_git_log_gives_them() {
    let (sample, [_, _, second, _, fourth]) = forked();
    let merge = sample.merge(&[&second]);
    for commit in [&merge, &fourth, &second] {
        let found = sample.open().ancestors(commit, 100).unwrap();
        let names: Vec<String> = found.commits.iter().map(|commit| commit.id.clone()).collect();
        assert_eq!(names.join("\n"), sample.git(&["log", "--format=%H", commit]));
        assert!(!found.cut);
        let times: Vec<String> = found.commits.iter().map(|commit| commit.time.unwrap().to_string()).collect();
        assert_eq!(times.join("\n"), sample.git(&["log", "--format=%ct", commit]));
    }
    assert_eq!(sample.open().ancestors(&merge, 2).unwrap().commits.len(), 2);
    assert!(sample.open().ancestors(&"1".repeat(40), 2).is_err());
    let clone = sample.shallow(2);
    let found = clone.open().ancestors(&merge, 100).unwrap();
    let names: Vec<String> = found.commits.iter().map(|commit| commit.id.clone()).collect();
    assert_eq!(names.join("\n"), clone.git(&["log", "--format=%H", &merge]));
    assert!(found.cut && names.len() == 4);
    assert!(!clone.open().ancestors(&merge, 1).unwrap().cut);
}
