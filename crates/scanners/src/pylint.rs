//! pylint's JSON of both forms (pylint.readthedocs.io, "Output options"): a list with `message-id`, or `messages` with `messageId`. A fatal message is a
//! file that was not checked. Columns count from 0.

use crate::author::{Finding, Place, Rule, Run};
use crate::error::Error;
use crate::format::Reader;
use crate::node::Node;
use crate::severity::{Level, Severity};
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "pylint",
    made_by: "pylint --output-format=json2 --output=pylint.json src",
    tool: "pylint",
    home: "https://pylint.readthedocs.io/",
    is: |source| {
        let root = source.root();
        source.first().has("message-id") || (root.has("messages") && root.has("statistics"))
    },
    read,
};

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let root = source.root();
    let messages = if root.value.is_object() { root.list("messages")? } else { source.entries()? };
    let counts = root.node("statistics").node("messageTypeCount");
    if counts.value.is_object() {
        let words = ["fatal", "error", "warning", "refactor", "convention", "info"];
        let told: u64 = words.iter().filter_map(|word| counts.whole(word)).fold(0, u64::saturating_add);
        if Ok(told) != u64::try_from(messages.len()) {
            let what = format!("the statistics count {told} messages, {} are listed", messages.len());
            return Err(root.error("statistics", what));
        }
    }
    if root.node("statistics").whole("modulesLinted") == Some(0) {
        run.incomplete("the scan", "pylint looked at no module");
    }
    for message in messages {
        // A file that was not checked.
        if message.text("type") == Some("fatal") || message.text("symbol") == Some("syntax-error") {
            run.incomplete(message.or_empty("path"), message.or_empty("message"));
        }
        run.add(finding(&message)?)?;
    }
    Ok(())
}

fn finding(message: &Node<'_>) -> Result<Finding, Error> {
    let id = message.text("messageId").map_or_else(|| message.need("message-id"), Ok)?;
    let symbol = message.or_empty("symbol");
    let kind = message.need("type")?;
    let level = match kind {
        "fatal" | "error" => Level::Error,
        "warning" => Level::Warning,
        "refactor" | "convention" | "info" => Level::Note,
        other => return Err(message.error("type", format!("`{other}` is no type of pylint"))),
    };
    let (end_line, end_column) = if message.has("endLine") {
        (message.whole("endLine"), message.zero_based("endColumn"))
    } else {
        (None, None)
    };
    let place = Place::file(message.need("path")?)
        .lines(message.whole("line"), end_line)
        .columns(message.zero_based("column"), end_column)
        .logical(message.or_empty("obj"), message.or_empty("module"), "member");
    let category = if kind == "info" { "information" } else { kind };
    let link = format!("https://pylint.readthedocs.io/en/stable/user_guide/messages/{category}/{symbol}.html");
    let rule = Rule::new(id).name(symbol).title(symbol).link(&link);
    Ok(Finding::new(rule, message.or_empty("message"), Severity::plain(kind, level))
        .at(place)
        .property("confidence", message.or_empty("confidence")))
}
