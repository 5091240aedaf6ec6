//! Who may not approve this request, whatever they belong to, and by which tie.

use crate::people::{AccountId, Tie, Tied};
use crate::policy::Exclude;

/// The weightiest tie by which a policy excludes somebody, and where it is seen.
#[must_use]
pub fn of(
    exclude: &Exclude,
    requesters: &[AccountId],
    tied: &[Tied],
    person: AccountId,
) -> Option<(Tie, String)> {
    if exclude.requesters && requesters.contains(&person) {
        return Some((Tie::Requester, "the request".to_owned()));
    }
    let excluded = tied.iter().filter(|tied| tied.id == person && excludes(exclude, tied.tie));
    excluded.min_by_key(|tied| tied.tie).map(|tied| (tied.tie, tied.seen_in.clone()))
}

fn excludes(exclude: &Exclude, tie: Tie) -> bool {
    match tie {
        Tie::Requester | Tie::Actor | Tie::TriggeringActor => exclude.requesters,
        Tie::Merger => exclude.mergers,
        Tie::PullRequestAuthor | Tie::Author | Tie::Committer | Tie::CoAuthor | Tie::Pusher => {
            exclude.contributors
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Unattributed;

    fn exclude(requesters: bool, contributors: bool, mergers: bool) -> Exclude {
        Exclude { requesters, contributors, mergers, unattributed: Unattributed::Show }
    }

    fn tied(id: u64, tie: Tie) -> Tied {
        Tied { id: AccountId(id), login: format!("user-{id}"), tie, seen_in: format!("{tie:?} of {id}") }
    }

    /// Attack 28: somebody runs the run of another again and then approves it; a bot starts it for somebody.
    #[test]
    fn attack_28_every_actor_of_every_attempt_is_excluded() {
        let ties = [tied(1, Tie::Actor), tied(2, Tie::TriggeringActor), tied(3, Tie::Requester)];
        for id in [1, 2, 3, 4] {
            let tie = of(&exclude(true, false, false), &[AccountId(4)], &ties, AccountId(id));
            assert!(tie.is_some(), "{id}");
            assert_eq!(of(&exclude(false, true, true), &[AccountId(4)], &ties, AccountId(id)), None, "{id}");
        }
        assert_eq!(of(&exclude(true, true, true), &[AccountId(4)], &ties, AccountId(5)), None);
    }

    /// Attack 28: whoever made the change is known by more than their commits.
    #[test]
    fn attack_28_everybody_who_made_the_change_is_excluded_where_contributors_are() {
        for tie in [Tie::PullRequestAuthor, Tie::Author, Tie::Committer, Tie::CoAuthor, Tie::Pusher] {
            let ties = [tied(1, tie)];
            assert_eq!(
                of(&exclude(false, true, false), &[], &ties, AccountId(1)).map(|found| found.0),
                Some(tie)
            );
            assert_eq!(of(&exclude(true, false, true), &[], &ties, AccountId(1)), None);
        }
        let ties = [tied(1, Tie::Merger)];
        assert_eq!(of(&exclude(true, true, false), &[], &ties, AccountId(1)), None);
        let merger = Some((Tie::Merger, "Merger of 1".to_owned()));
        assert_eq!(of(&exclude(false, false, true), &[], &ties, AccountId(1)), merger);
    }

    #[test]
    fn of_several_ties_the_weightiest_is_said() {
        let ties = [tied(1, Tie::Pusher), tied(1, Tie::Author), tied(1, Tie::Actor)];
        assert_eq!(
            of(&exclude(true, true, true), &[], &ties, AccountId(1)).map(|found| found.0),
            Some(Tie::Actor)
        );
    }
}
