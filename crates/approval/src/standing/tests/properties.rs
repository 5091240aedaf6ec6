//! What holds of every thread.

use proptest::prelude::*;

use super::*;
use crate::votes;

const BODIES: [&str; 12] = [
    "/approve",
    "/deny",
    "/withdraw",
    "/deny because broken",
    "/approve because tested",
    "/deny 0000-0000",
    "/approve 0000-0000",
    "/status",
    "/aprove",
    "Looks good",
    "/deny!",
    "/break-glass because of the fire",
];

impl World {
    /// Whether the comments leave the way open: somebody approves, nobody denies, nothing is in doubt.
    fn is_open(&self) -> bool {
        let tally = votes::tally(&self.voices(), &self.request.requesters);
        !tally.approvals.is_empty()
            && tally.denials.is_empty()
            && tally.withdrawals.is_empty()
            && self.held().is_empty()
    }
}

/// Who says what, and whether the record sees it.
fn threads(people: &'static [AccountId]) -> impl Strategy<Value = Vec<(AccountId, &'static str, bool)>> {
    let people = proptest::sample::select(people);
    proptest::collection::vec((people, proptest::sample::select(&BODIES[..]), any::<bool>()), 0..10)
}

fn world(thread: &[(AccountId, &str, bool)]) -> World {
    let mut world = World::new();
    for (by, body, seen) in thread {
        let comment = world.says(*by, body);
        if *seen {
            world.sees(comment);
        }
    }
    world
}

/// What somebody with the right to write does to the comment of another, after all was said.
#[derive(Debug, Clone, Copy)]
enum Tampering {
    Hide,
    Edit(&'static str),
    Delete,
}

fn tampering() -> impl Strategy<Value = Tampering> {
    prop_oneof![
        Just(Tampering::Hide),
        Just(Tampering::Delete),
        proptest::sample::select(&BODIES[..]).prop_map(Tampering::Edit)
    ]
}

fn tamper(world: &mut World, comment: u64, how: Tampering) {
    let now = minute(300);
    match how {
        Tampering::Hide => world.comment(comment).hidden = true,
        Tampering::Edit(body) => {
            world.edits(MALLORY, comment, body);
            world.comment(comment).edited.as_mut().unwrap().at = now;
        }
        Tampering::Delete => {
            world.deletes(MALLORY, comment);
            world.facts.deletions.last_mut().unwrap().at = now;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn nobody_opens_a_way_by_what_they_do_to_the_comments_of_others(
        thread in threads(&[ALICE, BOB, ASKER]),
        done in proptest::collection::vec((any::<proptest::sample::Index>(), tampering()), 1..4),
    ) {
        let before = world(&thread);
        let mut after = before.copy();
        for (at, how) in done {
            if !after.facts.comments.is_empty() {
                let comment = after.facts.comments[at.index(after.facts.comments.len())].id;
                tamper(&mut after, comment, how);
            }
        }
        prop_assert!(before.is_open() || !after.is_open(), "{:?}\n{:?}", after.facts.comments, after.voices());
    }

    #[test]
    fn no_comments_of_excluded_people_approve(thread in threads(&[ALICE, ASKER, MALLORY])) {
        let mut world = world(&thread);
        world.member(ASKER, &team("qa")).ties(ALICE, Tie::TriggeringActor, "attempt 2");
        let tally = votes::tally(&world.voices(), &world.request.requesters);
        prop_assert_eq!(tally.approvals, []);
    }

    #[test]
    fn no_recorded_denial_is_lost(
        thread in threads(&[ALICE, BOB]),
        done in proptest::collection::vec((any::<proptest::sample::Index>(), tampering()), 1..4),
    ) {
        let mut world = world(&thread);
        let denial = world.says(ALICE, "/deny");
        world.sees(denial);
        for (at, how) in done {
            if !world.facts.comments.is_empty() {
                let comment = world.facts.comments[at.index(world.facts.comments.len())].id;
                tamper(&mut world, comment, how);
            }
        }
        world.belongs(ALICE, &team("qa"), Membership::None);
        prop_assert!(world.denies(denial));
    }

    #[test]
    fn the_order_of_lists_says_nothing(thread in threads(&[ALICE, BOB, ASKER, MALLORY]), seed in any::<u64>()) {
        let before = world(&thread);
        let mut after = before.copy();
        let mixed = |id: u64| id.wrapping_mul(seed | 1).rotate_left(29);
        after.facts.comments.sort_by_key(|comment| mixed(comment.id));
        after.facts.seen.sort_by_key(|seen| mixed(seen.comment));
        after.facts.people.sort_by_key(|person| mixed(person.id.0));
        prop_assert_eq!(before.voices(), after.voices());
    }
}
