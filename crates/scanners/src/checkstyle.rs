//! Checkstyle's XML (checkstyle.org), which some fifty linters write too. `source` is the rule.

use crate::author::{Finding, Place, Rule, Run};
use crate::error::Error;
use crate::format::Reader;
use crate::severity::{Level, Severity};
use crate::source::Source;
use crate::xml::Element;

pub(crate) const READER: Reader = Reader {
    name: "checkstyle",
    made_by: "a linter's format \"checkstyle\"",
    tool: "Checkstyle",
    home: "https://checkstyle.org/",
    is: |source| matches!(source, Source::Xml(root) if root.name == "checkstyle"),
    read,
};

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let Source::Xml(root) = source else { return Err(Error::malformed("XML is expected")) };
    run.version(root.attribute("version").unwrap_or_default());
    for child in &root.children {
        let path = match child.name.as_str() {
            "file" => child.attribute("name").ok_or_else(|| child.error("`name` is missing"))?,
            "error" | "exception" => "",
            other => return Err(child.error(format!("<{other}> is not known here"))),
        };
        let own = std::slice::from_ref(child);
        for element in if path.is_empty() { own } else { child.children.as_slice() } {
            match element.name.as_str() {
                "error" => run.add(finding(path, element))?,
                // Checkstyle could not read the file.
                "exception" => run.incomplete(
                    path,
                    element.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default(),
                ),
                other => return Err(element.error(format!("<{other}> is not known here"))),
            }
        }
    }
    Ok(())
}

fn finding(path: &str, element: &Element) -> Finding {
    let attribute = |name| element.attribute(name).unwrap_or_default();
    let number = |name| element.attribute(name).and_then(|text| text.parse().ok());
    let source = element.attribute("source").unwrap_or("checkstyle");
    let word = attribute("severity");
    let severity = match word {
        "error" => Severity::plain(word, Level::Error),
        "warning" => Severity::plain(word, Level::Warning),
        "info" => Severity::plain(word, Level::Note),
        "ignore" => Severity::plain(word, Level::None),
        _ => Severity::new(word, None, None),
    };
    let place = Place::file(path).line(number("line")).columns(number("column"), None);
    let title = source.rsplit('.').next().unwrap_or(source);
    Finding::new(Rule::new(source).title(title), attribute("message"), severity).at(place)
}
