//! The part of SARIF 2.1.0 that is written here. Members stand in the order of these structures, so that equal reports become equal
//! bytes.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::Incomplete;
use super::finding::{self, Place, Rule};
use crate::score::Score;
use crate::severity::{Level, Outweighed, Severity};

type Properties = BTreeMap<String, Value>;

#[derive(Serialize)]
pub(super) struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
struct Run {
    tool: Tool,
    invocations: [Invocation; 1],
    results: Vec<Result>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: Level,
    message: Message,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Driver {
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    semantic_version: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    information_uri: String,
    pub(super) rules: Vec<Descriptor>,
    #[serde(skip_serializing_if = "Properties::is_empty")]
    pub(super) properties: Properties,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor {
    id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(skip_serializing_if = "Message::is_empty")]
    short_description: Message,
    #[serde(skip_serializing_if = "Message::is_empty")]
    full_description: Message,
    default_configuration: Configuration,
    #[serde(skip_serializing_if = "String::is_empty")]
    help_uri: String,
    #[serde(skip_serializing_if = "Message::is_empty")]
    help: Message,
    #[serde(skip_serializing_if = "Properties::is_empty")]
    properties: Properties,
    #[serde(skip)]
    score: Option<Score>,
}

#[derive(Serialize)]
struct Configuration {
    level: Level,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Result {
    pub(super) rule_id: String,
    pub(super) rule_index: usize,
    pub(super) level: Level,
    pub(super) message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) related_locations: Vec<Location>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) partial_fingerprints: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) suppressions: Vec<Suppression>,
    #[serde(skip_serializing_if = "Properties::is_empty")]
    pub(super) properties: Properties,
}

#[derive(Serialize)]
pub(super) struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    physical_location: Option<Physical>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Logical>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<u64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical {
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    fully_qualified_name: String,
    kind: &'static str,
}

#[derive(Serialize)]
pub(super) struct Suppression {
    kind: &'static str,
    status: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    justification: String,
    #[serde(skip_serializing_if = "Properties::is_empty")]
    properties: Properties,
}

impl Log {
    /// A scan that left something out did not succeed as a whole: whoever wants the whole must not take it for one.
    pub(super) fn new(driver: Driver, incomplete: &[Incomplete], results: Vec<Result>) -> Self {
        let notification = |one: &Incomplete| Notification {
            level: Level::Error,
            message: Message::new(format!("not scanned: {}: {}", one.what, one.reason)),
        };
        let invocation = Invocation {
            execution_successful: incomplete.is_empty(),
            tool_execution_notifications: incomplete.iter().map(notification).collect(),
        };
        let run = Run { tool: Tool { driver }, invocations: [invocation], results };
        Self { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] }
    }
}

impl Driver {
    pub(super) fn new(name: &str, home: &str) -> Self {
        Self {
            name: name.to_owned(),
            version: None,
            semantic_version: None,
            information_uri: home.to_owned(),
            rules: Vec::new(),
            properties: Properties::new(),
        }
    }

    pub(super) fn set_version(&mut self, version: &str) {
        if version.is_empty() {
            return;
        }
        let semantic = version.trim_start_matches('v');
        let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let release = semantic.split(['-', '+']).next().unwrap_or_default();
        let is_semantic = release.split('.').count() == 3 && release.split('.').all(number);
        self.semantic_version = is_semantic.then(|| cut(semantic.to_owned(), 100));
        self.version = Some(cut(version.to_owned(), 100));
    }
}

impl Descriptor {
    pub(super) fn new(rule: Rule) -> Self {
        let mut properties = Properties::new();
        put(&mut properties, "precision", rule.precision.into());
        put(&mut properties, "tags", rule.tags.into_iter().map(Value::String).collect());
        Self {
            id: rule.id,
            name: cut(rule.name, 200),
            short_description: Message::new(rule.title),
            full_description: Message::new(rule.text),
            default_configuration: Configuration { level: Level::None },
            help_uri: rule.link,
            help: Message::new(rule.help),
            properties,
            score: None,
        }
    }

    /// GitHub reads a rule's severity, not a result's: the rule bears the highest.
    pub(super) fn raise(&mut self, severity: &Severity) {
        let level = &mut self.default_configuration.level;
        *level = severity.level.max(*level);
        if severity.score > self.score {
            self.score = severity.score;
            let score = severity.score.map(|score| score.to_string()).unwrap_or_default();
            put(&mut self.properties, "security-severity", score.into());
        }
    }
}

impl Message {
    pub(super) fn new(text: String) -> Self {
        Self { text }
    }

    fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

impl Location {
    pub(super) fn new(place: Place, message: Option<String>) -> Self {
        let region = place.start_line.map(|start_line| Region {
            start_line,
            start_column: place.start_column,
            end_line: place.end_line,
            end_column: place.end_column,
        });
        let logical = |(name, full, kind)| Logical { name, fully_qualified_name: full, kind };
        Self {
            physical_location: place.uri.map(|uri| Physical { artifact_location: Artifact { uri }, region }),
            logical_locations: place.logical.map(logical).into_iter().collect(),
            message: message.map(Message::new),
        }
    }
}

impl Suppression {
    pub(super) fn new(one: finding::Suppression) -> Self {
        let mut properties = Properties::new();
        put(&mut properties, "expires", one.expires.into());
        Self { kind: one.kind, status: "accepted", justification: one.justification, properties }
    }
}

/// A property, unless it says nothing.
pub(super) fn put(properties: &mut Properties, key: &str, value: Value) {
    let empty = match &value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    };
    if !empty {
        properties.insert(key.to_owned(), value);
    }
}

/// What a gate reads about one result: numbers as text, as GitHub asks for them.
pub(super) fn severity(properties: &mut Properties, severity: &Severity) {
    let score = severity.score.map(|score| score.to_string()).unwrap_or_default();
    put(properties, "security-severity", score.into());
    put(properties, "severitySource", severity.source.into());
    // Readers of the log take word and score for what decides, which the better of two in conflict does not.
    let key = if severity.outweighed == Outweighed::Word { "outweighedSeverity" } else { "nativeSeverity" };
    put(properties, key, severity.native.clone().into());
    if let Outweighed::Score(score) = severity.outweighed {
        put(properties, "outweighedScore", score.to_string().into());
    }
}

/// Cuts a text between two characters, and says so.
pub(super) fn cut(mut text: String, bytes: usize) -> String {
    if text.len() > bytes {
        let left = text.len();
        let end = (0..=bytes).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default();
        text.truncate(end);
        text.push_str(&format!("… [cut, {} more bytes]", left.saturating_sub(end)));
    }
    text
}
