//! OpenVEX 0.2.0, by its specification and JSON Schema (github.com/openvex/spec, `OPENVEX-SPEC.md` and `openvex_json_schema.json`): a document
//! has at least one statement; `not_affected` goes with exactly one of `justification` and `impact_statement`, `affected` with
//! an `action_statement`.

use serde_json::{Map, Value, json};

use super::{Label, Source, Statement, approvers, urn};
use crate::policy::Cause;

/// The document; none without a statement, since OpenVEX knows no empty one.
pub(crate) fn document(statements: &[Statement<'_>], source: Source<'_>) -> Option<Value> {
    if statements.is_empty() {
        return None;
    }
    Some(json!({
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": urn(source, "openvex"),
        "author": approvers(statements).join(", "),
        "role": "Approver of the suppressions",
        "timestamp": source.time,
        "version": 1,
        "tooling": format!("sarif-merge {}, from the verdict sha256:{}", source.version, source.digest),
        "statements": statements.iter().map(statement).collect::<Vec<_>>(),
    }))
}

fn statement(statement: &Statement<'_>) -> Value {
    let mut vulnerability = Map::from_iter([("name".to_owned(), json!(statement.vulnerability))]);
    if !statement.aliases.is_empty() {
        vulnerability.insert("aliases".to_owned(), json!(statement.other_names()));
    }
    let products: Vec<Value> = statement
        .products
        .iter()
        .map(|product| json!({ "@id": product.purl, "identifiers": { "purl": product.purl } }))
        .collect();
    let (text, record) = (statement.text(), statement.record());
    let mut made = json!({ "vulnerability": vulnerability, "products": products, "status_notes": record });
    let mut say =
        |name: &str, value: String| made.as_object_mut().map(|made| made.insert(name.to_owned(), json!(value)));
    let label = match statement.suppression.reason {
        Cause::RiskAccepted => {
            say("status", "affected".to_owned());
            let until = &statement.suppression.expires;
            say(
                "action_statement",
                format!("The risk is accepted until {until}, and decided anew then: {text}"),
            );
            return made;
        }
        Cause::Mitigated => Some(Label::Mitigated),
        Cause::NotAffected => Label::named(&text),
        Cause::FalsePositive => None,
    };
    say("status", "not_affected".to_owned());
    match label {
        Some(label) => {
            say("justification", label.word().to_owned());
            say("status_notes", format!("{text} ({record})"));
        }
        None => {
            let wrong = statement.suppression.reason == Cause::FalsePositive;
            say("impact_statement", format!("{}{text}", if wrong { "False positive: " } else { "" }));
        }
    }
    made
}
