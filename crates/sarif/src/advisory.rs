//! Names of advisories where tools put them, and the one name that stands for all: CVE before GHSA before others.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::view::{Object, array, string};

/// How many characters of one text are searched, and how many names are kept: a report cannot make this slow or large.
const SEARCHED: usize = 512;
const KEPT: usize = 64;

/// Prefixes of databases whose ids are prefix and numbers, as the OSV schema lists them.
const NUMBERED: [&str; 18] = [
    "CVE-", "PYSEC-", "RUSTSEC-", "GO-", "OSV-", "MAL-", "GSD-", "HSEC-", "RSEC-", "DSA-", "DLA-", "USN-",
    "RHSA-", "RHBA-", "ALSA-", "RLSA-", "ELSA-", "TEMP-",
];

/// The names of the advisories that something is about.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Ids(BTreeSet<String>);

impl Ids {
    /// The names in an id, in the properties that tools use for them, and in tags.
    pub(crate) fn of(id: &str, properties: &Object<'_>, tags: &[Cow<'_, str>]) -> Self {
        let mut ids = Self::default();
        ids.search(id);
        let names = [
            "advisory",
            "advisories",
            "aliases",
            "cve",
            "cves",
            "CVE",
            "ghsa",
            "GHSA",
            "osv",
            "id",
            "ids",
            "identifiers",
            "vulnerabilityId",
            "vulnerability_id",
            "vulnerabilityIds",
            "vulnerability_ids",
            "VulnerabilityID",
            "vulnId",
        ];
        for token in names.into_iter().filter_map(|name| properties.get(name)) {
            ids.search_token(token, 2);
        }
        tags.iter().for_each(|tag| ids.search(tag));
        ids
    }

    /// Adds the names in the values of an object, as partial fingerprints are.
    pub(crate) fn search_values(&mut self, object: &Object<'_>) {
        for (_, token) in object.members().take(KEPT) {
            self.search_token(token, 0);
        }
    }

    /// Adds the names in a text.
    pub(crate) fn search(&mut self, text: &str) {
        let end = text.char_indices().nth(SEARCHED).map_or(text.len(), |(at, _)| at);
        let upper = text.get(..end).unwrap_or_default().to_ascii_uppercase();
        let mut from = 0;
        while let Some(rest) = upper.get(from..).filter(|rest| !rest.is_empty() && self.0.len() < KEPT) {
            let starts = from == 0 || !upper.as_bytes().get(from - 1).is_some_and(u8::is_ascii_alphanumeric);
            let length = if starts { name_at(rest) } else { 0 };
            if length > 0 {
                self.0.insert(canonical_case(rest.get(..length).unwrap_or_default()));
            }
            from += length.max(rest.chars().next().map_or(1, char::len_utf8));
        }
    }

    /// Adds all of another.
    pub(crate) fn extend(&mut self, other: &Self) {
        self.0.extend(other.0.iter().cloned());
    }

    /// The name for all: the least CVE, else the least GHSA, else the least of the others. So every list that shares the name
    /// leads to the same one.
    pub fn canonical(&self) -> Option<&str> {
        let starting = |start: &str| self.0.iter().find(|id| id.starts_with(start));
        starting("CVE-").or_else(|| starting("GHSA-")).or_else(|| self.0.first()).map(String::as_str)
    }

    /// All names, in order.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn search_token(&mut self, token: &str, depth: u8) {
        if let Some(text) = string(token) {
            self.search(&text);
        } else if depth > 0 {
            for element in array(token).unwrap_or_default().into_iter().take(KEPT) {
                self.search_token(element, depth - 1);
            }
            for (_, element) in Object::lenient(Some(token)).members().take(KEPT) {
                self.search_token(element, depth - 1);
            }
        }
    }
}

/// The length of the name at the start of an upper-case text; 0 if there is none.
fn name_at(text: &str) -> usize {
    let bytes = text.as_bytes();
    if let Some(rest) = text.strip_prefix("GHSA-") {
        let block = |at: usize| {
            rest.get(at..at + 4).is_some_and(|block| block.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        };
        let dash = |at: usize| rest.as_bytes().get(at) == Some(&b'-');
        let ends = !rest.as_bytes().get(14).is_some_and(u8::is_ascii_alphanumeric);
        return if block(0) && dash(4) && block(5) && dash(9) && block(10) && ends { 19 } else { 0 };
    }
    if text.starts_with("SNYK-") {
        let end =
            bytes.iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-').unwrap_or(bytes.len());
        let name = text.get(..end).unwrap_or_default();
        let numbered = name
            .rsplit('-')
            .next()
            .is_some_and(|last| !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()));
        return if numbered && name.matches('-').count() >= 2 { end } else { 0 };
    }
    NUMBERED.iter().find(|prefix| text.starts_with(**prefix)).map_or(0, |prefix| numbers(bytes, prefix.len()))
}

