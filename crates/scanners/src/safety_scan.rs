//! Safety's JSON of `scan` (version 3). It tells no score; what its policy ignores is suppressed, with the day on which that ends.
//! It lists every package that it looked at, so that a scan without one looked at nothing.

use crate::advisory::Vulnerability;
use crate::author::{Run, Suppression};
use crate::error::Error;
use crate::format::Reader;
use crate::node::Node;
use crate::package::Package;
use crate::severity::Severity;
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "safety-v3",
    made_by: "safety scan --output json > safety.json",
    tool: "Safety",
    home: "https://safetycli.com/",
    is: |source| {
        let root = source.root();
        root.node("meta").has("schema_version") && root.node("scan_results").has("projects")
    },
    read,
};

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let root = source.root();
    run.version(root.node("meta").node("telemetry").or_empty("safety_version"));
    let mut packages = 0_usize;
    for project in root.node("scan_results").list("projects")? {
        for file in project.list("files")? {
            let path = file.or_empty("location");
            for dependency in file.node("results").list("dependencies")? {
                packages += 1;
                self::dependency(&dependency, path, run)?;
            }
        }
    }
    if packages == 0 {
        run.incomplete("the scan", "Safety found no package");
    }
    Ok(())
}

fn dependency(dependency: &Node<'_>, path: &str, run: &mut Run<'_>) -> Result<(), Error> {
    let name = dependency.need("name")?;
    for specification in dependency.list("specifications")? {
        let raw = specification.or_empty("raw");
        let version = raw.split("==").nth(1).unwrap_or_default();
        let version = version.split([';', ' ', '#']).next().unwrap_or_default().trim();
        let vulnerabilities = specification.node("vulnerabilities");
        for known in vulnerabilities.list("known_vulnerabilities")? {
            let id = known.scalar("id").ok_or_else(|| known.error("id", "an id is missing"))?;
            let ignored = known.node("ignored");
            let suppression = ignored.value.is_object().then(|| {
                let words = [ignored.or_empty("code"), ignored.or_empty("reason")];
                let words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).collect();
                Suppression::external(&words.join(": ")).until(ignored.or_empty("expires"))
            });
            let url = format!("https://data.safetycli.com/v/{id}/97c/");
            let package = Package::new("pypi", name, version);
            let mut found = Vulnerability::new(vec![id], package, Severity::word("", None));
            found.url = url;
            found.path = Some(path.to_owned()).filter(|path| !path.is_empty());
            found.fixed = vulnerabilities.node("remediation").texts("recommended");
            run.add(
                found
                    .finding()
                    .suppressed(suppression)
                    .property("vulnerableSpec", known.texts("vulnerable_spec")),
            )?;
        }
    }
    Ok(())
}
