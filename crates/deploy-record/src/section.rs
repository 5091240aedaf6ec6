//! The section `deploy` of the policy file: what a deployment needs before it may begin, for all environments and for each.
//!
//! What stands under `environments.<name>` is laid over the rest, member by member. Every environment is read, so that a mistake in one is
//! found by whoever asks first, and not on the night of its first release.

use schemars::{JsonSchema, schema_for};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use settings::schema::SectionSchema;
use settings::{Node, Value, Wrong};

/// Environments that one file may describe.
const MOST: usize = 100;

/// What the section says for one environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Section {
    /// What it is for: `production`, `staging`, `testing`, `development` or `other`.
    pub tier: Option<String>,
    /// Whose approval a deployment needs: `verified` (approval-issue's `verify` in the same run, and the ledger), `recorded` (the ledger
    /// alone) or `none`.
    pub approval: Option<String>,
    /// The gates whose verdicts must be there and pass, by their ids.
    pub verdicts: Option<Vec<String>>,
    /// How old a verdict may be: `12h`, `7d`.
    pub max_age: Option<String>,
    /// What happens while a deployment of another run has no end: `stop`, or `supersede` it.
    pub open: Option<String>,
    /// After how long a deployment without an end is stale, and is superseded by the next: `24h`.
    pub stale_after: Option<String>,
}

/// Reads the section for one environment: what stands under its name, over what stands above. GitHub compares names of environments without
/// regard to letter case.
///
/// # Errors
/// The first member that does not hold; also one of another environment.
pub fn read(section: &Node, environment: &str) -> Result<Section, Wrong> {
    let shared = section.without("environments");
    let mut own = None;
    for (name, over) in environments(section)? {
        let found = settings::read::<Section>(&shared.overlaid(over))?;
        check(&found, over)?;
        if name.to_lowercase() == environment.to_lowercase() {
            own = Some(found);
        }
    }
    let all = settings::read::<Section>(&shared)?;
    check(&all, &shared)?;
    Ok(own.unwrap_or(all))
}

fn check(section: &Section, at: &Node) -> Result<(), Wrong> {
    crate::policy::Rules::resolve(section, "").map(drop).map_err(|problem| {
        let node = at.member(&problem.name).unwrap_or(at);
        node.wrong(problem.message)
    })
}

fn environments(section: &Node) -> Result<&[(String, Node)], Wrong> {
    let Some(environments) = section.member("environments") else { return Ok(&[]) };
    if !matches!(environments.value, Value::Map(_)) {
        return Err(environments
            .wrong("write one member for each environment, such as `environments: { production: { … } }`"));
    }
    let members = environments.members();
    if members.len() > MOST {
        return Err(environments.wrong(format!("has more than {MOST} environments")));
    }
    for (at, (name, over)) in members.iter().enumerate() {
        if !matches!(over.value, Value::Map(_)) {
            return Err(over.wrong("write what holds for this environment alone, such as `{ approval: none }`"));
        }
        if members.iter().take(at).any(|(earlier, _)| earlier.to_lowercase() == name.to_lowercase()) {
            let message = "is an environment that stands here before: GitHub takes both names for one";
            return Err(over.wrong(message));
        }
    }
    Ok(members)
}

/// The section's part of the file's schema.
#[must_use]
pub fn schema() -> SectionSchema {
    let environment = schema_for!(Section).to_value();
    let mut whole = environment.clone();
    if let Some(Json::Object(members)) = whole.get_mut("properties") {
        let environments = json!({
            "description": "By the name of an environment: what holds for it alone, over what stands above.",
            "type": "object",
            "maxProperties": MOST,
            "additionalProperties": { "$ref": "#/$defs/Environment" },
        });
        members.insert("environments".to_owned(), environments);
    }
    SectionSchema {
        name: "deploy",
        schema: json!({ "$ref": "#/$defs/Policy", "$defs": { "Environment": environment, "Policy": whole } }),
        overlaid: &[],
    }
}
