//! Fingerprints: GitHub's of the line (`primaryLocationLineHash`), one of package and advisory for dependencies, and this suite's own
//! identity of a result, by which baselines, suppressions and deduplication know it again.
//!
//! None of them holds a severity, a message or a tool's version: feeds re-word and re-score advisories, and what is known must stay
//! known.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::diagnostic::{Diagnostic, DiagnosticCode};
use crate::package::Package;
use crate::plain;
use crate::result::ResultView;
use crate::uri::RepositoryPath;
use crate::view::string;

mod line_hash;

pub use line_hash::line_hashes;

/// The name under which GitHub reads a fingerprint, the only one that it reads.
pub const PRIMARY: &str = "primaryLocationLineHash";

/// Partial fingerprints that are none: Gitleaks writes there who committed what and when.
const VOLATILE: [&str; 5] = ["author", "commitMessage", "commitSha", "date", "email"];

/// What an identity rests on, the firmest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The advisory and package of a dependency.
    Package,
    /// The text around the line.
    LineHash,
    /// Fingerprints that the tool made.
    Tool,
    /// The name of the function, class or resource.
    LogicalLocation,
    /// Tool, rule and path alone: results that differ in nothing else share it, and only their number can be compared.
    Rule,
}

/// Our name of a result.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Identity {
    /// 32 hexadecimal digits.
    pub key: String,
    /// What it rests on.
    pub basis: Basis,
    /// A name of the tool's own fingerprints alone, if it rests on them.
    #[serde(skip)]
    pub(crate) own: Option<String>,
}

impl Identity {
    /// A placeholder until the identity is known.
    pub(crate) fn nothing() -> Self {
        Self { key: String::new(), basis: Basis::Rule, own: None }
    }
}

/// What an identity is made of besides the result itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct IdentityParts<'a> {
    /// The tool's name.
    pub tool: &'a str,
    /// The rule's id.
    pub rule: &'a str,
    /// The repository path, else the URI as it stands, else nothing.
    pub place: &'a str,
    /// The advisory and package, of a dependency's finding.
    pub package: Option<(&'a str, &'a Package)>,
    /// GitHub's fingerprint of the line.
    pub line_hash: Option<&'a str>,
}

/// The identity of a result.
pub fn identity(result: &ResultView<'_>, parts: &IdentityParts<'_>) -> Identity {
    let mut fields =
        vec!["releasegate/v1".to_owned(), parts.tool.to_owned(), parts.rule.to_owned(), parts.place.to_owned()];
    let (basis, context) = context(result, parts);
    let own = (basis == Basis::Tool).then(|| digest(&context));
    fields.extend(context);
    Identity { key: digest(&fields), basis, own }
}

fn context(result: &ResultView<'_>, parts: &IdentityParts<'_>) -> (Basis, Vec<String>) {
    if let Some((advisory, package)) = parts.package {
        return (Basis::Package, vec!["package".to_owned(), advisory.to_owned(), package.name.clone()]);
    }
    if let Some(hash) = parts.line_hash {
        return (Basis::LineHash, vec!["line".to_owned(), hash.to_owned()]);
    }
    let own = tool_fingerprints(result);
    if !own.is_empty() {
        return (Basis::Tool, own);
    }
    let location = result.locations().into_iter().next().unwrap_or_default();
    match location.logical {
        Some(name) => (Basis::LogicalLocation, vec!["logical".to_owned(), name.into_owned()]),
        None => (Basis::Rule, Vec::new()),
    }
}

/// `fingerprints` (§3.27.16), else `partialFingerprints` (§3.27.17), as names and values in order.
fn tool_fingerprints(result: &ResultView<'_>) -> Vec<String> {
    for member in ["fingerprints", "partialFingerprints"] {
        let object = result.object.object(member);
        let mut own: Vec<String> = object
            .members()
            .filter(|(name, _)| !VOLATILE.contains(name) && *name != PRIMARY)
            .filter_map(|(name, token)| string(token).map(|value| format!("{member}/{name}={value}")))
            .collect();
        if !own.is_empty() {
            own.sort();
            return own;
        }
    }
    Vec::new()
}

/// GitHub's fingerprint of a result: the one in the report, else that of its first line, as codeql-action computes it.
///
/// Only the first location counts, and a result whose first location has no `startLine` has none. `hash` gives a line's hash (see [`line_hashes`]); it is
/// asked for nothing but paths of the repository, where codeql-action follows `../` and so tells who asks what lies outside. A value
/// in the report that differs from the source is kept, as codeql-action does, and noted (codeql-action#4052).
pub fn primary(
    result: &ResultView<'_>,
    place: Option<(&RepositoryPath, u64)>,
    hash: impl FnOnce(&RepositoryPath, u64) -> Option<String>,
    notes: &mut Vec<Diagnostic>,
) -> Option<String> {
    let written =
        result.object.object("partialFingerprints").string(PRIMARY).filter(|written| !written.is_empty());
    let computed = place.and_then(|(path, line)| hash(path, line));
    if let (Some(written), Some(computed)) = (&written, &computed)
        && written != computed
    {
        let member = format!("partialFingerprints.{PRIMARY}");
        notes.push(Diagnostic::new(DiagnosticCode::FingerprintDiffers, &member, plain::line(written, 60)));
    }
    written.map(std::borrow::Cow::into_owned).or(computed)
}

/// A fingerprint of a dependency's finding, in the form of GitHub's: it outlives other lines and versions, since the alert is about a
/// package in a manifest and an advisory.
pub fn of_package(advisory: &str, package: &Package, place: &str) -> String {
    let digest = digest(&[
        "releasegate/package/v1".to_owned(),
        advisory.to_owned(),
        package.name.clone(),
        place.to_owned(),
    ]);
    format!("{}:1", digest.get(..16).unwrap_or_default())
}

/// 32 hexadecimal digits of SHA-256 over the fields, each with its length before it, so that no two lists read the same.
fn digest(fields: &[String]) -> String {
    let mut hash = Sha256::new();
    for field in fields {
        hash.update(field.len().to_string());
        hash.update(":");
        hash.update(field);
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
