//! Artifacts: lists, get, download, delete ("Artifacts" in GitHub's REST documentation).

use serde_json::{Value, json};

use crate::access::Needs;
use crate::answer::{Answer, Content, Reply};
use crate::artifact::Artifact;
use crate::hub::Hub;
use crate::node::node_id;
use crate::rest::rerun::WRITE;
use crate::rest::run::{READ, found as found_run};
use crate::route::Route;
use crate::token::Level;
use crate::visit::Visit;

/// Downloading needs a token even in a public repository.
const DOWNLOAD: Needs = Needs::repository(&[("actions", Level::Read)]);

pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/repos/{owner}/{repo}/actions/runs/{run_id}/artifacts", READ, of_run),
    Route::new("GET", "/repos/{owner}/{repo}/actions/artifacts", READ, of_repository),
    Route::new("GET", "/repos/{owner}/{repo}/actions/artifacts/{artifact_id}", READ, get),
    Route::new("DELETE", "/repos/{owner}/{repo}/actions/artifacts/{artifact_id}", WRITE, delete),
    Route::new(
        "GET",
        "/repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}",
        DOWNLOAD,
        download,
    ),
];

impl Hub {
    /// The schema `artifact`.
    fn artifact_json(&self, artifact: &Artifact) -> Value {
        let Some(run) = self.runs.get(&artifact.run) else { return Value::Null };
        let url = self.api_below(run.repository, &format!("/actions/artifacts/{}", artifact.id));
        json!({
            "id": artifact.id, "node_id": node_id("AR", artifact.id), "name": artifact.name,
            "size_in_bytes": artifact.archive.len(), "url": url, "archive_download_url": format!("{url}/zip"),
            "expired": artifact.expires_at <= self.clock.now(), "created_at": artifact.created_at,
            "updated_at": artifact.created_at, "expires_at": artifact.expires_at, "digest": digest(&artifact.archive),
            "workflow_run": {
                "id": run.id, "repository_id": run.repository, "head_repository_id": run.repository,
                "head_branch": run.head_branch, "head_sha": run.head_sha,
            },
        })
    }
}

fn digest(archive: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    let hex: String = Sha256::digest(archive).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

fn found<'h>(hub: &'h Hub, visit: &Visit) -> Result<&'h Artifact, Answer> {
    let (repository, id) = (visit.repository()?, visit.number("artifact_id")?);
    let here =
        |artifact: &&Artifact| hub.runs.get(&artifact.run).is_some_and(|run| run.repository == repository);
    hub.artifacts.get(&id).filter(here).ok_or_else(Answer::not_found)
}

/// Newest first, or the other way round.
fn list<'h>(hub: &'h Hub, visit: &Visit, wanted: impl Fn(&Artifact) -> bool) -> Answer {
    let named = |artifact: &&'h Artifact| visit.query("name").is_none_or(|name| name == artifact.name);
    let mut shown: Vec<Value> = hub
        .artifacts
        .values()
        .filter(|artifact| wanted(artifact))
        .filter(named)
        .map(|artifact| hub.artifact_json(artifact))
        .collect();
    if visit.query("direction") != Some("asc") {
        shown.reverse();
    }
    Answer::wrapped("artifacts", shown)
}

fn of_run(hub: &mut Hub, visit: &Visit) -> Reply {
    let run = found_run(hub, visit)?.id;
    Ok(list(hub, visit, |artifact| artifact.run == run))
}

fn of_repository(hub: &mut Hub, visit: &Visit) -> Reply {
    let repository = visit.repository()?;
    let here = |run: &u64| hub.runs.get(run).is_some_and(|run| run.repository == repository);
    Ok(list(hub, visit, |artifact| here(&artifact.run)))
}

fn get(hub: &mut Hub, visit: &Visit) -> Reply {
    let artifact = found(hub, visit)?;
    Ok(Answer::ok(hub.artifact_json(artifact)))
}

fn delete(hub: &mut Hub, visit: &Visit) -> Reply {
    let id = found(hub, visit)?.id;
    hub.artifacts.remove(&id);
    Ok(Answer::no_content())
}

fn download(hub: &mut Hub, visit: &Visit) -> Reply {
    visit.actor()?;
    let artifact = found(hub, visit)?;
    if visit.param("archive_format") != "zip" {
        return Err(Answer::not_found());
    }
    if artifact.expires_at <= visit.at {
        return Err(Answer::gone("Artifact has expired"));
    }
    let id = artifact.id;
    let url = hub.ticket(id);
    Ok(Answer { status: 302, headers: Vec::new(), content: Content::Empty }.header("location", url))
}

#[cfg(test)]
mod tests;
