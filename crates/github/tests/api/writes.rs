//! Every write of the client, each as something that the fault matrix can do and count.

use std::future::Future;
use std::pin::Pin;

use github::{Call, Error, GitHub};

use crate::stage::Stage;

mod artifacts;
pub(crate) mod checks;
mod code_scanning;
mod comments;
mod commits;
mod deployments;
mod environments;
mod git;
mod issues;
mod runs;

/// What a write is done with, and what came of the preparation.
pub(crate) struct Scene {
    pub(crate) stage: Stage,
    pub(crate) github: GitHub,
    /// A number that the preparation found: of an issue, a comment, a run.
    pub(crate) number: u64,
    /// A text that it found: a SHA, a name.
    pub(crate) text: String,
}

type Later<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// One write call.
pub(crate) struct Write {
    /// Method and path as in the README's table: `Call::request()`.
    pub(crate) request: &'static str,
    /// Makes what the write needs: before any fault.
    pub(crate) prepare: for<'a> fn(&'a mut Scene) -> Later<'a, ()>,
    /// Does it through the client's public function.
    pub(crate) perform: for<'a> fn(&'a Scene) -> Later<'a, Result<(), Error>>,
    /// How many effects the simulator shows: 0 before, 1 after; more would be a write that was repeated wrongly.
    pub(crate) effects: fn(&Scene) -> usize,
}

/// The subjects; a subject is a file here.
pub(crate) fn all() -> Vec<Write> {
    [
        artifacts::writes(),
        checks::writes(),
        code_scanning::writes(),
        comments::writes(),
        commits::writes(),
        deployments::writes(),
        environments::writes(),
        git::writes(),
        issues::writes(),
        runs::writes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The call of a write.
pub(crate) fn call(write: &Write) -> &'static Call {
    github::CALLS
        .iter()
        .find(|call| call.request() == write.request)
        .unwrap_or_else(|| panic!("no call {}", write.request))
}

/// The scene of a write, prepared.
pub(crate) async fn scene(write: &Write) -> Scene {
    let stage = Stage::new();
    let github = stage.workflow();
    // Who we are is asked once, by whoever comes first: not in the midst of a fault.
    github.viewer().await.unwrap();
    let mut scene = Scene { stage, github, number: 0, text: String::new() };
    (write.prepare)(&mut scene).await;
    scene
}

#[test]
fn every_write_of_the_client_is_here() {
    let here: Vec<&str> = all().iter().map(|write| write.request).collect();
    let lacking: Vec<String> = github::CALLS
        .iter()
        .filter(|call| call.writes())
        .map(|call| call.request())
        .filter(|request| !here.contains(&request.as_str()))
        .collect();
    assert!(lacking.is_empty(), "no test of what faults do to {lacking:#?}");
}
