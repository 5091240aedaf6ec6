//! What holds whatever people write.

use proptest::prelude::*;

use super::*;
use crate::people::{Membership, Tie};
use crate::sample::world::{ASKER, MALLORY};

const WORDS: [&str; 10] = [
    "/approve",
    "/approve because it was tested for a week",
    "/deny because it is not ready at all",
    "/withdraw",
    "/break-glass because everything is burning down",
    "/status",
    "/approve as approved because it was tested",
    "approve",
    "> /approve",
    " /approve",
];

fn any_word() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(WORDS.to_vec())
}

/// Alice asked, Bob pushed, Mallory belongs to nothing, the asker belongs to the team: none of them may approve.
fn nobody_may() -> World {
    let mut world = world(vec![seat("qa", 1, vec![team("qa")])], |policy| policy.exclude.contributors = true);
    world.member(ASKER, &team("qa"));
    world.belongs(MALLORY, &team("qa"), Membership::None);
    world.ties(ALICE, Tie::TriggeringActor, "attempt 3").ties(BOB, Tie::Pusher, "push 8");
    world
}

proptest! {
    #[test]
    fn no_words_of_excluded_people_approve(
        words in proptest::collection::vec((prop_oneof![Just(ALICE), Just(BOB), Just(ASKER), Just(MALLORY), Just(OURS)], any_word()), 0..12),
    ) {
        let mut world = nobody_may();
        for (who, word) in words {
            world.says(who, word);
            let found = result(&world);
            prop_assert!(!matches!(found.outcome, Outcome::Approved | Outcome::Overridden | Outcome::Rollback));
            prop_assert!(found.seats.iter().all(|seat| seat.filled.is_empty() && seat.open_to.is_empty()));
        }
    }

    /// As long as somebody's denial stands, nobody else's words approve.
    #[test]
    fn no_words_of_others_undo_a_denial(words in proptest::collection::vec((prop_oneof![Just(ALICE), Just(MALLORY)], any_word()), 0..10)) {
        let mut world = qa();
        world.says(BOB, "/deny because it is not ready");
        for (who, word) in words {
            world.says(who, word);
            prop_assert_eq!(outcome(&world), Outcome::Denied);
        }
    }

    #[test]
    fn there_is_always_a_reason_and_an_answer_to_each_comment(
        words in proptest::collection::vec((prop_oneof![Just(ALICE), Just(BOB), Just(ASKER)], any_word()), 0..12), now in 0..20_000_i64,
    ) {
        let mut world = two();
        world.facts.now = minute(now);
        for (who, word) in words {
            world.says(who, word);
        }
        let found = result(&world);
        prop_assert!(!found.reasons.is_empty());
        let answered: Vec<u64> = found.comments.iter().map(|standing| standing.comment).collect();
        let written: Vec<u64> = world.facts.comments.iter().map(|comment| comment.id).collect();
        prop_assert_eq!(answered, written);
        let filled: Vec<_> = found.seats[0].filled.iter().map(|filled| filled.by).collect();
        prop_assert!(filled.iter().all(|by| filled.iter().filter(|other| *other == by).count() == 1));
    }
}
