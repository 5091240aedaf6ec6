//! CycloneDX's vulnerabilities and VEX, in JSON and XML (cyclonedx.org, specification 1.4 to 1.7). What an analysis clears is suppressed with its reason. A
//! bill of materials without a list of vulnerabilities was not scanned.

mod rating;
mod xml;

use std::collections::BTreeMap;

use crate::advisory::{Vulnerability, canonical};
use crate::author::{Finding, Run, Suppression};
use crate::error::Error;
use crate::format::Reader;
use crate::node::Node;
use crate::package::Package;
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "cyclonedx",
    made_by: "a scanner's format \"CycloneDX\", or a VEX document",
    tool: "CycloneDX",
    home: "https://cyclonedx.org/",
    is: |source| match source {
        Source::Xml(root) => {
            root.name == "bom" && root.attribute("xmlns").is_some_and(|space| space.contains("cyclonedx"))
        }
        _ => source.root().text("bomFormat") == Some("CycloneDX"),
    },
    read,
};

/// More answers than the specification has words for.
const RESPONSES: usize = 20;

type Components = BTreeMap<String, Package>;

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let value;
    let root = match source {
        Source::Xml(element) => {
            value = xml::document(element)?;
            Node::root(&value)
        }
        _ => source.root(),
    };
    let metadata = root.node("metadata");
    let tools = metadata.node("tools");
    let tools = if tools.value.is_object() { tools.maybe("components")? } else { metadata.maybe("tools")? };
    if let Some(tool) = tools.first() {
        run.tool(tool.or_empty("name"));
        run.version(tool.or_empty("version"));
    }
    if !root.has("vulnerabilities") {
        run.incomplete(
            "the components",
            "the document has no list of vulnerabilities, so that nobody looked for them",
        );
    }
    let mut components = Components::new();
    let main = metadata.node("component");
    if main.value.is_object() {
        component(&main, &mut components)?;
    }
    for item in root.maybe("components")? {
        component(&item, &mut components)?;
    }
    for item in root.maybe("vulnerabilities")? {
        let shared = Shared::read(&item, run)?;
        let affects = item.maybe("affects")?;
        if affects.is_empty() {
            run.add(shared.finding(Package::new("", "unnamed component", "")))?;
        }
        for affected in affects {
            let reference = affected.need("ref")?;
            run.add(shared.finding(package(reference, &affected, &components)?))?;
        }
    }
    Ok(())
}

/// Components hold components; their depth is bounded by the parsers.
fn component(item: &Node<'_>, components: &mut Components) -> Result<(), Error> {
    let name = match item.text("group") {
        Some(group) => format!("{group}/{}", item.or_empty("name")),
        None => item.or_empty("name").to_owned(),
    };
    let package = Package::told(item.text("purl"), "", &name, item.or_empty("version"));
    if let Some(reference) = item.text("bom-ref").or_else(|| item.text("purl")) {
        components.insert(reference.to_owned(), package);
    }
    item.maybe("components")?.iter().try_for_each(|inner| component(inner, components))
}

/// The component of a reference: by its name here, or at the end of a BOM-Link into another document.
fn package(reference: &str, affected: &Node<'_>, components: &Components) -> Result<Package, Error> {
    let link = reference.strip_prefix("urn:cdx:").and_then(|link| link.split_once('#')).map(|(_, name)| name);
    let known = components.get(reference).or_else(|| link.and_then(|link| components.get(link)));
    if let Some(known) = known {
        return Ok(known.clone());
    }
    let versions = affected.maybe("versions")?;
    let version = versions.iter().find_map(|one| one.text("version")).unwrap_or_default();
    let name = link.unwrap_or(reference);
    Ok(Package::of_purl(name).unwrap_or_else(|| Package::new("", name, version)))
}

/// What all components of one vulnerability share. Its texts are cleaned and cut once: a long one must not cost its length for each of
/// thousands of components.
struct Shared {
    found: Vulnerability,
    suppression: Option<Suppression>,
    state: String,
    response: Vec<String>,
    recommendation: String,
    source: String,
}

impl Shared {
    fn read(item: &Node<'_>, run: &mut Run<'_>) -> Result<Self, Error> {
        let mut ids = vec![item.need("id")?.to_owned()];
        let references = item.maybe("references")?;
        ids.extend(references.iter().filter_map(|reference| reference.text("id")).map(str::to_owned));
        let (id, aliases) = canonical(ids);
        let ids = std::iter::once(id).chain(aliases).map(|id| run.short(&id)).collect();
        let package = Package::new("", "", "");
        let mut severity = rating::severity(item)?;
        severity.native = run.short(&severity.native);
        let mut found = Vulnerability::new(ids, package, severity);
        let description = item.text("description").or_else(|| item.text("detail"));
        found.description = run.text(description.unwrap_or_default());
        found.title =
            run.short(found.description.lines().find(|line| !line.trim().is_empty()).unwrap_or_default());
        let url = item.node("source").text("url").filter(|url| url.len() <= run.limits.text_bytes);
        url.unwrap_or_default().clone_into(&mut found.url);
        found.cwes = item.texts("cwes");
        found.cwes.truncate(run.limits.items);
        let analysis = item.node("analysis");
        let state = analysis.or_empty("state");
        let cleared =
            matches!(state, "not_affected" | "false_positive" | "resolved" | "resolved_with_pedigree");
        let words = [state, analysis.or_empty("justification"), analysis.or_empty("detail")];
        let words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).collect();
        let suppression = cleared.then(|| Suppression::external(&run.text(&words.join("; "))));
        let response = analysis.texts("response").iter().take(RESPONSES).map(|word| run.short(word)).collect();
        Ok(Self {
            found,
            suppression,
            state: run.short(state),
            response,
            recommendation: run.text(item.or_empty("recommendation")),
            source: run.short(item.node("source").or_empty("name")),
        })
    }

    fn finding(&self, package: Package) -> Finding {
        let found = Vulnerability { package, ..self.found.clone() };
        found
            .finding()
            .suppressed(self.suppression.clone())
            .property("state", self.state.as_str())
            .property("response", self.response.clone())
            .property("recommendation", self.recommendation.as_str())
            .property("source", self.source.as_str())
    }
}
