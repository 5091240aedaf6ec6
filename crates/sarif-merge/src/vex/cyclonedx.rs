//! VEX of CycloneDX 1.6, by its JSON Schema (github.com/CycloneDX/specification, `schema/bom-1.6.schema.json`: `vulnerability.analysis`,
//! `impactAnalysisState`, `impactAnalysisJustification`) and its guide to VEX: vulnerabilities with an analysis, each affecting
//! components by `bom-ref`, which are their purls.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{Label, Product, Source, Statement, approvers, urn};
use crate::policy::Cause;

/// The document; without a statement it has no vulnerability.
pub(crate) fn document(statements: &[Statement<'_>], source: Source<'_>) -> Value {
    let products: BTreeSet<&Product<'_>> = statements.iter().flat_map(|it| &it.products).collect();
    let authors: Vec<Value> = approvers(statements).into_iter().map(|name| json!({ "name": name })).collect();
    let tool = json!({ "type": "application", "name": "sarif-merge", "version": source.version });
    let mut metadata = json!({ "timestamp": source.time, "tools": { "components": [tool] } });
    if let Some(metadata) = metadata.as_object_mut().filter(|_| !authors.is_empty()) {
        metadata.insert("authors".to_owned(), json!(authors));
    }
    json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": urn(source, "cyclonedx"),
        "version": 1,
        "metadata": metadata,
        "components": products.into_iter().map(component).collect::<Vec<_>>(),
        "vulnerabilities": statements.iter().map(vulnerability).collect::<Vec<_>>(),
    })
}

fn component(product: &Product<'_>) -> Value {
    // A purl that has neither a slash nor an `@` is none, so that a name is always left.
    let path = product.purl.split('@').next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let name = percent_encoding::percent_decode_str(name).decode_utf8_lossy();
    let mut made = json!({
        "type": "library",
        "bom-ref": product.purl,
        "name": runner::text::visible(&name),
        "purl": product.purl,
    });
    if let (Some(made), Some(version)) = (made.as_object_mut(), product.version) {
        made.insert("version".to_owned(), json!(runner::text::visible(version)));
    }
    made
}

fn vulnerability(statement: &Statement<'_>) -> Value {
    let references: Vec<Value> = statement
        .other_names()
        .iter()
        .map(|name| json!({ "id": name, "source": { "name": database(name) } }))
        .collect();
    let affects: Vec<Value> = statement.products.iter().map(|product| json!({ "ref": product.purl })).collect();
    json!({
        "bom-ref": format!("{}/{}", statement.suppression.id, statement.vulnerability),
        "id": statement.vulnerability,
        "source": { "name": database(&statement.vulnerability) },
        "references": references,
        "analysis": analysis(statement),
        "affects": affects,
    })
}

/// State, justification and response, of the schema's closed lists. What CycloneDX has no word for has none.
fn analysis(statement: &Statement<'_>) -> Value {
    let text = statement.text();
    let (state, label) = match statement.suppression.reason {
        Cause::FalsePositive => ("false_positive", None),
        Cause::NotAffected => ("not_affected", Label::named(&text).and_then(justification)),
        Cause::Mitigated => ("not_affected", justification(Label::Mitigated)),
        Cause::RiskAccepted => ("exploitable", None),
    };
    let mut made = Map::from_iter([
        ("state".to_owned(), json!(state)),
        ("detail".to_owned(), json!(format!("{text} ({})", statement.record()))),
    ]);
    if let Some(label) = label {
        made.insert("justification".to_owned(), json!(label));
    }
    if statement.suppression.reason == Cause::RiskAccepted {
        made.insert("response".to_owned(), json!(["will_not_fix"]));
    }
    Value::Object(made)
}

const fn justification(label: Label) -> Option<&'static str> {
    match label {
        Label::ComponentNotPresent | Label::CodeNotPresent => Some("code_not_present"),
        Label::NotInExecutePath => Some("code_not_reachable"),
        Label::Mitigated => Some("protected_by_mitigating_control"),
        // What an attacker cannot control is none of its nine.
        Label::NotControllable => None,
    }
}

/// Who keeps the list that a name is of; the first part of a name says so.
fn database(name: &str) -> &str {
    match name.split('-').next().unwrap_or_default() {
        "CVE" => "CVE",
        "GHSA" => "GitHub Advisories",
        "" => name,
        other => other,
    }
}
