//! Code scanning: upload a SARIF file, ask how it went, list and get analyses ("Code scanning" in GitHub's REST documentation).

use std::io::Read;

use flate2::read::MultiGzDecoder;
use serde_json::{Value, json};

use crate::access::Needs;
use crate::answer::{Answer, Reply};
use crate::code_scanning::{Analysis, Sent, Upload};
use crate::git::Oid;
use crate::hub::Hub;
use crate::rest::git_blobs::from_base64;
use crate::route::Route;
use crate::token::Level;
use crate::visit::Visit;

const READ: Needs = Needs::repository(&[("security_events", Level::Read)]);
const WRITE: Needs = Needs::repository(&[("security_events", Level::Write)]);

pub(crate) const ROUTES: &[Route] = &[
    Route::new("POST", "/repos/{owner}/{repo}/code-scanning/sarifs", WRITE, upload),
    Route::new("GET", "/repos/{owner}/{repo}/code-scanning/sarifs/{sarif_id}", READ, status),
    Route::new("GET", "/repos/{owner}/{repo}/code-scanning/analyses", READ, list),
    Route::new("GET", "/repos/{owner}/{repo}/code-scanning/analyses/{analysis_id}", READ, get),
];

/// The most bytes of a packed file.
const LARGEST: usize = 10 << 20;
/// What the simulator unpacks at most, so that a test's bomb does not fill its memory.
const LARGEST_UNPACKED: u64 = 256 << 20;

impl Hub {
    /// The schema `code-scanning-analysis`.
    fn analysis_json(&self, analysis: &Analysis) -> Value {
        let (name, version, guid) = &analysis.tool;
        json!({
            "id": analysis.id, "ref": analysis.reference, "commit_sha": analysis.commit_sha,
            "analysis_key": "(default)", "environment": "{}", "category": analysis.category, "error": "",
            "warning": analysis.warning,
            "created_at": analysis.at, "results_count": analysis.results, "rules_count": analysis.rules,
            "url": self.api_below(analysis.repository, &format!("/code-scanning/analyses/{}", analysis.id)),
            "sarif_id": analysis.upload, "tool": {"name": name, "version": version, "guid": guid}, "deletable": true,
        })
    }
}

/// The repository, with everything processed whose time has come.
fn enabled(hub: &mut Hub, visit: &Visit) -> Result<u64, Answer> {
    let repository = visit.repository()?;
    if hub.code_scanning.off.contains(&repository) {
        let message = "Code Security must be enabled for this repository to use code scanning.";
        return Err(Answer::forbidden(message));
    }
    hub.process_sarifs();
    Ok(repository)
}

fn upload(hub: &mut Hub, visit: &Visit) -> Reply {
    let repository = enabled(hub, visit)?;
    let field = |name: &str| {
        let missing = || Answer::unprocessable(&format!("Invalid request.\n\n\"{name}\" wasn't supplied."));
        visit.text(name).ok_or_else(missing)
    };
    let (sha, reference, packed) = (field("commit_sha")?, field("ref")?, field("sarif")?);
    let kinds = ["refs/heads/", "refs/tags/", "refs/pull/"];
    if !kinds.iter().any(|kind| reference.strip_prefix(kind).is_some_and(|name| !name.is_empty())) {
        return Err(Answer::unprocessable("ref must be a full reference, like refs/heads/main."));
    }
    let oid = sha.parse::<Oid>().map_err(|_| Answer::unprocessable("commit_sha must have 40 characters."))?;
    let store = hub.store(repository)?;
    store.commit(&oid)?.ok_or_else(|| Answer::error(404, "commit not found"))?;
    let sarif = unpacked(packed)?;
    let (checkout_uri, started_at) = (visit.text("checkout_uri"), visit.text("started_at"));
    if started_at.is_some_and(|time| time.parse::<jiff::Timestamp>().is_err()) {
        return Err(Answer::unprocessable("started_at is not a valid timestamp."));
    }
    let sent = Sent { commit_sha: oid.as_str(), reference, sarif, checkout_uri, started_at };
    let id = hub.upload_sarif(repository, sent);
    let url = hub.api_below(repository, &format!("/code-scanning/sarifs/{id}"));
    Ok(Answer::json(202, json!({"id": id, "url": url})))
}

