//! Waivers of the file: somebody who asks, somebody else who accepts, a reason, a link and a last day.

use std::fmt;

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error as _};

use super::listed::Pattern;

/// An accepted failure.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The id of the rule, such as `per-file-line`.
    pub rule: String,
    /// A glob of the files that it is for, where the rule judges files; without it, the whole rule.
    #[serde(default)]
    pub file: Option<Pattern>,
    /// Who mends it.
    pub owner: String,
    /// Who accepted it; never the owner.
    pub approver: String,
    /// Why.
    pub reason: String,
    /// Where that is written down.
    #[schemars(extend("pattern" = "^https?://\\S+$"))]
    pub link: String,
    /// The last day on which it holds, in UTC.
    pub expires: Day,
}

/// A day: `2026-12-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day(pub Date);

impl Waiver {
    /// What is wrong with it, if anything: the member, and what to write.
    pub(super) fn mistake(&self) -> Option<(&'static str, String)> {
        let texts = [
            ("rule", &self.rule),
            ("owner", &self.owner),
            ("approver", &self.approver),
            ("reason", &self.reason),
            ("link", &self.link),
        ];
        if let Some((member, _)) = texts.into_iter().find(|(_, text)| text.trim().is_empty()) {
            return Some((member, "is blank: a waiver without it binds nobody".to_owned()));
        }
        let id = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/' | b':');
        if !self.rule.bytes().all(id) {
            return Some((
                "rule",
                "is no rule's id: write it as the verdict does, such as per-file-line".to_owned(),
            ));
        }
        if account(&self.owner) == account(&self.approver) {
            let message = "is the owner: somebody else has to accept the failure";
            return Some(("approver", message.to_owned()));
        }
        let link = self.link.strip_prefix("https://").or_else(|| self.link.strip_prefix("http://"));
        let sound =
            |rest: &str| !rest.is_empty() && !rest.contains(|c: char| c.is_whitespace() || c.is_control());
        (!link.is_some_and(sound))
            .then(|| ("link", "is no address: write https://… of the ticket or decision".to_owned()))
    }
}

/// GitHub compares the names of accounts without case.
fn account(name: &str) -> String {
    name.trim().trim_start_matches('@').to_lowercase()
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = || D::Error::custom(format!("`{text}` is not a day: write it as 2026-12-31"));
        let day: Date = text.parse().map_err(|_| wrong())?;
        // One way of writing a day, so that an editor's schema and this reader agree.
        if day.to_string() == text { Ok(Self(day)) } else { Err(wrong()) }
    }
}

impl JsonSchema for Day {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A day, such as 2026-12-31.",
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        })
    }
}
