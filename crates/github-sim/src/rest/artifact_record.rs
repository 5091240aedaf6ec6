//! Where artifacts are deployed: "Create an artifact deployment record" in GitHub's REST documentation of organisations' artifact metadata.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::access::Needs;
use crate::answer::{Answer, Reply};
use crate::artifact_record::ArtifactRecord;
use crate::hub::Hub;
use crate::route::Route;
use crate::token::{Level, TokenKind};
use crate::visit::Visit;

// A workflow's token can have the permission, unlike others on an organisation: the handler looks.
pub(crate) const ROUTES: &[Route] =
    &[Route::new("POST", "/orgs/{org}/artifacts/metadata/deployment-record", Needs::NOTHING, record)];

const KEY: &str = "artifact_metadata";
const MOST_TAGS: usize = 5;

impl ArtifactRecord {
    /// The schema `artifact-deployment-record`.
    fn json(&self) -> Value {
        let [logical, physical, cluster, name] = &self.place;
        json!({
            "id": self.id, "digest": self.digest, "logical_environment": logical, "physical_environment": physical,
            "cluster": cluster, "deployment_name": name, "tags": self.tags, "runtime_risks": [],
            "created_at": self.created_at.to_string(), "updated_at": self.updated_at.to_string(), "attestation_id": null,
        })
    }
}

/// The organisation, if the caller may write about its artifacts.
fn permitted(hub: &Hub, visit: &Visit) -> Result<u64, Answer> {
    visit.actor()?;
    let organization = hub.organization(visit.param("org")).ok_or_else(Answer::not_found)?;
    let writes = |level: Option<&Level>| level.is_some_and(|level| *level >= Level::Write);
    let allowed = match visit.caller.kind() {
        Some(TokenKind::Actions { repository, permissions, .. }) => {
            let here = hub.repositories.get(repository).is_some_and(|found| found.owner == organization.id);
            here && writes(permissions.get(KEY))
        }
        Some(TokenKind::App { installed_on, permissions, .. }) => {
            *installed_on == organization.id && writes(permissions.get(KEY))
        }
        Some(TokenKind::User { account, scopes, .. }) => {
            let member = organization.members.contains_key(account);
            if !member || !scopes.iter().any(|scope| scope == "repo") {
                return Err(Answer::not_found());
            }
            true
        }
        None => false,
    };
    if allowed { Ok(organization.id) } else { Err(Answer::not_accessible("artifact_metadata=write")) }
}

fn record(hub: &mut Hub, visit: &Visit) -> Reply {
    let organization = permitted(hub, visit)?;
    let text = |field: &str| visit.text(field).unwrap_or_default().to_owned();
    let resource = "DeploymentRecord";
    let (name, digest) = (visit.required(resource, "name")?, visit.required(resource, "digest")?);
    let status = visit.required(resource, "status")?;
    visit.required(resource, "logical_environment")?;
    visit.required(resource, "deployment_name")?;
    let hex = digest.strip_prefix("sha256:").unwrap_or_default();
    if hex.len() != 64 || !hex.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase()) {
        return Err(Answer::invalid(resource, "digest", "invalid"));
    }
    if !matches!(status, "deployed" | "decommissioned") {
        return Err(Answer::invalid(resource, "status", "invalid"));
    }
    let tags: BTreeMap<String, String> = visit
        .body
        .get("tags")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
        .collect();
    if tags.len() > MOST_TAGS {
        return Err(Answer::invalid(resource, "tags", "invalid"));
    }
    let place = ["logical_environment", "physical_environment", "cluster", "deployment_name"].map(text);
    let is_it = |known: &&mut ArtifactRecord| known.organization == organization && known.place == place;
    let known = hub.artifact_records.iter_mut().find(is_it).map(|known| (known.id, known.created_at));
    let (id, created_at) = known.unwrap_or_else(|| (hub.fresh_id(), visit.at));
    let record = ArtifactRecord {
        id,
        organization,
        name: name.to_owned(),
        digest: digest.to_owned(),
        status: status.to_owned(),
        place,
        tags,
        created_at,
        updated_at: visit.at,
    };
    let shown = record.json();
    hub.artifact_records.retain(|known| known.id != id);
    hub.artifact_records.push(record);
    Ok(Answer::ok(json!({"total_count": 1, "deployment_records": [shown]})))
}

#[cfg(test)]
mod tests;
