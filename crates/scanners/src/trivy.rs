//! Trivy's JSON (trivy.dev, "Reporting"), schema 2, the bare list of before, and Kubernetes' `Resources`. In SARIF Trivy gives a rule the
//! severity of whatever came last, and an image's name as a path: here each result has its own, and an image is no file.

mod kinds;

use crate::author::{Finding, Run, Suppression};
use crate::error::Error;
use crate::format::Reader;
use crate::node::Node;
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "trivy",
    made_by: "trivy fs --format json --output trivy.json .",
    tool: "Trivy",
    home: "https://trivy.dev/",
    is: |source| {
        let (root, first) = (source.root(), source.first());
        let named = root.has("ArtifactName") || root.has("ArtifactType") || root.has("Results");
        let cluster = root.has("ClusterName") && (root.has("Resources") || root.has("Findings"));
        (root.has("SchemaVersion") && named) || cluster || (first.has("Target") && !first.has("RuleID"))
    },
    read,
};

/// What all results of one target share.
struct Target<'a> {
    /// The file, image or system that was scanned.
    name: &'a str,
    /// Whether names are paths of the checkout.
    files: bool,
    artifact: &'a str,
    kind: &'a str,
    class: &'a str,
}

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let root = source.root();
    run.version(root.node("Trivy").or_empty("Version"));
    if root.value.is_array() {
        return targets(&source.entries()?, "", true, run);
    }
    let artifact = root.or_empty("ArtifactName");
    let files = matches!(root.or_empty("ArtifactType"), "" | "filesystem" | "repository");
    let system = root.node("Metadata").node("OS");
    if system.flag("EOSL") {
        let name = format!("{} {}", system.or_empty("Family"), system.or_empty("Name"));
        run.incomplete(
            &name,
            "the system is no longer supported, so that nobody publishes its vulnerabilities",
        );
    }
    targets(&root.maybe("Results")?, artifact, files, run)?;
    for key in ["Resources", "Findings"] {
        for resource in root.maybe(key)? {
            let name = format!("{}/{}", resource.or_empty("Kind"), resource.or_empty("Name"));
            if let Some(error) = resource.text("Error") {
                run.incomplete(&name, error);
            }
            targets(&resource.maybe("Results")?, &name, false, run)?;
        }
    }
    Ok(())
}

fn targets(results: &[Node<'_>], artifact: &str, files: bool, run: &mut Run<'_>) -> Result<(), Error> {
    for result in results {
        let target = Target {
            name: result.or_empty("Target"),
            files,
            artifact,
            kind: result.or_empty("Type"),
            class: result.or_empty("Class"),
        };
        for (key, word) in kinds::LISTS {
            for item in result.maybe(key)? {
                if let Some(finding) = kinds::finding(word, &item, &target, run)? {
                    run.add(finding)?;
                }
            }
        }
        for modified in result.maybe("ExperimentalModifiedFindings")? {
            let item = modified.node("Finding");
            let finding = kinds::finding(modified.need("Type")?, &item, &target, run)?;
            if let Some(finding) = finding {
                run.add(suppressed(finding, &modified))?;
            }
        }
    }
    Ok(())
}

/// An ignored finding, or one that VEX says does not apply.
fn suppressed(finding: Finding, modified: &Node<'_>) -> Finding {
    let words = ["Status", "Statement", "Source"].map(|key| modified.or_empty(key));
    let words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).collect();
    finding.suppressed(Some(Suppression::external(&words.join("; "))))
}