/// "You must compress it using gzip and then encode it as a Base64 format string."
fn unpacked(packed: &str) -> Result<Value, Answer> {
    let bad = |what: &str| Answer::bad_request(&format!("The sarif field is invalid: {what}"));
    let bytes = from_base64(packed).ok_or_else(|| bad("it is not Base64"))?;
    if bytes.len() > LARGEST {
        return Err(Answer::error(413, "The sarif field is too large"));
    }
    let mut text = Vec::new();
    let read = MultiGzDecoder::new(bytes.as_slice()).take(LARGEST_UNPACKED).read_to_end(&mut text);
    read.map_err(|_| bad("it is not packed with gzip"))?;
    serde_json::from_slice(&text).map_err(|_| bad("it is not JSON"))
}

fn status(hub: &mut Hub, visit: &Visit) -> Reply {
    let repository = enabled(hub, visit)?;
    let here = |upload: &&Upload| upload.repository == repository && upload.id == visit.param("sarif_id");
    let upload = hub.code_scanning.uploads.iter().find(here).ok_or_else(Answer::not_found)?;
    let analyses = hub.api_below(repository, &format!("/code-scanning/analyses?sarif_id={}", upload.id));
    Ok(Answer::ok(match &upload.errors {
        None => json!({"processing_status": "pending"}),
        Some(errors) if errors.is_empty() => json!({"processing_status": "complete", "analyses_url": analyses}),
        Some(errors) => json!({"processing_status": "failed", "analyses_url": null, "errors": errors}),
    }))
}

fn list(hub: &mut Hub, visit: &Visit) -> Reply {
    let repository = enabled(hub, visit)?;
    let wanted = |analysis: &&Analysis| {
        let (name, _, guid) = &analysis.tool;
        let full = |asked: &str| {
            asked == analysis.reference || analysis.reference.strip_prefix("refs/heads/") == Some(asked)
        };
        analysis.repository == repository
            && visit.query("tool_name").is_none_or(|asked| asked == name)
            && visit.query("tool_guid").is_none_or(|asked| Some(asked) == guid.as_deref())
            && visit.query("sarif_id").is_none_or(|asked| asked == analysis.upload)
            && visit.query("ref").is_none_or(full)
            && visit.query("pr").is_none_or(|number| {
                analysis.reference.strip_prefix("refs/pull/").and_then(|rest| rest.split('/').next())
                    == Some(number)
            })
    };
    let mut found: Vec<Value> =
        hub.code_scanning.analyses.iter().filter(wanted).map(|analysis| hub.analysis_json(analysis)).collect();
    if found.is_empty() {
        return Err(Answer::error(404, "no analysis found"));
    }
    if visit.query("direction") != Some("asc") {
        found.reverse();
    }
    Ok(Answer::list(found))
}

fn get(hub: &mut Hub, visit: &Visit) -> Reply {
    let (repository, id) = (enabled(hub, visit)?, visit.number("analysis_id")?);
    let here = |analysis: &&Analysis| analysis.repository == repository && analysis.id == id;
    let analysis = hub.code_scanning.analyses.iter().find(here).ok_or_else(Answer::not_found)?;
    if visit.header("accept").is_some_and(|accept| accept.contains("application/sarif+json")) {
        let upload = hub.code_scanning.uploads.iter().find(|upload| upload.id == analysis.upload);
        let sarif = upload.map(|upload| upload.sarif.to_string()).unwrap_or_default();
        return Ok(Answer::bytes(200, "application/sarif+json; charset=utf-8", sarif));
    }
    Ok(Answer::ok(hub.analysis_json(analysis)))
}

#[cfg(test)]
mod tests;
