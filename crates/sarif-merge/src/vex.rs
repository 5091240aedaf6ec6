//! What the policy's suppressions say about packages with advisories, as statements of VEX: whether a product is affected by a
//! vulnerability, and why not. [`openvex`] and [`cyclonedx`] write them down.
//!
//! A statement is one suppression and one vulnerability, with every product that the suppression hides it in. Products are purls, since
//! both formats identify products by them. What the members mean:
//!
//! | here | OpenVEX 0.2.0 | CycloneDX 1.6 |
//! | --- | --- | --- |
//! | `approver` | `author`: "an individual or organization" that makes the statement | `metadata.authors` |
//! | `false-positive` | `not_affected`, `impact_statement` | `false_positive` |
//! | `not-affected` | `not_affected`, `justification` if the text names one, else `impact_statement` | `not_affected` |
//! | `mitigated` | `not_affected`, `inline_mitigations_already_exist` | `not_affected`, `protected_by_mitigating_control` |
//! | `risk-accepted` | `affected`, `action_statement` | `exploitable`, `will_not_fix` |

pub(crate) mod cyclonedx;
pub(crate) mod openvex;

use std::collections::BTreeSet;

use sarif::Package;
use verdict::canonical;

use crate::judged::Row;
use crate::policy::{Policy, Suppression};
use crate::rules::Standing;

/// What was accepted, of one vulnerability.
#[derive(Debug)]
pub(crate) struct Statement<'a> {
    pub(crate) suppression: &'a Suppression,
    /// The name by which it is known best.
    pub(crate) vulnerability: String,
    /// Its other names.
    pub(crate) aliases: BTreeSet<&'a str>,
    /// Where it is, by purl.
    pub(crate) products: BTreeSet<Product<'a>>,
}

/// A package with its version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Product<'a> {
    pub(crate) purl: String,
    pub(crate) version: Option<&'a str>,
}

/// A suppression that no statement can be made of.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LeftOut<'a> {
    pub(crate) id: &'a str,
    pub(crate) why: String,
}

/// Where a document comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'a> {
    /// The verdict's digest, in hex.
    pub(crate) digest: &'a str,
    /// When the verdict was made: the same verdict gives the same document.
    pub(crate) time: verdict::Time,
    /// The version of this tool that judged.
    pub(crate) version: &'a str,
}

/// OpenVEX's status justifications (OpenVEX 0.2.0, "Status Justifications"; the same five as CISA's "VEX Status Justifications").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    ComponentNotPresent,
    CodeNotPresent,
    NotInExecutePath,
    NotControllable,
    Mitigated,
}

impl Label {
    const ALL: [Self; 5] = [
        Self::ComponentNotPresent,
        Self::CodeNotPresent,
        Self::NotInExecutePath,
        Self::NotControllable,
        Self::Mitigated,
    ];

    /// As OpenVEX writes it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::ComponentNotPresent => "component_not_present",
            Self::CodeNotPresent => "vulnerable_code_not_present",
            Self::NotInExecutePath => "vulnerable_code_not_in_execute_path",
            Self::NotControllable => "vulnerable_code_cannot_be_controlled_by_adversary",
            Self::Mitigated => "inline_mitigations_already_exist",
        }
    }

    /// The one label that a text names; nothing is guessed where it names none, or several.
    pub(crate) fn named(text: &str) -> Option<Self> {
        let words: BTreeSet<&str> =
            text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').collect();
        let mut named = Self::ALL.into_iter().filter(|label| words.contains(label.word()));
        named.next().filter(|_| named.next().is_none())
    }
}

