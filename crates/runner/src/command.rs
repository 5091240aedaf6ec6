//! Workflow commands, and plain text that must not become one.
//!
//! Source of the rules: `actions/runner`, `ActionCommand.cs` (both syntaxes) and `@actions/core`, `command.ts`.

use crate::text::one_line;

/// Text of a command's message: `%`, CR and LF escaped, and the older syntax broken up, which a runner that does not know the
/// command would still find in it.
#[must_use]
pub fn escape_data(text: &str) -> String {
    text.replace("##[", "# #[").replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Value of a command's property: `:` and `,` escaped as well.
#[must_use]
pub fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}

/// A command on a line of its own: `::name key=value,…::message`.
#[must_use]
pub fn command(name: &str, properties: &[(&str, String)], message: &str) -> String {
    let mut out = format!("::{name}");
    let mut separator = ' ';
    for (key, value) in properties.iter().filter(|(_, value)| !value.is_empty()) {
        out.push(separator);
        separator = ',';
        out.push_str(key);
        out.push('=');
        out.push_str(&escape_property(value));
    }
    out.push_str("::");
    out.push_str(&escape_data(message));
    out.push('\n');
    out
}

/// `::add-mask::` for every line of a secret: the runner masks line by line, and a mask over several lines hides
/// nothing.
#[must_use]
pub fn mask(secret: &str) -> String {
    let lines = secret.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| command("add-mask", &[], line)).collect()
}

/// Plain log text in which no line is a command. The runner trims a line before it looks for `::`, so indenting
/// would not help, and it finds the older `##[` anywhere in a line.
#[must_use]
pub fn neutral(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (body, end) = line.strip_suffix('\n').map_or((line, ""), |body| (body, "\n"));
        let body = body.replace("##[", "# #[").replace('\r', "\\u{d}");
        let start = body.len() - body.trim_start().len();
        let (indent, rest) = body.split_at(start);
        out.push_str(indent);
        match rest.strip_prefix("::") {
            Some(rest) => {
                out.push_str(": :");
                out.push_str(rest);
            }
            None => out.push_str(rest),
        }
        out.push_str(end);
    }
    out
}

/// Opens a group in the log.
#[must_use]
pub fn group(title: &str) -> String {
    command("group", &[], &one_line(title))
}

/// Closes the group.
#[must_use]
pub fn end_group() -> String {
    command("endgroup", &[], "")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// How the runner recognises a command; the reading side of `ActionCommand.TryParseV2` and `TryParse`.
    fn runner_sees_a_command(line: &str) -> bool {
        let v2 = line.trim_start().strip_prefix("::").is_some_and(|rest| rest.contains("::"));
        let v1 = line.find("##[").is_some_and(|at| line[at..].contains(']'));
        v2 || v1
    }

    #[test]
    fn properties_and_data_are_escaped_as_the_toolkit_does() {
        let line =
            command("error", &[("file", "C:\\a,b%.py".into()), ("line", "3".into())], "50 %\r\n::stop::");
        assert_eq!(line, "::error file=C%3A\\a%2Cb%25.py,line=3::50 %25%0D%0A::stop::\n");
        assert_eq!(command("group", &[], "x"), "::group::x\n");
        assert_eq!(
            command("error", &[("file", String::new()), ("line", "1".into())], "m"),
            "::error line=1::m\n"
        );
    }

    #[test]
    fn masks_go_line_by_line() {
        assert_eq!(mask("first\r\n\n second\n"), "::add-mask::first\n::add-mask::second\n");
        assert_eq!(mask("  "), "");
        assert_eq!(mask("100%"), "::add-mask::100%25\n");
    }

    #[test]
    fn foreign_text_never_becomes_a_command() {
        for text in [
            "::set-env name=PATH::x",
            "  \t::add-mask::a",
            "name ##[error]x",
            "##[command]rm",
            "a\r::error::b",
            "\u{a0}::error::b",
            "::::",
        ] {
            let out = neutral(text);
            for line in out.split(['\r', '\n']) {
                assert!(!runner_sees_a_command(line), "{text:?} became {out:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_text_at_all_becomes_a_command(text in "[:# \\[\\]a\r\n\t]{0,40}") {
            for line in neutral(&text).split(['\r', '\n']) {
                prop_assert!(!runner_sees_a_command(line));
            }
        }
    }
}
