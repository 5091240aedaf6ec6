//! From a location's URI to a path in the repository, or a reason why there is none. Letters keep their case, and nothing is
//! guessed: `..` is refused as the specification asks (SARIF §3.10.2), and a folder of a container is only taken off if the
//! repository has what is left.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::result::Location;
use crate::run::RunView;
use crate::view::{Object, Read};

mod absolute;

use absolute::Rooted;

/// How many bases may stand on each other: more is a loop or nonsense.
const CHAIN: usize = 16;
/// Paths longer than this are none that a checkout can hold (Linux's PATH_MAX).
const LONGEST: usize = 4_096;

/// A path in the repository: relative, `/` between its parts, no part empty, `.` or `..`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(transparent)]
pub struct RepositoryPath(String);

impl RepositoryPath {
    /// Takes a path that is already relative and plain, and refuses any other.
    pub fn new(path: &str) -> Result<Self, NoPath> {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        if parts.contains(&"..") {
            return Err(NoPath::Escapes);
        }
        if path.contains('\\') || path.chars().any(char::is_control) || path.len() > LONGEST {
            return Err(NoPath::Unreadable);
        }
        if parts.is_empty() {
            return Err(NoPath::Missing);
        }
        Ok(Self(parts.join("/")))
    }

    /// The path as it is in the repository.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path as a relative URI reference, percent-encoded (RFC 3986): what GitHub wants.
    pub fn to_uri(&self) -> String {
        const KEPT: percent_encoding::AsciiSet = percent_encoding::NON_ALPHANUMERIC
            .remove(b'-')
            .remove(b'.')
            .remove(b'_')
            .remove(b'~')
            .remove(b'/')
            .remove(b'!')
            .remove(b'$')
            .remove(b'&')
            .remove(b'\'')
            .remove(b'(')
            .remove(b')')
            .remove(b'*')
            .remove(b'+')
            .remove(b',')
            .remove(b';')
            .remove(b'=')
            .remove(b'@');
        percent_encoding::utf8_percent_encode(&self.0, &KEPT).to_string()
    }
}

/// Why a location leads to no path.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoPath {
    /// The result names no file.
    Missing,
    /// A scheme that is no file's: `https:`, `docker:`, `pkg:`.
    ForeignScheme,
    /// A file of another machine: `file://host/share`, `\\host\share`.
    ForeignHost,
    /// A path with `..`, or one relative to a drive's own folder (`C:x`).
    Escapes,
    /// An absolute path outside of all known roots.
    Outside,
    /// Bytes that are no text, control characters, an escaped backslash, or too long.
    Unreadable,
    /// The bases stand on each other in a circle, or there are too many of them.
    BaseLoop,
    /// `artifactLocation.index` leads to no artifact.
    DanglingArtifact,
}

/// What is known about the places that absolute paths start at.
#[derive(Clone, Copy, Default)]
pub struct Places<'a> {
    /// Folders that are the repository's root: the workspace, and what the user maps to it.
    pub roots: &'a [String],
    /// Whether the repository has a file. Without it no container's folder is taken off.
    pub has: Option<&'a dyn Fn(&str) -> bool>,
}

/// An artifact's location (§3.24.2), read once: thousands of results may point to it.
#[derive(Clone, Debug)]
pub(crate) struct Artifact<'a> {
    uri: Result<Cow<'a, str>, NoPath>,
    base: Option<Cow<'a, str>>,
}

impl<'a> Artifact<'a> {
    pub(crate) fn read(text: &'a str) -> Self {
        let location = Object::lenient(Some(text)).object("location");
        let elsewhere = !matches!(location.integer("index"), Read::Absent | Read::Value(-1));
        let reason =
            if elsewhere && location.get("uri").is_none() { NoPath::DanglingArtifact } else { NoPath::Missing };
        Self { uri: location.string("uri").ok_or(reason), base: location.string("uriBaseId") }
    }
}

/// `originalUriBaseIds` (§3.14.14).
#[derive(Clone, Debug, Default)]
pub(crate) struct Bases(BTreeMap<String, Base>);

#[derive(Clone, Debug)]
struct Base {
    uri: Option<String>,
    base: Option<String>,
}

impl Bases {
    pub(crate) fn read(text: &str) -> Self {
        let object = Object::lenient(Some(text));
        let read = |text| {
            let location = Object::lenient(Some(text));
            let own = |name| location.string(name).map(std::borrow::Cow::into_owned);
            Base { uri: own("uri"), base: own("uriBaseId") }
        };
        Self(object.members().map(|(name, text)| (name.to_owned(), read(text))).collect())
    }

    /// A URI put behind its base, and that one behind its own, until it is absolute or stands at the repository's root. A base
    /// that the run does not explain is the root: `%SRCROOT%` is used so all over.
    fn resolve(&self, uri: &str, base: Option<&str>) -> Result<String, NoPath> {
        let mut uri = uri.to_owned();
        let mut base = base.map(str::to_owned);
        for _ in 0..CHAIN {
            let Some(name) = base.as_ref().filter(|_| !absolute::is_absolute(&uri)) else { return Ok(uri) };
            let Some(found) = self.0.get(name) else { return Ok(uri) };
            if let Some(start) = &found.uri {
                if uri.len() + start.len() > LONGEST * 3 {
                    return Err(NoPath::Unreadable);
                }
                // §3.14.14 asks for the `/`; who forgets it means a folder all the same.
                uri = format!("{}/{uri}", start.strip_suffix('/').unwrap_or(start));
            }
            base.clone_from(&found.base);
        }
        Err(NoPath::BaseLoop)
    }
}

/// The repository path of a result's place.
pub fn resolve(run: &RunView<'_>, place: &Location<'_>, places: &Places<'_>) -> Result<RepositoryPath, NoPath> {
    if let Some(uri) = &place.uri {
        return path_of(&run.bases.resolve(uri, place.base.as_deref())?, places);
    }
    let Some(index) = place.index else {
        // A base alone names a folder.
        return Err(NoPath::Missing);
    };
    let artifact = run.artifacts.get(index).ok_or(NoPath::DanglingArtifact)?;
    let uri = artifact.uri.as_ref().map_err(|reason| *reason)?;
    path_of(&run.bases.resolve(uri, artifact.base.as_deref())?, places)
}

/// The repository path of one URI without a base.
pub fn path_of(uri: &str, places: &Places<'_>) -> Result<RepositoryPath, NoPath> {
    if uri.is_empty() {
        return Err(NoPath::Missing);
    }
    if uri.len() > LONGEST * 3 {
        return Err(NoPath::Unreadable);
    }
    match absolute::read(uri)? {
        Rooted::Relative(path) => RepositoryPath::new(&path),
        Rooted::Absolute(path) => absolute::below_roots(&path, places),
    }
}

#[cfg(test)]
mod tests;