/// The end of `2024-1234` or `2024:1234` at a place: two groups of digits, the first one joined by `-` or `:`. A third group belongs
/// to Debian's revisions only and is left out: `CVE-2021-44228-2` is a rule about the CVE.
fn numbers(bytes: &[u8], from: usize) -> usize {
    let digits = |from: usize| bytes.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count();
    let first = digits(from);
    let middle = from + first;
    if first == 0 || !matches!(bytes.get(middle), Some(b'-' | b':')) {
        return 0;
    }
    let second = digits(middle + 1);
    let end = middle + 1 + second;
    let ends = !bytes.get(end).is_some_and(u8::is_ascii_alphanumeric);
    if second > 0 && ends { end } else { 0 }
}

/// GitHub writes the groups of its ids in lower case, all others write capitals.
fn canonical_case(id: &str) -> String {
    match id.strip_prefix("GHSA-") {
        Some(rest) => format!("GHSA-{}", rest.to_ascii_lowercase()),
        None => id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::Ids;
    use crate::view::Object;

    fn found(text: &str) -> Vec<String> {
        let mut ids = Ids::default();
        ids.search(text);
        ids.all().map(str::to_owned).collect()
    }

    #[test]
    fn names_are_found_at_word_boundaries() {
        assert_eq!(found("CVE-2021-44228-log4j-core"), ["CVE-2021-44228"]);
        assert_eq!(found("cve-2021-44228/x GHSA-JFH8-c2jp-5V3Q"), ["CVE-2021-44228", "GHSA-jfh8-c2jp-5v3q"]);
        assert_eq!(found("GHSA-jfh8-c2jp-5v3q-requests"), ["GHSA-jfh8-c2jp-5v3q"]);
        assert_eq!(
            found("PYSEC-2018-28,RUSTSEC-2020-0001 GO-2022-0001 RHSA-2024:1234"),
            ["GO-2022-0001", "PYSEC-2018-28", "RHSA-2024:1234", "RUSTSEC-2020-0001"]
        );
        assert_eq!(found("SNYK-JS-LODASH-567746"), ["SNYK-JS-LODASH-567746"]);
    }

    #[test]
    fn what_only_looks_like_a_name_is_none() {
        for text in [
            "XCVE-2021-1",
            "CVE-2021",
            "CVE-2021-",
            "CVE-x-1",
            "CVE-2021-1a",
            "GHSA-abcd-efgh-ijk",
            "GHSA-abcd-efgh-ijklm",
            "GO-TO-1",
            "SNYK-CODE",
            "ÄCVE",
            "",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn the_canonical_name_is_cve_then_ghsa_then_the_least() {
        let canonical = |text: &str| {
            let mut ids = Ids::default();
            ids.search(text);
            ids.canonical().map(str::to_owned)
        };
        assert_eq!(
            canonical("PYSEC-2018-28 GHSA-x84v-xcm2-53pg CVE-2018-2 CVE-2018-1").as_deref(),
            Some("CVE-2018-1")
        );
        assert_eq!(canonical("PYSEC-2018-28 GHSA-x84v-xcm2-53pg").as_deref(), Some("GHSA-x84v-xcm2-53pg"));
        assert_eq!(canonical("RUSTSEC-2020-0001 GO-2022-0001").as_deref(), Some("GO-2022-0001"));
        assert_eq!(canonical("none"), None);
    }

    #[test]
    fn tools_put_names_in_many_places() {
        let properties = r#"{"identifiers":{"CVE":["CVE-2020-1"],"CWE":["CWE-1"]},"aliases":["GHSA-x84v-xcm2-53pg"],"note":"CVE-1999-1"}"#;
        let ids = Ids::of("rule", &Object::parse(properties).unwrap(), &["CVE-2020-2".into()]);
        assert_eq!(ids.all().collect::<Vec<_>>(), ["CVE-2020-1", "CVE-2020-2", "GHSA-x84v-xcm2-53pg"]);
        let mut ids = Ids::default();
        ids.search_values(&Object::parse(r#"{"a":"CVE-2020-3:pkg","b":7}"#).unwrap());
        assert_eq!(ids.canonical(), Some("CVE-2020-3"));
    }

    #[test]
    fn a_long_text_is_searched_in_part() {
        assert!(found(&format!("{} CVE-2020-1", "ä".repeat(600))).is_empty());
        let many: Vec<String> = (0..40).map(|at| format!("CVE-1-{at}")).collect();
        assert_eq!(found(&many.join(" ")).len(), 40);
    }
}
