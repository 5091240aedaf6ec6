//! What an event is about: artifacts as package URLs (ECMA-427).

use std::fmt::Write as _;

use ledger::digest::Algorithm;
use ledger::statement::Subject;

/// The package URL of an artifact: `pkg:generic/<name>?checksum=sha256:<hex>`; of a commit, `pkg:generic/<name>@<commit>`. A name is all that a record tells
/// of its kind, so that none is guessed from it.
pub(super) fn purl(subject: &Subject) -> String {
    let name = escaped(subject.name.as_str());
    let digest = &subject.digest;
    let checksum = [(Algorithm::Sha256, "sha256"), (Algorithm::Sha512, "sha512")]
        .into_iter()
        .find_map(|(algorithm, word)| Some(format!("?checksum={word}:{}", digest.get(algorithm)?)));
    let version = digest.get(Algorithm::GitCommit).map(|commit| format!("@{commit}")).unwrap_or_default();
    format!("pkg:generic/{name}{version}{}", checksum.unwrap_or_default())
}

/// A text of which every byte stands in a URL for itself or by its number.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a text does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use ledger::digest::DigestSet;
    use ledger::hash::Hash;
    use ledger::name::Line;

    use super::*;

    #[test]
    fn a_name_leads_to_no_other_package() {
        let digest = DigestSet::sha256(Hash::ZERO);
        let of = |name: &str| purl(&Subject { name: Line::new(name).unwrap(), digest: digest.clone() });
        let zeros = "0".repeat(64);
        assert_eq!(of("ghcr.io/acme/app"), format!("pkg:generic/ghcr.io%2Facme%2Fapp?checksum=sha256:{zeros}"));
        for hostile in ["../a", "a?checksum=sha256:1", "a@1", "a#b", "a b", "é", "a%2F"] {
            let found = of(hostile);
            let name = found.strip_prefix("pkg:generic/").unwrap().split_once('?').unwrap().0;
            assert!(
                name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte)),
                "{found}"
            );
            assert_eq!(found.matches('?').count(), 1, "{found}");
        }
        let commit = DigestSet::new([(Algorithm::GitCommit, "a".repeat(40))].into()).unwrap();
        let found = purl(&Subject { name: Line::new("repo").unwrap(), digest: commit });
        assert_eq!(found, format!("pkg:generic/repo@{}", "a".repeat(40)));
    }
}
