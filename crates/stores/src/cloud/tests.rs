use super::*;
use crate::append::DriveError;
use crate::error::AppendError;
use crate::samples::{self, record_all, run, verified};
use crate::store::Store;
use bucket::{Bucket, Fate};

mod bucket;
#[cfg(feature = "s3-server")]
mod s3_server;

/// The variables of a cloud whose one address is this one.
fn variables(cloud: Cloud, address: &str) -> Vec<(&'static str, String)> {
    let pair = |name, value: &str| (name, value.to_owned());
    match cloud {
        Cloud::Amazon => vec![
            pair("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"),
            pair("AWS_SECRET_ACCESS_KEY", "c2VjcmV0"),
            pair("AWS_REGION", "eu-central-1"),
            pair("AWS_ENDPOINT_URL", address),
        ],
        Cloud::Google => {
            vec![pair("CLOUDSDK_AUTH_ACCESS_TOKEN", "ya29.example"), pair("STORAGE_EMULATOR_HOST", address)]
        }
        Cloud::Azure => vec![
            pair("AZURE_STORAGE_ACCOUNT", "example"),
            pair("AZURE_STORAGE_KEY", "c2VjcmV0"),
            pair("AZURE_STORAGE_SERVICE_ENDPOINT", address),
        ],
    }
}

