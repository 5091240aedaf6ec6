//! Findings in packages: an advisory, a package, a version. Each scanner calls the advisory by another name, so that the rule's id is
//! the most common name that the report knows: CVE, then GHSA, then the scanner's own.

use crate::author::{Finding, Place, Rule};
use crate::package::Package;
use crate::redact;
use crate::severity::Severity;

/// What a scanner says about one package and one advisory.
#[derive(Clone, Debug)]
pub(crate) struct Vulnerability {
    /// Every name of the advisory, the scanner's own first.
    pub(crate) ids: Vec<String>,
    pub(crate) package: Package,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) severity: Severity,
    /// Versions without the fault; empty if none is known.
    pub(crate) fixed: Vec<String>,
    pub(crate) url: String,
    pub(crate) cwes: Vec<String>,
    /// The lockfile, manifest or archive that the package was found in.
    pub(crate) path: Option<String>,
}

impl Vulnerability {
    /// A vulnerability with the least that every report tells.
    pub(crate) fn new(ids: Vec<String>, package: Package, severity: Severity) -> Self {
        Self {
            ids,
            package,
            severity,
            title: String::new(),
            description: String::new(),
            fixed: Vec::new(),
            url: String::new(),
            cwes: Vec::new(),
            path: None,
        }
    }

    /// The finding, with a fingerprint that survives another version of the package and another line of the lockfile.
    pub(crate) fn finding(self) -> Finding {
        let (id, aliases) = canonical(self.ids);
        let title = if self.title.is_empty() { first_line(&self.description) } else { &self.title };
        let title = if title.is_empty() { "known vulnerability" } else { title };
        let fixed = match self.fixed.as_slice() {
            [] => "no fixed version is known".to_owned(),
            versions => format!("fixed in {}", versions.join(", ")),
        };
        let version = if self.package.version.is_empty() { "(version unknown)" } else { &self.package.version };
        let message = format!("{} {version}: {title} ({id}); {fixed}", self.package.name);
        let rule =
            Rule::new(&id).title(title).text(&self.description).link(&self.url).security().cwes(&self.cwes);
        let place = self.path.as_deref().map_or_else(Place::default, Place::file).logical(
            &self.package.name,
            &self.package.purl,
            "package",
        );
        let path = place.uri.clone().unwrap_or_default();
        let identity = redact::digest(&[&id, &self.package.versionless(), &path]);
        Finding::new(rule, &message, self.severity)
            .at(place)
            .fingerprint("advisoryPackage/v1", identity.get(..32).unwrap_or_default())
            .property("advisory", id)
            .property("aliases", aliases)
            .property("package", self.package.name)
            .property("version", self.package.version)
            .property("purl", self.package.purl)
            .property("fixedVersions", self.fixed)
    }
}

/// More names than any advisory has.
const MOST_NAMES: usize = 200;

/// The most common name of an advisory, and the others, each once.
pub(crate) fn canonical(ids: Vec<String>) -> (String, Vec<String>) {
    let mut names: Vec<String> = Vec::new();
    for id in ids.into_iter().map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()) {
        // Snyk and npm write CVE names in any case.
        let upper = id.to_ascii_uppercase();
        let id = if upper.starts_with("CVE-") { upper } else { id };
        if names.len() < MOST_NAMES && !names.contains(&id) {
            names.push(id);
        }
    }
    let rank = |id: &String| match id.get(..5).map(str::to_ascii_uppercase).as_deref() {
        Some(head) if head.starts_with("CVE-") => 0,
        Some("GHSA-") => 1,
        _ => 2,
    };
    // Of several CVEs the least, so that every scanner's list leads to the same one.
    let best = names.iter().min_by(|a, b| {
        let own = if rank(a) < 2 { a.cmp(b) } else { std::cmp::Ordering::Equal };
        rank(a).cmp(&rank(b)).then(own)
    });
    let best = best.cloned().unwrap_or_else(|| "unnamed-advisory".to_owned());
    let mut others: Vec<String> = names.into_iter().filter(|id| *id != best).collect();
    others.sort();
    (best, others)
}

fn first_line(text: &str) -> &str {
    text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(ids: &[&str]) -> (String, Vec<String>) {
        canonical(ids.iter().map(|&id| id.to_owned()).collect())
    }

    #[test]
    fn cve_before_ghsa_before_the_own_name() {
        let (id, others) = names(&["PYSEC-2018-28", "GHSA-x84v-xcm2-53pg", "cve-2018-18074", "PYSEC-2018-28"]);
        assert_eq!(
            (id.as_str(), others.as_slice()),
            ("CVE-2018-18074", &["GHSA-x84v-xcm2-53pg".to_owned(), "PYSEC-2018-28".to_owned()][..])
        );
        assert_eq!(names(&["SNYK-1", "GHSA-b", "GHSA-a"]).0, "GHSA-a");
        assert_eq!(names(&["SNYK-2", "SNYK-1"]).0, "SNYK-2", "the scanner's own name comes first");
        assert_eq!(names(&["CVE-2020-2", "CVE-2020-1"]).0, names(&["CVE-2020-1", "CVE-2020-2"]).0);
        assert_eq!(names(&[""]).0, "unnamed-advisory");
    }

    #[test]
    fn the_fingerprint_outlives_a_version() {
        let of = |version: &str| {
            let severity = Severity::word("high", None);
            let package = Package::new("pypi", "Requests", version);
            let finding = Vulnerability::new(vec!["CVE-1".to_owned()], package, severity).finding();
            finding.fingerprints
        };
        assert_eq!(of("1.0"), of("2.0"));
    }
}
