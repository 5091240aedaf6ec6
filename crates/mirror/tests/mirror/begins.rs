//! One deployment, however often it begins and whatever becomes of the answers.

use github::statuses::{self, NewStatus, State};
use github::{GitHub, Kind, Repository};
use github_sim::{Fault, FaultKind};
use ledger::name::Ulid;
use mirror::{How, Progress, begin, end};
use serde_json::json;

use crate::stage::{Stage, run, succeeded};

const CREATE: &str = "/repos/{owner}/{repo}/deployments";
const STATUS: &str = "/repos/{owner}/{repo}/deployments/{deployment_id}/statuses";

#[test]
fn a_deployment_says_what_it_is_of_and_that_it_is_under_way() {
    let stage = Stage::new();
    run(async {
        let begun = begin(&stage.workflow(), &stage.shop(), &stage.begin()).await.unwrap();
        assert_eq!((begun.how, begun.undecided.len()), (How::Made, 0));
        let hub = stage.hub();
        let made = &hub.deployments[&begun.deployment.id];
        assert_eq!((made.sha.as_str(), made.environment.as_str()), (stage.sha.as_str(), "live"));
        assert_eq!((made.production, made.transient, made.task.as_str()), (true, false, "deploy"));
        let payload = json!({
            "service": "shop", "kind": "planned", "ledger": "octo/shop/deployments",
            "releasegate_key": crate::stage::ULID,
        });
        assert_eq!(made.payload, payload);
        let [status] = made.statuses.as_slice() else { panic!("{:?}", made.statuses) };
        assert_eq!(begun.progress, Ok(Progress::Said(status.id)));
        assert_eq!(status.state, "in_progress");
        assert_eq!(status.environment_url, "https://shop.example");
        assert_eq!(status.log_url, "https://github.com/octo/shop/actions/runs/7");
    });
}

#[test]
fn whoever_tries_again_finds_it() {
    let stage = Stage::new();
    run(async {
        let shop = stage.shop();
        let first = begin(&stage.workflow(), &shop, &stage.begin()).await.unwrap();
        let (again, asked) = stage.asked(begin(&stage.workflow(), &shop, &stage.begin())).await;
        let again = again.unwrap();
        assert_eq!((again.how, again.progress), (How::Found, Ok(Progress::Already)));
        assert_eq!((again.deployment.id, stage.count()), (first.deployment.id, 1));
        assert!(asked.iter().all(|one| one.method == "GET" || one.path == "/graphql"), "{asked:#?}");
        // Another address of the log is told.
        let elsewhere = mirror::Begin { log_url: "https://log.example".to_owned(), ..stage.begin() };
        let told = begin(&stage.workflow(), &shop, &elsewhere).await.unwrap();
        assert!(matches!(told.progress, Ok(Progress::Said(_))));
        // What has ended does not begin again.
        end(&stage.workflow(), &shop, &succeeded(first.deployment.id)).await.status.unwrap();
        let late = begin(&stage.workflow(), &shop, &stage.begin()).await.unwrap();
        assert_eq!((late.how, late.progress), (How::Found, Ok(Progress::Ended("success".to_owned()))));
        assert_eq!(stage.state(first.deployment.id), "success");
    });
}

#[test]
fn the_same_key_of_somebody_else_or_of_another_commit_is_not_ours() {
    let stage = Stage::new();
    run(async {
        let shop = stage.shop();
        let theirs = begin(&stage.client("alice-token"), &shop, &stage.begin()).await.unwrap();
        let ours = begin(&stage.workflow(), &shop, &stage.begin()).await.unwrap();
        assert_eq!(ours.how, How::Made);
        assert_ne!(ours.deployment.id, theirs.deployment.id);
        let id = Ulid::new("01JD6ZC0V8Q4S9T2M3N5P7R8XA").unwrap();
        let other = begin(&stage.workflow(), &shop, &mirror::Begin { id, ..stage.begin() }).await.unwrap();
        assert_eq!((other.how, stage.count()), (How::Made, 3));
    });
}

#[test]
fn of_two_that_were_made_at_once_the_oldest_counts() {
    let stage = Stage::new();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let first = begin(&github, &shop, &stage.begin()).await.unwrap().deployment.id;
        let second = stage.twin(first);
        for put_away in [vec![second], vec![]] {
            let found = begin(&github, &shop, &stage.begin()).await.unwrap();
            assert_eq!((found.deployment.id, found.twice.unwrap().inactive), (first, put_away));
            assert_eq!(stage.state(first), "in_progress");
            assert_eq!(stage.states(second), ["in_progress", "inactive"]);
        }
    });
}

/// An answer that is lost after its effect leads to one deployment and one status, and so does a whole run that is started again.
#[test]
fn a_lost_answer_makes_no_second_one() {
    for kind in
        [FaultKind::BadGatewayAfter, FaultKind::CutAfter, FaultKind::TruncatedBody, FaultKind::BadGatewayBefore]
    {
        for path in [CREATE, STATUS] {
            let stage = Stage::new();
            run(async {
                let shop = stage.shop();
                stage.hub().fault(Fault::on("POST", path, kind.clone()));
                let begun = begin(&stage.workflow(), &shop, &stage.begin()).await.unwrap();
                assert!(matches!(begun.progress, Ok(Progress::Said(_))), "{kind:?}");
                assert_eq!((stage.count(), stage.states(begun.deployment.id).len()), (1, 1), "{kind:?} {path}");
                begin(&stage.workflow(), &shop, &stage.begin()).await.unwrap();
                assert_eq!((stage.count(), stage.states(begun.deployment.id).len()), (1, 1), "{kind:?} {path}");
            });
        }
    }
}

#[test]
fn a_status_that_fails_is_told_beside_the_deployment() {
    let stage = Stage::new();
    run(async {
        let shop = stage.shop();
        stage.hub().fault(Fault::on("POST", STATUS, FaultKind::ServerError(422)));
        let begun = begin(&stage.workflow(), &shop, &stage.begin()).await.unwrap();
        assert_eq!(begun.progress.unwrap_err().kind, Kind::Validation);
        assert_eq!(stage.count(), 1);
        let again = begin(&stage.workflow(), &shop, &stage.begin()).await.unwrap();
        assert_eq!(again.how, How::Found);
        assert!(matches!(again.progress, Ok(Progress::Said(_))));
    });
}

async fn pending(github: &GitHub, shop: &Repository, sha: &str) {
    let status = NewStatus {
        state: State::Pending,
        context: "deploy".to_owned(),
        description: String::new(),
        target_url: None,
    };
    statuses::create(github, shop, sha, &status).await.unwrap();
}

/// `required_contexts` left out would make GitHub answer 409, for a status of this very job.
#[test]
fn a_status_that_still_runs_stops_no_deployment() {
    let stage = Stage::new();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        pending(&github, &shop, &stage.sha).await;
        assert_eq!(begin(&github, &shop, &stage.begin()).await.unwrap().how, How::Made);
    });
}
