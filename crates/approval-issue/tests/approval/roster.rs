//! Everybody who may fill a seat, before anybody has voted.

use approval::people::{Membership, Source};
use approval_issue::gather::roster::{Roster, roster};

use crate::stage::{ACTIVE, ALICE, BOB, CAROL, Stage, asking, membership, run, source};

async fn listed(stage: &Stage, sources: &[&str], with_token: bool) -> Roster {
    let (github, members, shop) = (stage.workflow(), stage.client("members-token"), stage.shop());
    let sources: Vec<Source> = sources.iter().map(|text| source(text)).collect();
    roster(asking(&github, with_token.then_some(&members), &shop), &sources).await.unwrap()
}

#[test]
fn members_and_people_are_listed_each_once() {
    let stage = Stage::new();
    run(async {
        let found = listed(&stage, &["team:octo/qa", "user:alice", "user:carol#103"], true).await;
        let ids: Vec<u64> = found.people.iter().map(|person| person.id.0).collect();
        assert_eq!(ids, [ALICE, BOB, CAROL]);
        assert_eq!(membership(&found.people, BOB, "team:octo/qa"), Membership::Active { inherited: true });
        assert_eq!(membership(&found.people, ALICE, "user:alice"), ACTIVE);
        assert_eq!(membership(&found.people, CAROL, "team:octo/qa"), Membership::None);
        assert!(found.open.is_empty() && found.troubles.is_empty());
    });
}

#[test]
fn a_source_that_cannot_be_listed_is_not_an_empty_one() {
    let stage = Stage::new();
    run(async {
        let found = listed(&stage, &["team:octo/qa", "role:write", "user:nobody-here"], false).await;
        assert_eq!(found.open, [source("team:octo/qa"), source("role:write")]);
        assert_eq!((found.people.len(), found.troubles.len()), (0, 1));
    });
}
