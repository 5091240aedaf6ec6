//! Artifacts: found, downloaded, held to their digests.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

use github::artifacts::{self, Artifact};
use github::{GitHub, Kind, Settings};
use github_sim::{Fault, FaultKind};

use crate::stage::{Stage, run};
use crate::workflows;

const DOWNLOAD: &str = "/repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}";
const MOST: usize = 1 << 20;

/// A run with the artifact `evidence`, and its number.
fn stage() -> (Stage, u64, u64) {
    let stage = Stage::new();
    let run = workflows::failed(&stage);
    let artifact = stage.hub().upload_archive(run, "evidence", &b"bytes"[..]);
    (stage, run, artifact)
}

#[test]
fn artifacts_are_found_by_run_and_by_name() {
    let (stage, number, id) = stage();
    stage.hub().upload_archive(number, "other", &b"x"[..]);
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let one = artifacts::read(&github, &shop, id).await.unwrap();
        assert_eq!((one.name.as_str(), one.size_in_bytes, one.expired), ("evidence", 5, false));
        assert!(one.digest.as_ref().unwrap().starts_with("sha256:"));
        assert_eq!(one.workflow_run.as_ref().unwrap().id, Some(number));
        assert_eq!(artifacts::list(&github, &shop, None).await.unwrap().len(), 2);
        let of_run = artifacts::of_run(&github, &shop, number, Some("evidence")).await.unwrap();
        assert_eq!(artifacts::list(&github, &shop, Some("evidence")).await.unwrap(), of_run);
        assert_eq!(of_run, [one]);
        assert!(artifacts::of_run(&github, &shop, number, Some("none")).await.unwrap().is_empty());
    });
}

#[test]
fn the_bytes_are_those_of_the_digest_and_no_more_than_allowed() {
    let (stage, _, id) = stage();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let one = artifacts::read(&github, &shop, id).await.unwrap();
        let download =
            async |artifact: &Artifact, most| artifacts::download(&github, &shop, artifact, most).await;
        assert_eq!(&download(&one, 5).await.unwrap()[..], b"bytes");
        let kind = async |artifact: Artifact, most| download(&artifact, most).await.unwrap_err().kind;
        let another = Some(format!("sha256:{}", "0".repeat(64)));
        assert_eq!(kind(Artifact { digest: another, ..one.clone() }, MOST).await, Kind::Unexpected);
        let unknown = Some(format!("sha512:{}", "0".repeat(128)));
        assert_eq!(kind(Artifact { digest: unknown, ..one.clone() }, MOST).await, Kind::Unexpected);
        assert_eq!(kind(one.clone(), 4).await, Kind::Truncated);
        // A size that is too small lets nothing more through.
        assert_eq!(kind(Artifact { size_in_bytes: 1, ..one.clone() }, 4).await, Kind::Truncated);
        let without = Artifact { digest: None, ..one };
        assert_eq!(&download(&without, 5).await.unwrap()[..], b"bytes");
    });
}

#[test]
fn what_has_expired_or_was_deleted_is_gone() {
    let (stage, _, id) = stage();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let one = artifacts::read(&github, &shop, id).await.unwrap();
        stage.simulator.clock().advance(Duration::from_secs(91 * 24 * 3600));
        assert!(artifacts::read(&github, &shop, id).await.unwrap().expired);
        let gone = artifacts::download(&github, &shop, &one, MOST).await.unwrap_err();
        assert_eq!(gone.kind, Kind::Gone, "{gone}");
        artifacts::delete(&github, &shop, id).await.unwrap();
        let gone = artifacts::download(&github, &shop, &one, MOST).await.unwrap_err();
        assert_eq!(gone.kind, Kind::NotFound, "{gone}");
    });
}

#[test]
fn no_address_in_the_clear_and_none_that_leads_on_is_asked() {
    let (stage, _, id) = stage();
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let other = format!("http://{}/blob?sig=signed", elsewhere.local_addr().unwrap());
    // The simulator answers a renamed repository with a redirect.
    stage.hub().move_repository(1, 50, "store");
    let on = format!("{}/repos/octo/shop", stage.simulator.url());
    run(async {
        let (github, shop) = (stage.workflow(), "octo/store".parse().unwrap());
        let one = artifacts::read(&github, &shop, id).await.unwrap();
        for address in [&other, "ftp://x.example/a", "/relative", "http://x.example/a?sig=signed", &on] {
            stage.hub().fault(Fault::on("GET", DOWNLOAD, FaultKind::Redirect(address.to_owned())));
            let error = artifacts::download(&github, &shop, &one, MOST).await.unwrap_err();
            assert_eq!(error.kind, Kind::Moved, "{address}: {error}");
            assert!(!error.to_string().contains("signed"), "{error}");
        }
    });
    assert!(elsewhere.accept().is_err(), "nobody asked");
}

/// A server that answers the first request with a redirect to itself, and the second one with `answer`. It gives back what it was asked.
fn storage(answer: &'static str) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let first = format!(
        "HTTP/1.1 302 Found\r\nlocation: {url}/blob?sig=signed\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    );
    let thread = std::thread::spawn(move || {
        [first.as_str(), answer].map(|answer| serve(listener.accept().unwrap().0, answer)).into()
    });
    (url, thread)
}

fn serve(mut stream: TcpStream, answer: &str) -> String {
    let (mut asked, mut part) = (Vec::new(), [0; 1024]);
    while !asked.ends_with(b"\r\n\r\n") {
        let count = stream.read(&mut part).unwrap();
        asked.extend_from_slice(&part[..count]);
    }
    stream.write_all(answer.as_bytes()).unwrap();
    String::from_utf8(asked).unwrap().to_lowercase()
}

#[test]
fn the_storage_gets_no_token() {
    let (stage, _, id) = stage();
    let one = run(async { artifacts::read(&stage.workflow(), &stage.shop(), id).await.unwrap() });
    for (answer, most, expected) in [
        ("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 5\r\n\r\nbytes", MOST, Ok(&b"bytes"[..])),
        // Without a length, the bytes are counted as they come.
        ("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nbytes and more", 9, Err(Kind::Truncated)),
        ("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nbyte", MOST, Err(Kind::Unexpected)),
        ("HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n", MOST, Err(Kind::Gone)),
    ] {
        let (url, server) = storage(answer);
        let var = |name: &str| (name == "GITHUB_API_URL").then(|| url.clone());
        let got = run(async {
            let github = GitHub::connect(Settings::from_vars(&var, "ghs_secret").unwrap()).unwrap();
            artifacts::download(&github, &"octo/shop".parse().unwrap(), &one, most).await
        });
        let asked = server.join().unwrap();
        assert!(asked[0].contains("authorization: bearer ghs_secret"), "{asked:?}");
        assert!(asked[1].starts_with("get /blob?sig=signed "), "{asked:?}");
        assert!(!asked[1].contains("authorization") && !asked[1].contains("ghs_secret"), "{asked:?}");
        assert_eq!(got.as_deref().map_err(|error| error.kind.clone()), expected, "{answer}");
    }
}
