use std::collections::BTreeSet;

use super::{Basis, IdentityParts, identity, line_hashes, of_package, primary};
use crate::diagnostic::DiagnosticCode;
use crate::package::Package;
use crate::result::ResultView;
use crate::uri::RepositoryPath;

fn hashes(source: &str) -> Vec<String> {
    let every: BTreeSet<u64> = (1..100).collect();
    line_hashes(source.as_bytes(), &every).into_values().collect()
}

#[test]
fn the_published_vectors() {
    assert_eq!(hashes(""), ["c129715d7a2bc9a3:1"]);
    assert_eq!(
        hashes(" a\nb\n  \t\tc\n d"),
        ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]
    );
    assert_eq!(
        hashes(" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n"),
        [
            "e9496ae3ebfced30:1",
            "fb7c023a8b9ccb3f:1",
            "ce8ba1a563dcdaca:1",
            "e20e36e16fcb0cc8:1",
            "b3edc88f2938467e:1",
            "c8e28b0b4002a3a0:1",
            "c129715d7a2bc9a3:1"
        ]
    );
    assert_eq!(
        hashes("x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n"),
        [
            "e54938cc54b302f1:1",
            "bb609acbe9138d60:1",
            "1131fd5871777f34:1",
            "5c482a0f8b35ea28:1",
            "54517377da7028d2:1",
            "2c644846cb18d53e:1",
            "f1b89f20de0d133:1",
            "c129715d7a2bc9a3:1"
        ]
    );
}

#[test]
fn equal_blocks_are_counted_over_the_whole_file() {
    let line = format!("{}\n", "x".repeat(200));
    let source = line.repeat(3);
    let first = line_hashes(source.as_bytes(), &BTreeSet::from([1]));
    let second = line_hashes(source.as_bytes(), &BTreeSet::from([2]));
    let (first, second) = (&first[&1], &second[&2]);
    assert!(first.ends_with(":1") && second.ends_with(":2"), "{first} {second}");
    assert_eq!(first.split(':').next(), second.split(':').next());
}

#[test]
fn letters_are_utf_16_and_broken_bytes_one_replacement_each() {
    let every: BTreeSet<u64> = (1..10).collect();
    assert_eq!(line_hashes(b"a\xffb", &every), line_hashes("a\u{fffd}b".as_bytes(), &every));
    assert_ne!(hashes("\u{feff}a"), hashes("a"), "a byte order mark is a letter");
    assert_ne!(hashes("😀"), hashes("\u{fffd}"));
    assert_eq!(hashes("a b\tc"), hashes("abc"));
    assert_eq!(hashes("a\r\nb\rc"), hashes("a\nb\nc"));
}

fn path(text: &str) -> RepositoryPath {
    RepositoryPath::new(text).unwrap()
}

const AT_LINE_3: &str =
    r#"{"locations":[{"physicalLocation":{"artifactLocation":{"uri":"a.py"},"region":{"startLine":3}}}]}"#;

#[test]
fn a_line_is_hashed_and_nothing_without_a_line() {
    let result = ResultView::read(AT_LINE_3).unwrap();
    let hash = |path: &RepositoryPath, line| Some(format!("{}@{line}", path.as_str()));
    assert_eq!(primary(&result, Some((&path("a.py"), 3)), hash, &mut Vec::new()).as_deref(), Some("a.py@3"));
    assert_eq!(primary(&result, None, hash, &mut Vec::new()), None);
}

#[test]
fn a_value_in_the_report_is_kept_and_a_difference_noted() {
    let text = AT_LINE_3
        .replace("{\"locations\"", r#"{"partialFingerprints":{"primaryLocationLineHash":"abc:1"},"locations""#);
    let result = ResultView::read(&text).unwrap();
    let mut notes = Vec::new();
    let found = primary(&result, Some((&path("a.py"), 3)), |_, _| Some("def:1".into()), &mut notes);
    assert_eq!((found.as_deref(), notes[0].code), (Some("abc:1"), DiagnosticCode::FingerprintDiffers));
    let mut notes = Vec::new();
    assert!(primary(&result, Some((&path("a.py"), 3)), |_, _| None, &mut notes).is_some() && notes.is_empty());
}

fn named(text: &str, parts: IdentityParts<'_>) -> (String, Basis) {
    let identity = identity(&ResultView::read(text).unwrap(), &parts);
    (identity.key, identity.basis)
}

#[test]
fn severity_message_lines_and_versions_are_no_part_of_an_identity() {
    let parts = IdentityParts { tool: "T", rule: "R", place: "a.py", package: None, line_hash: Some("abc:1") };
    let one =
        r#"{"level":"error","message":{"text":"old words"},"rank":1,"properties":{"security-severity":"9.8"}}"#;
    let other = r#"{"level":"note","message":{"text":"new words"},"locations":[{"physicalLocation":{"region":{"startLine":9}}}]}"#;
    assert_eq!(named(one, parts), named(other, parts));
    let package = |version: &str| Package::parse(&format!("pkg:npm/x@{version}")).unwrap();
    let (old, new) = (package("1"), package("2"));
    let with = |package| IdentityParts { package: Some(("CVE-2020-1", package)), ..parts };
    assert_eq!(named("{}", with(&old)), named("{}", with(&new)));
    assert_eq!(of_package("CVE-2020-1", &old, "p.json"), of_package("CVE-2020-1", &new, "p.json"));
}

#[test]
fn everything_else_is() {
    let parts = IdentityParts { tool: "T", rule: "R", place: "a.py", package: None, line_hash: Some("abc:1") };
    let keys: BTreeSet<String> = [
        parts,
        IdentityParts { tool: "U", ..parts },
        IdentityParts { rule: "S", ..parts },
        IdentityParts { place: "A.py", ..parts },
        IdentityParts { line_hash: Some("abc:2"), ..parts },
        IdentityParts { tool: "TR", rule: "", ..parts },
    ]
    .into_iter()
    .map(|parts| named("{}", parts).0)
    .collect();
    assert_eq!(keys.len(), 6);
}

#[test]
fn the_basis_is_the_firmest_that_there_is() {
    let parts = IdentityParts { tool: "T", rule: "R", place: "a.py", ..IdentityParts::default() };
    let logical = r#"{"locations":[{"logicalLocations":[{"fullyQualifiedName":"f::g"}]}]}"#;
    let own = r#"{"fingerprints":{"x/v1":"1"}}"#;
    assert_eq!(named("{}", parts).1, Basis::Rule);
    assert_eq!(named(logical, parts).1, Basis::LogicalLocation);
    assert_eq!(named(own, parts).1, Basis::Tool);
    let line = IdentityParts { line_hash: Some("a:1"), ..parts };
    assert_eq!(named(own, line).1, Basis::LineHash);
    let package = Package::parse("pkg:npm/x").unwrap();
    assert_eq!(named(own, IdentityParts { package: Some(("CVE-1-1", &package)), ..line }).1, Basis::Package);
}

/// Gitleaks writes commit, author and mail there: neither stable nor to be kept.
#[test]
fn what_names_a_commit_is_no_fingerprint() {
    let parts = IdentityParts { tool: "gitleaks", rule: "R", place: "a", ..IdentityParts::default() };
    let text = r#"{"partialFingerprints":{"commitSha":"1","email":"a@b","author":"A","date":"d","commitMessage":"m"}}"#;
    assert_eq!(named(text, parts), named("{}", parts));
}
