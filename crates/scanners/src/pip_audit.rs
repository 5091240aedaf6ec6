//! pip-audit's JSON (its README, "Output formats"). It tells no severity, and a package that it skipped is "no known vulnerability" to
//! its summary and exit code: here it is a part that was not scanned.

use crate::advisory::Vulnerability;
use crate::author::Run;
use crate::error::Error;
use crate::format::Reader;
use crate::node::Node;
use crate::package::Package;
use crate::severity::Severity;
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "pip-audit",
    made_by: "pip-audit -r requirements.txt -f json -o pip-audit.json",
    tool: "pip-audit",
    home: "https://github.com/pypa/pip-audit",
    is: |source| {
        let is_dependency =
            |node: &Node<'_>| node.has("name") && (node.has("vulns") || node.has("skip_reason"));
        let root = source.root();
        let listed = root.list("dependencies").is_ok_and(|list| list.first().is_some_and(is_dependency));
        let none = root.has("fixes") && root.list("dependencies").is_ok_and(|list| list.is_empty());
        listed || none || is_dependency(&source.first())
    },
    read,
};

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let root = source.root();
    // Before 2.0 the list stood alone.
    let dependencies = if root.value.is_object() { root.list("dependencies")? } else { source.entries()? };
    if dependencies.is_empty() {
        run.incomplete("the scan", "pip-audit found no dependency");
    }
    for dependency in dependencies {
        let name = dependency.need("name")?;
        if let Some(reason) = dependency.text("skip_reason") {
            run.incomplete(name, reason);
            continue;
        }
        let version = dependency.need("version")?;
        for vulnerability in dependency.list("vulns")? {
            let mut ids = vec![vulnerability.need("id")?.to_owned()];
            ids.extend(vulnerability.texts("aliases"));
            let package = Package::new("pypi", name, version);
            let mut found = Vulnerability::new(ids, package, Severity::word("", None));
            vulnerability.or_empty("description").clone_into(&mut found.description);
            found.fixed = vulnerability.texts("fix_versions");
            found.url = format!("https://osv.dev/vulnerability/{}", vulnerability.need("id")?);
            run.add(found.finding())?;
        }
    }
    Ok(())
}
