//! Who has a tie to what is deployed: who started the run, who made the change, who pushed and merged it.

use approval::people::{AccountId, Tie, Tied};
use approval_issue::gather::change::{self, Change};
use approval_issue::gather::run as of_run;
use github::git::history::Relation;
use github::git::{objects, refs};
use github_sim::pull::NewPull;
use github_sim::run::again::Again;
use github_sim::run::{JobSpec, NewRun, WorkflowFile};
use serde_json::{Value, json};

use crate::stage::{ALICE, BOB, CAROL, DAVE, Stage, person, run};

fn ties(tied: &[Tied], tie: Tie) -> Vec<u64> {
    let mut found: Vec<u64> = tied.iter().filter(|one| one.tie == tie).map(|one| one.id.0).collect();
    found.sort_unstable();
    found
}

fn push(stage: &Stage, branch: &str, actor: u64, file: &str, message: &str) -> String {
    stage.hub().commit_files(1, branch, actor, message, &[(file, Some(message))]).unwrap()
}

async fn read(stage: &Stage, base: Option<&str>, head: &str) -> Change {
    change::read(&stage.workflow(), &stage.shop(), base, head, Some("main")).await.unwrap()
}

/// A commit by whoever the text says, pushed to `main` by somebody.
async fn forged(stage: &Stage, parent: &str, author: Value, message: &str, by: &str) -> String {
    let (github, shop) = (stage.client(&format!("{by}-token")), stage.shop());
    let tree = objects::commit(&github, &shop, parent).await.unwrap().tree.sha;
    let author = Some(serde_json::from_value(author).unwrap());
    let (message, parents) = (message.to_owned(), vec![parent.to_owned()]);
    let new = objects::NewCommit { message, tree, parents, author };
    let sha = objects::create_commit(&github, &shop, &new).await.unwrap().sha;
    refs::update(&github, &shop, "refs/heads/main", parent, &sha).await.unwrap();
    sha
}

#[test]
fn attack_28_everybody_who_started_an_attempt_asks() {
    let stage = Stage::new();
    push(&stage, "main", ALICE, "a", "Begin");
    let id = {
        let mut hub = stage.hub();
        let jobs = vec![JobSpec::new("deploy")];
        let path = ".github/workflows/deploy.yml".to_owned();
        let workflow =
            hub.add_workflow(1, WorkflowFile { path, name: "Deploy".to_owned(), dispatch: None, jobs });
        let new = NewRun {
            workflow,
            id: None,
            event: "push".to_owned(),
            head_branch: "main".to_owned(),
            head_sha: None,
            inputs: json!({}),
        };
        let run = hub.start_run(&person(ALICE), new).unwrap();
        for who in [BOB, DAVE] {
            hub.set_job(run, "deploy", "failure");
            hub.run_again(&person(who), run, Again::All).unwrap();
        }
        run
    };
    run(async {
        let asked = of_run::read(&stage.workflow(), &stage.shop(), id).await.unwrap();
        assert_eq!(ties(&asked.tied, Tie::Actor), [ALICE]);
        assert_eq!(ties(&asked.tied, Tie::TriggeringActor), [ALICE, BOB, DAVE]);
        assert_eq!(asked.requesters(), [AccountId(ALICE), AccountId(BOB), AccountId(DAVE)]);
        assert_eq!(asked.run.run_attempt, 3);
    });
}

#[test]
fn attack_28_everybody_who_made_pushed_or_merged_the_change_has_a_tie() {
    let stage = Stage::new();
    let base = push(&stage, "main", ALICE, "a", "Begin");
    run(async {
        let github = stage.client("alice-token");
        refs::create(&github, &stage.shop(), "refs/heads/change", &base).await.unwrap();
        let message = "Change\n\nCo-authored-by: Dave <104+dave@users.noreply.github.com>";
        push(&stage, "change", BOB, "b", message);
        let merged = {
            let mut hub = stage.hub();
            let pull = NewPull {
                title: "T".to_owned(),
                body: None,
                head: "change".to_owned(),
                base: "main".to_owned(),
            };
            let number = hub.open_pull(&person(CAROL), 1, pull).unwrap();
            hub.merge_pull(&person(ALICE), 1, number).unwrap().unwrap()
        };
        let change = read(&stage, Some(&base), &merged).await;
        assert_eq!((change.relation, change.commits.len()), (Some(Relation::Ahead), 2));
        assert_eq!(ties(&change.tied, Tie::Author), [ALICE, BOB]);
        assert_eq!(ties(&change.tied, Tie::CoAuthor), [DAVE]);
        assert_eq!(ties(&change.tied, Tie::PullRequestAuthor), [CAROL]);
        assert_eq!(ties(&change.tied, Tie::Merger), [ALICE]);
        assert_eq!(ties(&change.tied, Tie::Pusher), [ALICE, BOB]);
        assert!(change.unattributed.is_empty());
        assert_eq!(change.commits[0].headline, "Change");
        assert_eq!(change.commits[0].authors, ["bob", "dave"]);
    });
}

#[test]
fn attack_29_an_author_that_was_made_up_hides_nobody_who_pushed() {
    let stage = Stage::new();
    let base = push(&stage, "main", ALICE, "a", "Begin");
    run(async {
        // Bob writes Carol's address into his commit, to be allowed to approve and to keep Carol from it.
        let carol = json!({"name": "Carol", "email": "103+carol@users.noreply.github.com"});
        let spoofed = forged(&stage, &base, carol, "Innocent", "bob").await;
        let change = read(&stage, Some(&base), &spoofed).await;
        assert_eq!(
            (ties(&change.tied, Tie::Author), ties(&change.tied, Tie::Pusher)),
            (vec![CAROL], vec![BOB])
        );
        // And an address of nobody.
        let nobody = json!({"name": "N", "email": "n@example.org"});
        let unknown = forged(&stage, &spoofed, nobody, "Unknown", "bob").await;
        let trailer = "Known\n\nCo-authored-by: N <n@example.org>";
        let alice = json!({"name": "A", "email": "101+alice@users.noreply.github.com"});
        let helped = forged(&stage, &unknown, alice, trailer, "bob").await;
        let change = read(&stage, Some(&spoofed), &helped).await;
        assert_eq!(change.unattributed, [unknown, helped]);
        assert_eq!(change.commits[0].authors, ["N"]);
    });
}

