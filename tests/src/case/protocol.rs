//! What the runner makes of a step's output: the reading side of `actions/runner`, stricter where the runner is lenient.
//!
//! Sources: `ActionCommand.cs` (both syntaxes), `ActionCommandManager.cs`, `FileCommandManager.cs`.

use std::collections::BTreeMap;

use anyhow::{Context as _, bail, ensure};

/// A workflow command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// `error`, `group` …
    pub name: String,
    /// Its properties, unescaped.
    pub properties: BTreeMap<String, String>,
    /// Its message, unescaped.
    pub data: String,
}

/// The commands in a log, in order. The runner drops a command that it does not know; here every one counts, and so does `##[`
/// without its bracket, because the log's viewer reads what the runner passes on.
#[must_use]
pub fn commands(log: &str) -> Vec<Command> {
    // .NET's `ReadLine` ends a line at CR, LF, or both.
    log.split(['\r', '\n']).filter_map(|line| new_syntax(line).or_else(|| old_syntax(line))).collect()
}

fn new_syntax(line: &str) -> Option<Command> {
    let rest = line.trim_start().strip_prefix("::")?;
    let (head, data) = rest.split_once("::")?;
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    Some(Command {
        name: name.to_owned(),
        properties: pairs(properties, ',', &[("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ",")]),
        data: unescape(data, &[("%0D", "\r"), ("%0A", "\n")]),
    })
}

fn old_syntax(line: &str) -> Option<Command> {
    let (_, rest) = line.split_once("##[")?;
    // Without a closing bracket the runner sees none; a viewer may.
    let (head, data) = rest.split_once(']').unwrap_or((rest, ""));
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let escapes = [("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%3B", ";")];
    Some(Command {
        name: format!("##[{name}"),
        properties: pairs(properties, ';', &escapes),
        data: unescape(data, &escapes),
    })
}

fn pairs(text: &str, separator: char, escapes: &[(&str, &str)]) -> BTreeMap<String, String> {
    let pairs = text.trim().split(separator).filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), unescape(value, escapes))).collect()
}

fn unescape(text: &str, escapes: &[(&str, &str)]) -> String {
    let text = escapes.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    text.replace("%25", "%")
}

/// The outputs that a `GITHUB_OUTPUT` file sets; of a name that is set twice, the last value.
///
/// # Errors
/// A file at which the runner fails the step.
pub fn outputs(text: &str) -> anyhow::Result<BTreeMap<String, String>> {
    let mut outputs = BTreeMap::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.is_empty() {
            continue;
        }
        let (name, value) = match (line.find('='), line.find("<<")) {
            (Some(equals), heredoc) if heredoc.is_none_or(|heredoc| equals < heredoc) => {
                let (name, value) = line.split_once('=').context("no `=`")?;
                (name, value.to_owned())
            }
            (_, Some(_)) => {
                let (name, delimiter) = line.split_once("<<").context("no `<<`")?;
                ensure!(!name.is_empty() && !delimiter.is_empty(), "invalid format `{line}`");
                (name, heredoc(&mut lines, delimiter)?)
            }
            _ => bail!("invalid format `{line}`"),
        };
        ensure!(!name.is_empty(), "invalid format `{line}`");
        outputs.insert(name.to_owned(), value);
    }
    Ok(outputs)
}

fn heredoc<'a>(lines: &mut impl Iterator<Item = &'a str>, delimiter: &str) -> anyhow::Result<String> {
    let mut value: Vec<&str> = Vec::new();
    for line in lines {
        if line == delimiter {
            return Ok(value.join("\n"));
        }
        value.push(line);
    }
    bail!("matching delimiter not found `{delimiter}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_of_both_syntaxes_are_seen_wherever_the_runner_sees_them() {
        let names = |log: &str| commands(log).into_iter().map(|command| command.name).collect::<Vec<_>>();
        assert_eq!(names("a ::error::b\n  ::error::b\rx ##[group]y"), ["error", "##[group"]);
        assert!(names("a::b ::c::\n: :error::x\n# #[error]x\n::nothing").is_empty());
        let [command] = &commands("::error file=a%2Cb,line=3::50 %25%0Ax")[..] else { panic!("one command") };
        assert_eq!(command.properties["file"], "a,b");
        assert_eq!(command.data, "50 %\nx");
    }

    #[test]
    fn of_an_output_that_is_set_twice_the_last_value_counts() {
        let text = "status<<x\nerror\nx\n\nstatus=pass\nnote<<y\na=b\nc<<d\ny\n";
        let found = outputs(text).unwrap();
        assert_eq!(found["status"], "pass");
        assert_eq!(found["note"], "a=b\nc<<d");
        assert!(outputs("a<<x\nopen").is_err() && outputs("nonsense").is_err());
    }
}
