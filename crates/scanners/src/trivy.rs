//! Trivy's JSON (trivy.dev, "Reporting"), schema 2, the bare list of before, and Kubernetes' `Resources`. In SARIF Trivy gives a rule the
//! severity of whatever came last, and an image's name as a path: here each result has its own, and an image is no file. A scan for secrets
//! that finds none writes no result, as one that looked at nothing does: the two cannot be told apart.

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

/// Findings that somebody or VEX took out.
const MODIFIED: &str = "ExperimentalModifiedFindings";

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
    supported(&root.node("Metadata"), run);
    targets(&root.maybe("Results")?, artifact, files, run)?;
    for key in ["Resources", "Findings"] {
        for resource in root.maybe(key)? {
            let name = format!("{}/{}", resource.or_empty("Kind"), resource.or_empty("Name"));
            if let Some(error) = resource.text("Error") {
                run.incomplete(&name, error);
            }
            // One for each image of a resource.
            for metadata in resource.maybe("Metadata")? {
                supported(&metadata, run);
            }
            targets(&resource.maybe("Results")?, &name, false, run)?;
        }
    }
    Ok(())
}

/// Notes a system that is past its end of life (`EOSL`, Trivy's pkg/fanal/types/artifact.go): what is found in it from then on is published
/// nowhere, so that few vulnerabilities mean nothing.
fn supported(metadata: &Node<'_>, run: &mut Run<'_>) {
    let system = metadata.node("OS");
    if system.flag("EOSL") {
        let name = format!("{} {}", system.or_empty("Family"), system.or_empty("Name"));
        run.incomplete(
            &name,
            "the system is no longer supported, so that nobody publishes its vulnerabilities",
        );
    }
}

fn targets(results: &[Node<'_>], artifact: &str, files: bool, run: &mut Run<'_>) -> Result<(), Error> {
    for result in results {
        if !result.has("Target") {
            return Err(result.error("Target", "every result of Trivy has a target"));
        }
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
        unread(result, &target, run);
        misconfigurations(result, &target, run)?;
        for modified in result.maybe(MODIFIED)? {
            let item = modified.node("Finding");
            let finding = kinds::finding(modified.need("Type")?, &item, &target, run)?;
            if let Some(finding) = finding {
                run.add(suppressed(finding, &modified))?;
            }
        }
    }
    Ok(())
}

/// What a target says that is no finding (Trivy's pkg/types/report.go): what it is, its packages, and how many checks passed.
const NO_FINDINGS: [&str; 5] = ["Target", "Class", "Type", "Packages", "MisconfSummary"];

/// What a target holds beside the lists that are read: the resources of a module or of a kind of scan that is newer than this reader. What
/// is empty hides nothing.
fn unread(result: &Node<'_>, target: &Target<'_>, run: &mut Run<'_>) {
    let lists = kinds::LISTS.map(|(key, _)| key);
    for (key, member) in result.members().unwrap_or_default() {
        let known = NO_FINDINGS.contains(&key) || lists.contains(&key) || key == MODIFIED;
        let holds = member.value.as_array().is_some_and(|list| !list.is_empty())
            || member.value.as_object().is_some_and(|object| !object.is_empty());
        if !known && holds {
            run.incomplete(target.name, &format!("its `{key}` are of a kind that is not known here"));
        }
    }
}

/// The failures that a target counts are those that it lists, the ignored ones apart.
fn misconfigurations(result: &Node<'_>, target: &Target<'_>, run: &mut Run<'_>) -> Result<(), Error> {
    let listed = result.maybe("Misconfigurations")?;
    let failures = listed.iter().filter(|item| !kinds::passed(item)).count();
    run.claimed(&result.node("MisconfSummary"), "Failures", failures, target.name);
    Ok(())
}

/// An ignored finding, or one that VEX says does not apply.
fn suppressed(finding: Finding, modified: &Node<'_>) -> Finding {
    let words = ["Status", "Statement", "Source"].map(|key| modified.or_empty(key));
    let words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).collect();
    finding.suppressed(Some(Suppression::external(&words.join("; "))))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::{Format, Limits, convert_as};

    #[test]
    fn an_image_whose_system_is_past_its_end_of_life_is_not_wholly_scanned() {
        let reasons = |report: &Value| {
            let format = Format::named("trivy").unwrap();
            let converted =
                convert_as(format, report.to_string().as_bytes(), &Limits::default(), None).unwrap();
            converted.incomplete.into_iter().map(|part| part.what).collect::<Vec<_>>()
        };
        let system = |over: Value| json!({"OS": {"Family": "debian", "Name": "9.13", "EOSL": over}});
        let image = |metadata: &Value| json!({"SchemaVersion": 2, "ArtifactName": "x", "ArtifactType": "container_image", "Metadata": metadata, "Results": []});
        assert_eq!(reasons(&image(&system(json!(true)))), ["debian 9.13"]);
        assert!(reasons(&image(&system(json!(false)))).is_empty());
        let resource = json!({"Kind": "Pod", "Name": "p", "Metadata": [system(json!(false)), system(json!(true))], "Results": []});
        let cluster = json!({"ClusterName": "c", "Resources": [resource]});
        assert_eq!(reasons(&cluster), ["debian 9.13"], "each image of a cluster has its own");
    }
}
