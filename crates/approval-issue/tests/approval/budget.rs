//! What waiting for people costs: a request of a week with twenty comments, each of which starts a run, and a sweep every hour.

use std::time::Duration;

use approval::thread::Seen;
use approval_issue::gather::people::{memberships, who};
use approval_issue::gather::source::all;

use crate::source::policy;
use crate::stage::{ALICE, BOB, CAROL, DAVE, OURS, Stage, asking, run};

#[test]
fn t12_a_week_with_twenty_comments_takes_less_than_150_requests_and_two_a_sweep() {
    let stage = Stage::new();
    let policy = policy(&[&["team:octo/qa#80"], &["team:octo/approvers#70", "user:carol#103"]]);
    run(async {
        let (mut spent, mut seen) = (0, Vec::new());
        for at in 0..20 {
            let author = [ALICE, BOB, CAROL, DAVE][at % 4];
            let woke = stage.say(author, ["/approve", "/deny because of a doubt", "/withdraw"][at % 3]);
            let decide = async {
                let found = stage.thread(Some(woke)).await.unwrap();
                let asked = who(&found.comments, &found.deletions, &seen, OURS);
                let (github, members, shop) = (stage.workflow(), stage.client("members-token"), stage.shop());
                let known =
                    memberships(asking(&github, Some(&members), &shop), &all(&policy), &asked).await.unwrap();
                (found, known)
            };
            let ((found, known), cost) = stage.cost(decide).await;
            assert!(known.troubles.is_empty());
            spent += cost;
            let written = found.comments.last().unwrap();
            let theirs = known.people.iter().find(|person| person.id.0 == author).unwrap();
            seen.push(Seen {
                comment: woke,
                author: Some(theirs.id),
                created: written.created,
                text_sha256: String::new(),
                denial: None,
                withdrawal: None,
                memberships: Some(theirs.now.clone()),
            });
            stage.simulator.clock().advance(Duration::from_secs(8 * 3_600));
        }
        assert!(spent < 150, "{spent} requests for the comments");
        let (_, sweep) = stage.cost(stage.thread(None)).await;
        assert_eq!(sweep, 2);
    });
}
