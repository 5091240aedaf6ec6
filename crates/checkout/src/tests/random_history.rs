//! Random histories, beside `git merge-base --all`: whole ones with any clocks, and shallow ones, of which nothing wrong may be
//! said.

use proptest::prelude::*;

use super::Sample;
use crate::MergeBase;

/// One commit: how far before it its parents lie, and how far its clock runs off.
type Made = (Vec<usize>, u64);

const PAIRS: usize = 60;

fn history() -> impl Strategy<Value = Vec<Made>> {
    proptest::collection::vec((proptest::collection::vec(1..9_usize, 0..3), 0..5000_u64), 25)
}

/// Makes the commits in one go; each is a minute younger than the one before where clocks are right.
fn make(made: &[Made], right: bool) -> (Sample, Vec<String>) {
    let sample = Sample::of(&[("a", "1")]);
    let mut stream = String::new();
    for (at, (parents, off)) in made.iter().enumerate() {
        let time = 1_700_000_000 + 60 * at as u64 + if right { 0 } else { *off };
        let mark = at + 1;
        stream +=
            &format!("commit refs/heads/c{mark}\nmark :{mark}\ncommitter C <c> {time} +0000\ndata 1\nx\n");
        let mut known = Vec::new();
        for parent in parents.iter().filter_map(|back| mark.checked_sub(*back)) {
            if parent > 0 && !known.contains(&parent) {
                stream += &format!("{} :{parent}\n", if known.is_empty() { "from" } else { "merge" });
                known.push(parent);
            }
        }
        stream += "\n";
    }
    sample.import(&stream);
    let marks = sample.marks();
    let ids = (1..=made.len()).map(|mark| marks[&mark].clone()).collect();
    (sample, ids)
}

fn pairs(ids: &[String]) -> impl Iterator<Item = (&String, &String)> {
    let all = ids.iter().enumerate().flat_map(|(at, one)| ids[..at].iter().map(move |other| (one, other)));
    let step = (ids.len() * ids.len() / 2 / PAIRS).max(1);
    all.step_by(step)
}

/// All best common ancestors, by git.
fn all(sample: &Sample, one: &str, other: &str) -> Vec<String> {
    let output = sample.run(&["merge-base", "--all", one, other]);
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn a_merge_base_is_one_of_those_that_git_finds(made in history(), right in any::<bool>()) {
        let (sample, ids) = make(&made, right);
        let repository = sample.open();
        for (one, other) in pairs(&ids) {
            let expected = all(&sample, one, other);
            match repository.merge_base(one, other).unwrap() {
                MergeBase::Found(found) => {
                    prop_assert!(expected.contains(&found), "{found} is none of {expected:?}");
                }
                nothing => prop_assert!(expected.is_empty() && nothing == MergeBase::Unrelated),
            }
        }
    }

    #[test]
    fn what_is_said_of_a_shallow_history_is_true_of_the_whole(
        made in history(),
        cuts in proptest::collection::vec(0..25_usize, 1..4),
    ) {
        let (sample, ids) = make(&made, true);
        let whole: Vec<Vec<String>> = pairs(&ids).map(|(one, other)| all(&sample, one, other)).collect();
        let cuts: String = cuts.iter().map(|at| format!("{}\n", ids[*at])).collect();
        sample.write(".git/shallow", cuts);
        let repository = sample.open();
        for ((one, other), expected) in pairs(&ids).zip(whole) {
            match repository.merge_base(one, other).unwrap() {
                MergeBase::Found(found) => {
                    prop_assert!(expected.contains(&found), "{found} is none of {expected:?}");
                }
                MergeBase::Unrelated => prop_assert!(expected.is_empty()),
                MergeBase::Shallow => {}
            }
        }
    }
}