fn open(cloud: Cloud, variables: &[(&'static str, String)]) -> Result<Store, StoreError> {
    let var = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
    Store::cloud(cloud, "my-bucket", "audit/shop", samples::origin(), &var)
}

const ALL: [Cloud; 3] = [Cloud::Amazon, Cloud::Google, Cloud::Azure];

#[test]
fn every_cloud_is_read_and_written_by_its_own_conditions() {
    for (cloud, who, condition) in [
        (Cloud::Amazon, "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/", "if-match"),
        (Cloud::Google, "Bearer ya29.example", "x-goog-if-generation-match"),
        (Cloud::Azure, "SharedKey example:", "if-match"),
    ] {
        let bucket = Bucket::start(|_| Fate::Answered);
        run(async {
            let store = || open(cloud, &variables(cloud, bucket.address())).unwrap();
            assert!(store().head().await.unwrap().is_none(), "{cloud:?}");
            let old = record_all(&store(), &[0], 1).await.unwrap().head;
            record_all(&store(), &[1, 2], 1).await.unwrap();
            assert_eq!(verified(&store()).await, [0, 1, 2].map(samples::key_of), "{cloud:?}");
            // Whoever holds an old head changes nothing, and a ledger is begun once.
            let late = samples::batch(&mut samples::tip(1).0, 5..6);
            let first = samples::batch(&mut samples::tip(0).0, 0..1);
            for (expected, batch) in [(Some(&old), &late), (None, &first)] {
                let error = store().append(expected, batch).await.unwrap_err();
                assert!(matches!(error, AppendError::Conflict { .. }), "{cloud:?} {error}");
            }
        });
        let asked = bucket.asked();
        assert!(asked.iter().all(|one| one.headers.contains(&format!("authorization: {who}"))), "{asked:?}");
        let heads = asked.iter().filter(|one| one.line.starts_with("PUT ") && one.line.contains("/head"));
        let heads: Vec<_> = heads.collect();
        assert!(heads.iter().all(|one| one.line.starts_with("PUT /my-bucket/audit/shop/ledger-2026-11/head ")));
        assert_eq!(heads.len(), 2, "{cloud:?}");
        assert!(heads.last().unwrap().headers.contains(&format!("\n{condition}: ")), "{cloud:?} {heads:?}");
    }
}

#[test]
fn a_lost_answer_is_asked_for_once_and_found_by_its_key() {
    for cloud in ALL {
        for fate in [Fate::CutAfter, Fate::ErrorAfter, Fate::ErrorBefore, Fate::CutBefore] {
            let bucket = Bucket::start(move |at| if at == 1 { fate } else { Fate::Answered });
            run(async {
                let store = || open(cloud, &variables(cloud, bucket.address())).unwrap();
                record_all(&store(), &[0], 1).await.unwrap();
                let lost = record_all(&store(), &[1], 1).await.unwrap_err();
                let DriveError::Store(error) = lost else { panic!("{cloud:?} {fate:?} {lost}") };
                assert!(error.is_unconfirmed(), "{cloud:?} {fate:?} {error}");
                let again = record_all(&store(), &[1], 1).await.unwrap();
                let took = matches!(fate, Fate::CutAfter | Fate::ErrorAfter);
                assert_eq!(again.places[0].found, took, "{cloud:?} {fate:?}");
                assert_eq!(verified(&store()).await, [0, 1].map(samples::key_of));
            });
            let took = matches!(fate, Fate::CutAfter | Fate::ErrorAfter);
            assert_eq!(bucket.heads(), if took { 2 } else { 3 }, "{cloud:?} {fate:?}: no head was sent twice");
        }
    }
}

#[test]
fn the_driver_goes_on_after_a_lost_answer() {
    let bucket = Bucket::start(|at| if at < 3 { Fate::CutAfter } else { Fate::Answered });
    run(async {
        let store = || open(Cloud::Amazon, &variables(Cloud::Amazon, bucket.address())).unwrap();
        let appended = record_all(&store(), &[0], 10).await.unwrap();
        assert!(appended.places[0].found);
        assert!(record_all(&store(), &[1], 10).await.unwrap().places[0].found);
        assert_eq!(verified(&store()).await, [0, 1].map(samples::key_of));
    });
}

#[test]
fn what_the_environment_lacks_is_named() {
    run(async {
        let amazon = open(Cloud::Amazon, &[("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE".to_owned())]).unwrap_err();
        assert!(amazon.to_string().starts_with("s3://my-bucket cannot be opened: "), "{amazon}");
        assert!(amazon.to_string().contains("Missing SecretAccessKey"), "{amazon}");
        // A secret that a workflow does not have is handed on as an empty one.
        let empty = [("AWS_ACCESS_KEY_ID", String::new()), ("AWS_SECRET_ACCESS_KEY", " ".to_owned())];
        assert!(open(Cloud::Amazon, &empty).is_ok(), "the credentials of the machine itself are left");
        let azure = open(Cloud::Azure, &[]).unwrap_err();
        assert!(azure.to_string().contains("az://my-bucket cannot be opened: "), "{azure}");
        let proxy = open(Cloud::Amazon, &[("https_proxy", "ht tp:// s3cret".to_owned())]).unwrap_err();
        assert!(proxy.to_string().contains("HTTPS_PROXY") && !proxy.to_string().contains("s3cret"), "{proxy}");
        let file = open(Cloud::Amazon, &[("NODE_EXTRA_CA_CERTS", "no-such.pem".to_owned())]).unwrap_err();
        assert!(file.to_string().contains("no-such.pem"), "{file}");
    });
}

#[test]
fn nothing_goes_to_another_machine_unencrypted() {
    run(async {
        let there = variables(Cloud::Amazon, "http://bucket.example");
        let error = open(Cloud::Amazon, &there).unwrap().head().await.unwrap_err();
        assert!(error.to_string().contains("not encrypted: write https://"), "{error}");
    });
}

#[test]
fn a_redirect_is_not_followed_and_an_answer_without_end_not_read() {
    for fate in [Fate::Redirected, Fate::Endless] {
        let bucket = Bucket::start(move |_| fate);
        run(async {
            let error = open(Cloud::Amazon, &variables(Cloud::Amazon, bucket.address())).unwrap();
            let error = error.head().await.unwrap_err();
            assert!(
                matches!(error, StoreError::Bucket { .. } | StoreError::TooLarge { .. }),
                "{fate:?} {error}"
            );
        });
        assert!(bucket.asked().iter().all(|one| !one.line.contains("elsewhere")));
    }
}
