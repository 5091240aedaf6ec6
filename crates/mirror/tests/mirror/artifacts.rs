//! What an organisation is told of its artifacts.

use github::Kind;
use github::artifact_records::NewRecord;
use github_sim::{Fault, FaultKind};
use mirror::{Noted, record_artifact};

use crate::stage::{Stage, run};

fn record() -> NewRecord {
    NewRecord {
        name: "shop".to_owned(),
        digest: format!("sha256:{}", "a".repeat(64)),
        logical_environment: "live".to_owned(),
        deployment_name: "shop".to_owned(),
        github_repository: Some("shop".to_owned()),
        ..NewRecord::default()
    }
}

#[test]
fn a_record_is_stored_once_whatever_becomes_of_the_answer() {
    let stage = Stage::new();
    run(async {
        let github = stage.client("olivia-token");
        let path = "/orgs/{org}/artifacts/metadata/deployment-record";
        stage.hub().fault(Fault::on("POST", path, FaultKind::BadGatewayAfter));
        assert_eq!(record_artifact(&github, "octo", &record()).await, Ok(Noted::Stored(1)));
        assert_eq!(stage.hub().artifact_records.len(), 1);
    });
}

#[test]
fn where_github_has_none_of_it_that_is_no_failure() {
    let stage = Stage::new();
    run(async {
        for (token, organization, kind) in
            [("actions-token", "octo", Kind::Forbidden), ("olivia-token", "nobody", Kind::NotFound)]
        {
            let noted = record_artifact(&stage.client(token), organization, &record()).await;
            let Ok(Noted::NotHere(error)) = noted else { panic!("{noted:?}") };
            assert_eq!(error.kind, kind);
        }
        let wrong = NewRecord { digest: "sha256:1".to_owned(), ..record() };
        let wrong = record_artifact(&stage.client("olivia-token"), "octo", &wrong).await.unwrap_err();
        assert_eq!(wrong.kind, Kind::Request);
    });
}
