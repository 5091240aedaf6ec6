//! OpenVEX (github.com/openvex/spec): what somebody says about vulnerabilities of a product. What is not affected, or fixed, is suppressed with its reason; the rest
//! is open, and of no severity that anybody told.

use crate::advisory::Vulnerability;
use crate::author::{Run, Suppression};
use crate::error::Error;
use crate::format::Reader;
use crate::node::Node;
use crate::package::Package;
use crate::severity::Severity;
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "openvex",
    made_by: "vexctl create, or a scanner's format \"OpenVEX\"",
    tool: "OpenVEX",
    home: "https://openvex.dev/",
    is: |source| {
        let root = source.root();
        root.text("@context").is_some_and(|context| context.starts_with("https://openvex.dev/ns"))
    },
    read,
};

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let root = source.root();
    run.about("document", root.or_empty("@id"));
    for statement in root.list("statements")? {
        let products = statement.list("products")?;
        if products.is_empty() {
            return Err(statement.error("products", "a statement is about a product"));
        }
        for product in products {
            self::statement(&statement, &product, run)?;
        }
    }
    Ok(())
}

fn statement(statement: &Node<'_>, product: &Node<'_>, run: &mut Run<'_>) -> Result<(), Error> {
    let vulnerability = statement.node("vulnerability");
    // Before 0.2 both were plain texts.
    let mut ids: Vec<String> = vulnerability.value.as_str().map(str::to_owned).into_iter().collect();
    ids.extend(vulnerability.text("name").map(str::to_owned));
    ids.extend(vulnerability.texts("aliases"));
    if ids.is_empty() {
        return Err(statement.error("vulnerability", "a name is missing"));
    }
    let status = statement.need("status")?;
    let suppression = match status {
        "not_affected" | "fixed" => {
            let words = [status, statement.or_empty("justification"), statement.or_empty("impact_statement")];
            let words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).collect();
            Some(Suppression::external(&words.join("; ")))
        }
        "affected" | "under_investigation" => None,
        other => return Err(statement.error("status", format!("`{other}` is no status of OpenVEX"))),
    };
    let mut names = vec![
        product
            .value
            .as_str()
            .or_else(|| product.node("identifiers").text("purl"))
            .or_else(|| product.text("@id")),
    ];
    // A statement about a part of the product is about that part.
    let parts = product.maybe("subcomponents")?;
    if !parts.is_empty() {
        names = parts
            .iter()
            .map(|part| {
                part.value
                    .as_str()
                    .or_else(|| part.node("identifiers").text("purl"))
                    .or_else(|| part.text("@id"))
            })
            .collect();
    }
    for name in names {
        let name = name.ok_or_else(|| product.error("@id", "a product's name is missing"))?;
        let package = Package::of_purl(name).unwrap_or_else(|| Package::new("", name, ""));
        let mut found = Vulnerability::new(ids.clone(), package, Severity::word("", None));
        vulnerability.or_empty("description").clone_into(&mut found.description);
        let finding = found.finding().suppressed(suppression.clone()).property("status", status);
        run.add(finding.property("action", statement.or_empty("action_statement")))?;
    }
    Ok(())
}