#[test]
fn a_way_back_adds_nothing_and_a_first_deployment_is_its_newest_commit() {
    let stage = Stage::new();
    let first = push(&stage, "main", ALICE, "a", "Begin");
    let second = push(&stage, "main", BOB, "b", "More");
    run(async {
        let back = read(&stage, Some(&second), &first).await;
        assert_eq!((back.relation, back.commits.len(), back.tied.len()), (Some(Relation::Behind), 0, 0));
        let again = read(&stage, Some(&second), &second).await;
        assert_eq!((again.relation, again.commits.len()), (Some(Relation::Identical), 0));
        let initial = read(&stage, None, &second).await;
        assert_eq!((initial.relation, initial.commits.len()), (None, 1));
        assert_eq!(ties(&initial.tied, Tie::Author), [BOB]);
    });
}

#[test]
fn a_change_is_read_over_all_pages() {
    let stage = Stage::new();
    let base = push(&stage, "main", ALICE, "a", "Begin");
    for index in 0..104 {
        push(&stage, "main", ALICE, "a", &index.to_string());
    }
    push(&stage, "main", CAROL, "a", "somebody");
    let head = push(&stage, "main", ALICE, "a", "last");
    run(async {
        let change = read(&stage, Some(&base), &head).await;
        assert_eq!((change.commits.len(), ties(&change.tied, Tie::Author)), (106, vec![ALICE, CAROL]));
        assert_eq!(ties(&change.tied, Tie::Pusher), [ALICE, CAROL]);
    });
}

/// Attack 28: a push that ends behind the commit that is deployed brought it all the same.
#[test]
fn attack_28_who_pushed_more_than_is_deployed_pushed_what_is() {
    let stage = Stage::new();
    let base = push(&stage, "main", ALICE, "a", "Begin");
    run(async {
        let (github, shop) = (stage.client("bob-token"), stage.shop());
        let tree = objects::commit(&github, &shop, &base).await.unwrap().tree.sha;
        let author = json!({"name": "alice", "email": "alice@example.com"});
        let mut parent = base.clone();
        let mut made = Vec::new();
        for message in ["Evil", "Harmless"] {
            let author = Some(serde_json::from_value(author.clone()).unwrap());
            let new = objects::NewCommit {
                message: message.to_owned(),
                tree: tree.clone(),
                parents: vec![parent.clone()],
                author,
            };
            parent = objects::create_commit(&github, &shop, &new).await.unwrap().sha;
            made.push(parent.clone());
        }
        refs::update(&github, &shop, "refs/heads/main", &base, &made[1]).await.unwrap();
        let change = read(&stage, Some(&base), &made[0]).await;
        assert_eq!(ties(&change.tied, Tie::Pusher), [BOB]);
        // Of a tag, the branch is looked at that it was made from.
        let tagged = change::read(&stage.workflow(), &shop, Some(&base), &made[0], Some("v1")).await.unwrap();
        assert_eq!(ties(&tagged.tied, Tie::Pusher), [BOB]);
    });
}

/// What nobody is known to have pushed may be an approver's.
#[test]
fn attack_29_a_change_that_no_known_push_brought_is_nobodys() {
    let stage = Stage::new();
    let base = push(&stage, "main", ALICE, "a", "Begin");
    run(async {
        let (github, shop) = (stage.client("bob-token"), stage.shop());
        let tree = objects::commit(&github, &shop, &base).await.unwrap().tree.sha;
        let author = Some(
            serde_json::from_value(json!({"name": "alice", "email": "101+alice@users.noreply.github.com"}))
                .unwrap(),
        );
        let new = objects::NewCommit { message: "Loose".to_owned(), tree, parents: vec![base.clone()], author };
        let loose = objects::create_commit(&github, &shop, &new).await.unwrap().sha;
        let change = read(&stage, Some(&base), &loose).await;
        assert!(change.unattributed.contains(&loose), "{:?}", change.unattributed);

        // Whoever pushed a part of it to the branch of a pull request says nothing of the rest.
        refs::create(&github, &shop, "refs/heads/side", &base).await.unwrap();
        let own = push(&stage, "side", ALICE, "b", "Part");
        let (title, head, into) = ("T".to_owned(), "side".to_owned(), "main".to_owned());
        let pull = NewPull { title, body: None, head, base: into };
        stage.hub().open_pull(&person(CAROL), 1, pull).unwrap();
        let tree = objects::commit(&github, &shop, &own).await.unwrap().tree.sha;
        let author = Some(
            serde_json::from_value(json!({"name": "alice", "email": "101+alice@users.noreply.github.com"}))
                .unwrap(),
        );
        let new = objects::NewCommit { message: "Rest".to_owned(), tree, parents: vec![own], author };
        let rest = objects::create_commit(&github, &shop, &new).await.unwrap().sha;
        let change = read(&stage, Some(&base), &rest).await;
        assert_eq!(ties(&change.tied, Tie::Pusher), [ALICE]);
        assert!(change.unattributed.contains(&rest), "{:?}", change.unattributed);
    });
}
