//! mypy's text and its JSON lines (mypy.readthedocs.io, "--output"). Notes explain the error before them. The text ends in a summary,
//! which is held against the lines; the JSON has none.

use serde_json::Value;

use crate::author::{Finding, Place, Rule, Run};
use crate::error::{Error, ErrorCode};
use crate::format::Reader;
use crate::node::Node;
use crate::severity::{Level, Severity};
use crate::source::Source;

mod text;

pub(crate) const READER: Reader = Reader {
    name: "mypy",
    made_by: "mypy --show-column-numbers --show-error-end . > mypy.txt, or mypy -O json",
    tool: "mypy",
    home: "https://mypy-lang.org/",
    is: |source| match source {
        Source::Text(text) => text::is_mypy(text),
        _ => source
            .objects()
            .iter()
            .any(|line| line.has("file") && line.value.get("hint").is_some() && line.has("severity")),
    },
    read,
};

/// One message, in either form.
struct Message {
    file: String,
    place: Place,
    severity: String,
    text: String,
    code: String,
    hint: String,
}

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let messages = match source {
        Source::Text(text) => {
            for line in text.lines().filter(|line| text::is_summary(line) && !text::is_whole(line)) {
                run.incomplete("the run", line);
            }
            text::messages(text)?
        }
        Source::Lines(_, others) => {
            // What is no JSON between the lines is a crash or a message about the configuration.
            let told = |line: &&String| !text::is_whole(line);
            for line in others.iter().filter(told) {
                run.incomplete("the run", line);
            }
            source.objects().iter().map(message).collect::<Result<_, _>>()?
        }
        Source::Json(_) => source.objects().iter().map(message).collect::<Result<_, _>>()?,
        Source::Xml(_) => Vec::new(),
    };
    let mut open: Option<(String, Finding)> = None;
    for message in messages {
        if message.code == "syntax" {
            run.incomplete(&message.file, &message.text);
        }
        if message.severity == "note" {
            // Notes belong to the error before them in the same file; else they stand alone.
            if let Some((_, finding)) = open.as_mut().filter(|(file, _)| *file == message.file) {
                finding.relate(&message.text, message.place);
                continue;
            }
        }
        if let Some((_, finding)) = open.take() {
            run.add(finding)?;
        }
        open = Some((message.file.clone(), finding(message)?));
    }
    open.map_or(Ok(()), |(_, finding)| run.add(finding))
}

fn message(line: &Node<'_>) -> Result<Message, Error> {
    let file = line.need("file")?;
    let place = Place::file(file)
        .lines(line.whole("line"), line.whole("end_line"))
        .columns(line.zero_based("column"), line.zero_based("end_column"));
    Ok(Message {
        file: file.to_owned(),
        place,
        severity: line.need("severity")?.to_owned(),
        text: line.or_empty("message").to_owned(),
        code: line.or_empty("code").to_owned(),
        hint: line.node("hint").value.as_str().unwrap_or_default().to_owned(),
    })
}

fn finding(message: Message) -> Result<Finding, Error> {
    let level = match message.severity.as_str() {
        "error" => Level::Error,
        "warning" => Level::Warning,
        "note" => Level::Note,
        other => return Err(Error::new(ErrorCode::Malformed, format!("`{other}` is no severity of mypy"))),
    };
    let code = if message.code.is_empty() { "mypy" } else { &message.code };
    let rule = Rule::new(code).title(code);
    let finding =
        Finding::new(rule, &message.text, Severity::plain(&message.severity, level)).at(message.place);
    Ok(finding.property("hint", Value::from(message.hint)))
}