/// The statements in the order of the policy, then of their vulnerabilities, and what no statement can be made of.
pub(crate) fn statements<'a>(policy: &'a Policy, rows: &[Row<'a>]) -> (Vec<Statement<'a>>, Vec<LeftOut<'a>>) {
    let (mut all, mut left_out) = (Vec::new(), Vec::new());
    for (at, suppression) in policy.suppressions.iter().enumerate() {
        let hidden: Vec<_> = rows.iter().filter(|row| row.standing == Standing::Suppressed(at)).collect();
        let mut of = Vec::new();
        for finding in hidden.iter().map(|row| row.finding) {
            if let (Some(package), false) = (&finding.package, finding.aliases.is_empty()) {
                add(&mut of, package, &finding.aliases);
            }
        }
        let others =
            hidden.iter().filter(|row| row.finding.package.is_none() || row.finding.aliases.is_empty()).count();
        let why = match (hidden.len(), others) {
            (0, _) => Some("it hides no finding".to_owned()),
            (_, 0) => None,
            (all, others) => {
                Some(format!("{others} of the {all} findings that it hides are of no package with an advisory"))
            }
        };
        left_out.extend(why.map(|why| LeftOut { id: &suppression.id, why }));
        let mut of: Vec<_> = of.into_iter().map(|group| group.stated(suppression)).collect();
        of.sort_by(|one, other| one.vulnerability.cmp(&other.vulnerability));
        all.extend(of);
    }
    (all, left_out)
}

/// Names of one vulnerability, and where it is.
struct Group<'a> {
    names: BTreeSet<&'a str>,
    products: BTreeSet<Product<'a>>,
}

/// Adds a finding; groups that share a name with it are one vulnerability.
fn add<'a>(groups: &mut Vec<Group<'a>>, package: &'a Package, aliases: &'a [String]) {
    let product = Product { purl: crate::judged::purl(package), version: package.version.as_deref() };
    let mut group =
        Group { names: aliases.iter().map(String::as_str).collect(), products: BTreeSet::from([product]) };
    groups.retain_mut(|known| {
        let same = !known.names.is_disjoint(&group.names);
        if same {
            group.names.append(&mut known.names);
            group.products.append(&mut known.products);
        }
        !same
    });
    groups.push(group);
}

impl<'a> Group<'a> {
    /// The name is the one in the suppression, else that of the CVE list, which most readers know.
    fn stated(mut self, suppression: &'a Suppression) -> Statement<'a> {
        let wanted = suppression.advisory.as_deref().unwrap_or_default();
        let named = self.names.iter().find(|name| name.eq_ignore_ascii_case(wanted));
        let listed = self.names.iter().find(|name| name.starts_with("CVE-"));
        let name = named.or(listed).or(self.names.first()).copied().unwrap_or_default();
        self.names.remove(name);
        Statement {
            suppression,
            vulnerability: runner::text::visible(name).into_owned(),
            aliases: self.names,
            products: self.products,
        }
    }
}

impl Statement<'_> {
    /// Who accepted it, until when, and where that is written down.
    pub(crate) fn record(&self) -> String {
        let it = self.suppression;
        let text = format!(
            "Suppression {}: accepted by {} on {}, until {}; asked for by {}, looked after by {}; {}",
            it.id, it.approver, it.created, it.expires, it.author, it.owner, it.ticket
        );
        runner::text::visible(&text).into_owned()
    }

    /// The justification in words.
    pub(crate) fn text(&self) -> String {
        runner::text::visible(self.suppression.justification.trim()).into_owned()
    }

    /// The other names, as they can be shown.
    pub(crate) fn other_names(&self) -> Vec<String> {
        self.aliases.iter().map(|name| runner::text::visible(name).into_owned()).collect()
    }
}

/// Everybody who accepted something.
pub(crate) fn approvers(statements: &[Statement<'_>]) -> Vec<String> {
    let all: BTreeSet<String> = statements
        .iter()
        .map(|statement| runner::text::visible(&statement.suppression.approver).into_owned())
        .collect();
    all.into_iter().collect()
}

/// A UUID of version 8 (RFC 9562, 5.8), made of a verdict and a format, so that the same verdict gives the same document.
pub(crate) fn urn(source: Source<'_>, format: &str) -> String {
    let hex = canonical::sha256_hex(format!("{format} {}", source.digest).as_bytes());
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("urn:uuid:{}-{}-8{}-a{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

#[cfg(test)]
mod tests;
