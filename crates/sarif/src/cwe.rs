//! Weaknesses (CWE) where tools put them: tags, taxa, relationships and properties. Never in messages.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::component::Components;
use crate::result::ResultView;
use crate::view::{Object, Read, array, integer, string};

/// The highest number that is believed; CWE has far fewer.
const HIGHEST: u32 = 99_999;

/// The number in `CWE-79`, `cwe-079`, `CWE:79`, `external/cwe/cwe-079`, `CWE-79: Improper…`, or `CWE-79/sub`.
pub(crate) fn number(text: &str) -> Option<u32> {
    let text = text.trim();
    let text = text.strip_prefix("external/cwe/").unwrap_or(text);
    let rest = text.get(..3).filter(|start| start.eq_ignore_ascii_case("cwe")).and_then(|_| text.get(3..))?;
    let rest = rest.strip_prefix(['-', ':', '_', ' ']).unwrap_or(rest);
    let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, after) = rest.split_at(end);
    // `cwe-79x` is no weakness, but some other tag.
    if after.starts_with(|letter: char| letter.is_alphanumeric()) {
        return None;
    }
    plain(digits)
}

/// The number of bare digits, which means a weakness only where the place says so.
fn plain(digits: &str) -> Option<u32> {
    digits.parse().ok().filter(|number| (1..=HIGHEST).contains(number))
}

/// Those that tags name.
pub(crate) fn of_tags(tags: &[Cow<'_, str>]) -> BTreeSet<u32> {
    tags.iter().filter_map(|tag| number(tag)).collect()
}

/// Those that a property bag names under `cwe`, `cwes`, `cweId`, `cweIds`, `CWE`, `issue_cwe`: a number, a text, an object
/// with an `id`, or an array of these.
pub(crate) fn of_properties(properties: &Object<'_>) -> BTreeSet<u32> {
    let names = ["cwe", "cwes", "cweId", "cweIds", "cwe_id", "cwe_ids", "CWE", "CweIDs", "issue_cwe"];
    let mut found = BTreeSet::new();
    for token in names.into_iter().filter_map(|name| properties.get(name)) {
        found.extend(of_token(token));
        for element in array(token).unwrap_or_default() {
            found.extend(of_token(element));
        }
    }
    found
}

fn of_token(token: &str) -> Option<u32> {
    if let Some(text) = string(token) {
        return number(&text).or_else(|| plain(text.trim()));
    }
    let number = integer(token).or_else(|| Object::parse(token)?.integer("id").value().copied());
    match number {
        Some(number) => u32::try_from(number).ok().filter(|number| (1..=HIGHEST).contains(number)),
        None => Object::parse(token).and_then(|object| object.string("id")).and_then(|id| self::number(&id)),
    }
}

/// Those that a rule's relationships lead to: targets in a component called CWE, by id or index.
pub(crate) fn of_relationships(relationships: &[&str], taxonomies: &Components<'_>) -> BTreeSet<u32> {
    let targets = relationships.iter().map(|text| Object::lenient(Some(text)).object("target"));
    targets.filter_map(|target| of_reference(&target, taxonomies)).collect()
}

/// Those that a result names by its taxa, tags and properties.
pub(crate) fn of_result(result: &ResultView<'_>, taxonomies: &Components<'_>) -> BTreeSet<u32> {
    let tags: Vec<_> = result.properties.array("tags").into_iter().filter_map(string).collect();
    let mut found = of_tags(&tags);
    found.extend(of_properties(&result.properties));
    let taxa = result.object.array("taxa");
    found.extend(taxa.iter().filter_map(|text| of_reference(&Object::lenient(Some(text)), taxonomies)));
    found
}

/// A reference to a taxon. Indexes of tool components count among the run's taxonomies (§3.54.4).
fn of_reference(reference: &Object<'_>, taxonomies: &Components<'_>) -> Option<u32> {
    let named = reference.object("toolComponent");
    let at = match named.integer("index") {
        Read::Value(index) => usize::try_from(index).ok(),
        Read::Absent | Read::Bad(_) => None,
    };
    let guid = crate::rule::guid(&named);
    let taxonomy = match (&guid, at) {
        (Some(guid), _) => taxonomies.by_guid(guid).and_then(|at| taxonomies.get(at)),
        (None, Some(at)) => taxonomies.get(at),
        (None, None) => None,
    };
    let id = match reference.string("id") {
        Some(id) => id,
        None => {
            let at = reference.integer("index").value().and_then(|index| usize::try_from(*index).ok())?;
            taxonomy?.taxa.get(at)?.clone()
        }
    };
    let name = named.string("name").or_else(|| taxonomy.and_then(|taxonomy| taxonomy.name.clone()));
    let is_cwe = name.is_some_and(|name| name.trim().eq_ignore_ascii_case("cwe"));
    number(&id).or_else(|| plain(&id).filter(|_| is_cwe))
}

#[cfg(test)]
mod tests {
    use super::{number, of_properties, of_reference, of_relationships};
    use crate::component::Components;
    use crate::view::Object;

    #[test]
    fn the_ways_in_which_tools_write_a_weakness() {
        for (text, cwe) in [
            ("CWE-79", Some(79)),
            ("external/cwe/cwe-079", Some(79)),
            ("cwe:89", Some(89)),
            ("CWE-79: Cross-site", Some(79)),
            ("CWE-20/sub", Some(20)),
            ("CWE_22", Some(22)),
            ("CWE502", Some(502)),
            ("CWE-", None),
            ("CWE-0", None),
            ("cwe-79x", None),
            ("79", None),
            ("acwe-79", None),
            ("CWE-999999999999", None),
            ("çwe-1", None),
        ] {
            assert_eq!(number(text), cwe, "{text}");
        }
    }

    #[test]
    fn properties_name_weaknesses_in_many_forms() {
        let object = Object::parse(
            r#"{"cwe":[79,"CWE-89",{"id":"CWE-22"},null,{}],"issue_cwe":{"id":78,"link":""},"cweId":"94"}"#,
        );
        assert_eq!(of_properties(&object.unwrap()).into_iter().collect::<Vec<_>>(), [22, 78, 79, 89, 94]);
    }

    #[test]
    fn references_lead_into_the_taxonomies() {
        let mut notes = Vec::new();
        let text = r#"[{"name":"CWE","guid":"AB","taxa":[{"id":"787"},{"id":"125"}]}]"#;
        let taxonomies = Components::read(text, "taxonomies", &Components::default(), &mut notes);
        let find = |text: &str| of_reference(&Object::parse(text).unwrap(), &taxonomies);
        assert_eq!(find(r#"{"index":1,"toolComponent":{"index":0}}"#), Some(125));
        assert_eq!(find(r#"{"index":0,"toolComponent":{"guid":"ab"}}"#), Some(787));
        assert_eq!(find(r#"{"id":"787","toolComponent":{"name":"CWE"}}"#), Some(787));
        assert_eq!(find(r#"{"id":"787","toolComponent":{"name":"OWASP"}}"#), None);
        assert_eq!(find(r#"{"index":9,"toolComponent":{"index":0}}"#), None);
        let relations = [r#"{"target":{"id":"CWE-1004","toolComponent":{"name":"CWE"}},"kinds":["superset"]}"#];
        assert_eq!(of_relationships(&relations, &taxonomies).into_iter().collect::<Vec<_>>(), [1004]);
    }
}
