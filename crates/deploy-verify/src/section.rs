//! The section `deploy-verify` of the policy file. What stands under `gates.<id>` is laid over the rest.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema, schema_for};
use serde::Deserialize;
use settings::schema::SectionSchema;
use settings::{Node, Wrong};

/// What the section says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Section {
    /// What is requested, and what the answers must be.
    pub checks: Vec<Check>,
    /// How long to wait before the first try.
    pub initial_delay: Option<String>,
    /// How long to wait between two tries.
    pub interval: Option<String>,
    /// How many tries there are at most.
    pub tries: Option<u32>,
    /// How many tries in a row must hold.
    pub successes: Option<u32>,
    /// How long one request may take.
    pub timeout: Option<String>,
    /// How long everything may take, the way back apart.
    pub deadline: Option<String>,
    /// What follows if the deployment cannot be reached from the runner: `inconclusive`, `fail` or `rollback`.
    pub on_unreachable: Option<String>,
    /// How the deployment is rolled out.
    pub rollout: Option<Rollout>,
    /// Numbers that each step is judged by.
    pub metrics: Vec<Metric>,
    /// The command that goes back, run once at most.
    pub rollback_command: Option<String>,
    /// How long a command may take.
    pub command_timeout: Option<String>,
    /// The address of Prometheus, for metrics with a `query`.
    pub prometheus: Option<String>,
}

/// A check.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Check {
    /// Its name, in small letters and dashes. Default: the path of its address.
    pub name: Option<String>,
    /// The address, or a path below the input `url`.
    pub url: String,
    /// `GET`, `HEAD`, `POST` or `OPTIONS`.
    pub method: Option<String>,
    /// Names of the input `headers` that are sent. Default: all, where all checks go to one host.
    pub headers: Option<Vec<String>>,
    /// Statuses, such as `200`, `2xx`.
    #[schemars(schema_with = "statuses")]
    pub status: Option<Vec<String>>,
    /// Assertions, such as `/status == "ok"`.
    pub json: Vec<String>,
    /// Regular expressions that the body must match.
    pub body: Vec<String>,
    /// Regular expressions that it must not match.
    pub not_body: Vec<String>,
    /// Where the version stands.
    pub version: Option<Where>,
    /// The longest time until the whole answer is there.
    pub max_latency: Option<String>,
    /// The least number of days until the certificate ends.
    pub min_tls_days: Option<u32>,
    /// Headers that must be there: `hsts`, `csp`, `frame`, `content-type`.
    pub security_headers: Vec<String>,
    /// How many redirects are followed, on the same host.
    pub max_redirects: Option<u32>,
}

/// Where a version stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Where {
    /// A JSON Pointer into the body.
    pub pointer: Option<String>,
    /// A header.
    pub header: Option<String>,
}

/// A rollout.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rollout {
    /// `canary` or `rolling`.
    pub kind: Option<String>,
    /// The command of each step that has none of its own.
    pub command: Option<String>,
    /// The pause behind the command of each step that has none of its own.
    pub pause: Option<String>,
    /// The steps.
    pub steps: Vec<Step>,
}

/// A step of a rollout.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Step {
    /// The share of the traffic or of the instances, in percent.
    pub percent: u32,
    /// Its command.
    pub command: Option<String>,
    /// Its pause.
    pub pause: Option<String>,
}

/// A metric.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Metric {
    /// Its name, in small letters and dashes.
    pub name: String,
    /// A JSON file of the workspace that a step's command writes; without it Prometheus is asked.
    pub file: Option<String>,
    /// The value: a query, or a JSON Pointer into the file.
    pub value: String,
    /// What it is compared with: likewise.
    pub baseline: Option<String>,
    /// On how many samples it rests: likewise.
    pub samples: Option<String>,
    /// The greatest value.
    #[schemars(schema_with = "number")]
    pub max: Option<String>,
    /// The least value.
    #[schemars(schema_with = "number")]
    pub min: Option<String>,
    /// By how much it may exceed the baseline.
    #[schemars(schema_with = "number")]
    pub max_increase: Option<String>,
    /// By how many percent it may exceed the baseline.
    pub max_increase_percent: Option<u32>,
    /// The least number of samples.
    pub min_samples: Option<u32>,
}

/// Reads the section for one gate.
///
/// # Errors
/// The first member that does not hold, with its place and what to write.
pub fn read(section: &Node, gate_id: &str) -> Result<Section, Wrong> {
    settings::for_gate(section, gate_id, settings::read::<Section>)
}

/// A number, which is read letter by letter, so that it never becomes a float.
fn number(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["number", "string"] })
}

/// Statuses, with and without quotes.
fn statuses(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": { "type": ["integer", "string"] } })
}

/// The section's part of the file's schema.
#[must_use]
pub fn schema() -> SectionSchema {
    SectionSchema { name: "deploy-verify", schema: schema_for!(Section).to_value(), overlaid: &[] }
}
