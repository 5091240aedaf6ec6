use super::*;
use crate::evaluation::Reason;
use crate::people::{Membership, Tie};
use crate::sample::world::{ALICE, ASKER, BOB, MALLORY, OURS, World, account, minute, seat, team};
use crate::thread::Edit;

mod asked;
mod bound;
mod evidence;
mod identity;
mod properties;
mod tampering;

impl World {
    fn voices(&self) -> Vec<Voice> {
        voices(&self.policy, &self.request, &self.facts)
    }

    /// What a comment says, or what it counts for whatever others say.
    fn heard(&self, comment: u64) -> Result<Word, Counts> {
        let is = |voice: &Voice| match voice {
            Voice::Settled(standing) => standing.comment == comment,
            Voice::Vote(vote) => vote.comment == comment,
        };
        let mut found: Vec<Voice> = self.voices().into_iter().filter(is).collect();
        assert_eq!(found.len(), 1, "{comment}: {found:?}");
        match found.remove(0) {
            Voice::Settled(standing) => Err(standing.counts),
            Voice::Vote(vote) => Ok(vote.word),
        }
    }

    /// Why a comment counts for nothing.
    fn ignored(&self, comment: u64) -> Why {
        match self.heard(comment) {
            Err(Counts::Ignored { why }) => why,
            other => panic!("{comment} counts: {other:?}"),
        }
    }

    fn approves(&self, comment: u64) -> bool {
        matches!(self.heard(comment), Ok(Word::Approve { .. }))
    }

    fn denies(&self, comment: u64) -> bool {
        self.heard(comment) == Ok(Word::Deny)
    }

    fn copy(&self) -> Self {
        Self { policy: self.policy.clone(), request: self.request.clone(), facts: self.facts.clone() }
    }

    fn held(&self) -> Vec<Reason> {
        reasons(&self.policy, &self.request, &self.facts, &self.voices())
    }
}

/// A world in which Alice says this, and the comment's number.
fn alice(body: &str) -> (World, u64) {
    let mut world = World::new();
    let comment = world.says(ALICE, body);
    (world, comment)
}

#[test]
fn an_approval_of_a_member_counts_and_says_by_which_authority() {
    let (world, comment) = alice("/approve");
    let word = Word::Approve { meaning: "approved".to_owned(), answers: Vec::new() };
    let vote = Vote { comment, at: minute(1), by: ALICE, word, through: vec![team("qa")] };
    assert_eq!(world.voices(), [Voice::Vote(vote)]);
    assert_eq!(world.held(), []);
}

#[test]
fn comments_are_heard_in_the_order_of_their_numbers() {
    let mut world = World::new();
    let comments = [world.says(ALICE, "/approve"), world.says(BOB, "/deny"), world.says(MALLORY, "Hello")];
    world.facts.comments.reverse();
    let heard: Vec<u64> = world
        .voices()
        .iter()
        .map(|voice| match voice {
            Voice::Settled(standing) => standing.comment,
            Voice::Vote(vote) => vote.comment,
        })
        .collect();
    assert_eq!(heard, comments);
}

#[test]
fn attack_55_a_comment_that_is_listed_twice_is_heard_once() {
    let (mut world, comment) = alice("/approve");
    let again = world.comment(comment).clone();
    world.facts.comments.push(again);
    assert_eq!(world.voices().len(), 1);
}

#[test]
fn prose_questions_and_our_own_words_are_told_apart() {
    let mut world = World::new();
    let ours = world.says(OURS, "/approve");
    let prose = world.says(ALICE, "Looks good");
    let question = world.says(MALLORY, "/status");
    let wrong = world.says(ALICE, "/aprove");
    assert_eq!(world.heard(ours), Err(Counts::Ours));
    assert_eq!(world.heard(prose), Err(Counts::Prose));
    assert_eq!(world.heard(question), Err(Counts::Question));
    assert!(matches!(world.ignored(wrong), Why::Malformed { column: 2, .. }));
}
