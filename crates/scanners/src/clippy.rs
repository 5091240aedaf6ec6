//! The JSON lines of cargo, with Clippy's and the compiler's messages (doc.rust-lang.org/cargo, "External tools"). A macro's span may lie in another crate: the place
//! is where the workspace calls it. Without `build-finished` the build broke off, and without
//! an artifact or a message it compiled nothing.

use std::collections::BTreeSet;

use crate::author::{Finding, Place, Rule, Run};
use crate::error::Error;
use crate::format::Reader;
use crate::node::Node;
use crate::severity::{Level, Severity};
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "clippy",
    made_by: "cargo clippy --message-format=json > clippy.json",
    tool: "Clippy",
    home: "https://doc.rust-lang.org/clippy/",
    is: |source| {
        let known = ["compiler-message", "compiler-artifact", "build-script-executed", "build-finished"];
        source.objects().iter().any(|line| line.text("reason").is_some_and(|reason| known.contains(&reason)))
    },
    read,
};

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let (mut finished, mut compiled, mut seen) = (None, false, BTreeSet::new());
    for line in source.objects() {
        match line.need("reason")? {
            // Several builds may have written one after another: each has to succeed.
            "build-finished" => finished = Some(line.flag("success") && finished != Some(false)),
            "compiler-artifact" => compiled = true,
            "compiler-message" => {
                compiled = true;
                let message = line.node("message");
                // A file is compiled once for each target that it belongs to: its messages come again.
                let same = ["level", "code", "message", "spans"].map(|key| message.raw_text(key)).join("\n");
                if seen.insert(crate::redact::digest(&[&same])) {
                    add(&message, &line.node("target"), run)?;
                }
            }
            _ => {}
        }
    }
    match finished {
        None => run.incomplete("the build", "`build-finished` is missing, so that it broke off"),
        Some(false) => run.incomplete("the build", "it failed, so that not every crate was checked"),
        Some(true) if !compiled => run.incomplete("the build", "it compiled no crate"),
        Some(true) => {}
    }
    Ok(())
}

fn add(message: &Node<'_>, target: &Node<'_>, run: &mut Run<'_>) -> Result<(), Error> {
    let (word, text) = (message.need("level")?, message.or_empty("message"));
    let level = match word {
        "error" => Level::Error,
        "warning" => Level::Warning,
        "error: internal compiler error" => {
            run.incomplete(target.or_empty("name"), text);
            Level::Error
        }
        "note" | "help" | "failure-note" => Level::Note,
        other => return Err(message.error("level", format!("`{other}` is no level of the compiler"))),
    };
    let code = message.node("code").text("code");
    let spans = message.list("spans")?;
    // `2 warnings emitted` and the like count what was already told.
    if code.is_none() && spans.is_empty() && word != "error: internal compiler error" {
        return Ok(());
    }
    let primary = spans.iter().find(|span| span.flag("is_primary")).or(spans.first());
    let id = code.unwrap_or(if word == "warning" { "rustc" } else { "rustc-error" });
    let mut rule = Rule::new(id).title(id);
    if let Some(lint) = id.strip_prefix("clippy::") {
        rule = rule.link(&format!("https://rust-lang.github.io/rust-clippy/stable/index.html#{lint}"));
    } else if id.starts_with('E') {
        rule = rule.link(&format!("https://doc.rust-lang.org/error_codes/{id}.html"));
    }
    let mut finding =
        Finding::new(rule, text, Severity::plain(word, level)).property("target", target.or_empty("name"));
    if let Some(span) = primary {
        finding = finding.at(place(span, 0));
    }
    for child in message.maybe("children")? {
        let span = child.maybe("spans")?.into_iter().next();
        finding =
            finding.related(child.or_empty("message"), span.map(|span| place(&span, 0)).unwrap_or_default());
    }
    run.add(finding)
}

/// The span, or where the workspace called the macro that it lies in.
fn place(span: &Node<'_>, depth: usize) -> Place {
    let file = span.or_empty("file_name");
    let foreign = file.starts_with('/')
        || file.starts_with('<')
        || file.contains("/.cargo/")
        || file.get(1..3) == Some(":\\");
    let outer = span.node("expansion").node("span");
    if foreign && outer.value.is_object() && depth < 64 {
        return place(&outer, depth + 1);
    }
    Place::file(file)
        .lines(span.whole("line_start"), span.whole("line_end"))
        .columns(span.whole("column_start"), span.whole("column_end"))
}
