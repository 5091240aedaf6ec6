//! The token gets into no error and no log, whatever the server does.

use std::io::Write;
use std::sync::{Arc, Mutex};

use github::issues::{self, NewIssue};
use github::{Marker, comments};
use github_sim::{Fault, FaultKind};
use tracing_subscriber::fmt::MakeWriter;

use crate::stage::{Stage, run};

const SECRET: &str = "ghs_0123456789abcdefTHESECRET";

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[test]
fn the_token_is_in_no_error_and_no_log() {
    let lines = Lines::default();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(lines.clone()).finish();
    let said = tracing::subscriber::with_default(subscriber, || {
        let stage = Stage::new();
        run(async {
            let github = stage.client(SECRET);
            let mut said = Vec::new();
            // 401, for GitHub does not know this token; and each way in which an answer is lost.
            said.push(github.viewer().await.unwrap_err());
            for kind in [
                FaultKind::CutBefore,
                FaultKind::BadGatewayBefore,
                FaultKind::Redirect(format!("https://x.example/{SECRET}")),
            ] {
                stage.hub().fault(Fault::any(kind).times(100));
                said.push(comments::list(&github, &stage.shop(), 1).await.unwrap_err());
                stage.hub().clear_faults();
            }
            // A name that is the token itself comes back in messages.
            let issue = NewIssue { title: SECRET.to_owned(), ..NewIssue::default() };
            said.push(
                issues::create(&github, &stage.shop(), &Marker::new("t", "k"), &issue).await.unwrap_err(),
            );
            said
        })
    });
    let logged = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("failed"), "nothing was logged: {logged}");
    for text in said.iter().map(|error| format!("{error} {error:?}")).chain([logged]) {
        assert!(!text.contains("THESECRET"), "{text}");
    }
}
