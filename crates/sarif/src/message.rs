//! A result's message as plain text (§3.11): looked up by id, arguments put in, links reduced to their text.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::rule::Rule;
use crate::run::RunView;
use crate::view::{Object, string};

/// How many letters of a message are looked at: what is shown is far shorter.
const READ: usize = 20_000;

/// Texts by their ids (§3.49.11, §3.19.22), each read once and no further than it is looked at: thousands of results may name one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Messages<'a>(HashMap<String, Cow<'a, str>>);

impl<'a> Messages<'a> {
    pub(crate) fn of(text: Option<&'a str>) -> Self {
        let object = Object::lenient(text);
        let read = |(name, text): (&str, &'a str)| {
            Some((name.to_owned(), beginning(Object::lenient(Some(text)).string("text")?)))
        };
        Self(object.members().filter_map(read).collect())
    }
}

/// As much of a text as is looked at.
fn beginning(text: Cow<'_, str>) -> Cow<'_, str> {
    let end = |text: &str| text.char_indices().nth(READ).map_or(text.len(), |(at, _)| at);
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(..end(text)).unwrap_or_default()),
        Cow::Owned(mut text) => {
            text.truncate(end(&text));
            Cow::Owned(text)
        }
    }
}

/// The message of a result; empty where there is none.
pub(crate) fn of(run: &RunView<'_>, rule: Option<&Rule<'_>>, message: &Object<'_>) -> String {
    let found = message.string("text").or_else(|| message.string("markdown")).or_else(|| {
        let id = message.string("id")?;
        let places = [rule.map(|rule| &rule.messages), Some(&run.driver.messages)];
        places.into_iter().flatten().find_map(|messages| messages.0.get(id.as_ref()).cloned())
    });
    let text = beginning(found.unwrap_or_default());
    let arguments: Vec<Cow<'_, str>> = message.array("arguments").into_iter().filter_map(string).collect();
    without_links(&filled(&text, &arguments))
}

/// Replaces `{0}` by the argument of that number, and `{{` and `}}` by one brace (§3.11.5). Without arguments a text is as it is.
fn filled(text: &str, arguments: &[Cow<'_, str>]) -> String {
    if arguments.is_empty() {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        if out.len() > READ * 4 {
            return out;
        }
        let placeholder = from.strip_prefix('{').and_then(|inner| inner.split_once('}'));
        let argument = placeholder
            .and_then(|(number, after)| Some((arguments.get(number.parse::<usize>().ok()?)?, after)));
        if let Some((argument, after)) = argument {
            out.push_str(argument);
            rest = after;
        } else {
            let doubled = from.starts_with("{{") || from.starts_with("}}");
            out.push_str(from.get(..1).unwrap_or_default());
            rest = from.get(1 + usize::from(doubled)..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    out
}

/// Reduces embedded links, `[text](target)`, to their text (§3.11.6). `\[` and `\]` are brackets.
fn without_links(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['[', '\\']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let link =
            from.strip_prefix('[').and_then(|inner| inner.split_once("](")).and_then(|(label, target)| {
                let (target, after) = target.split_once(')')?;
                let plain = !label.contains(['[', '\n']) && !target.contains(char::is_whitespace);
                plain.then_some((label, after))
            });
        if let Some((label, after)) = link {
            out.push_str(label);
            rest = after;
        } else if let Some(bracket) = from.strip_prefix('\\').filter(|next| next.starts_with(['[', ']'])) {
            out.push_str(bracket.get(..1).unwrap_or_default());
            rest = bracket.get(1..).unwrap_or_default();
        } else {
            out.push_str(from.get(..1).unwrap_or_default());
            rest = from.get(1..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::run::RunView;
    use crate::view::Object;

    fn message(text: &str) -> String {
        let run = r#"{"tool":{"driver":{"name":"T","globalMessageStrings":{"g":{"text":"global {0}"}},
            "rules":[{"id":"R","messageStrings":{"d":{"text":"call of {0} with '{1}' {{x}} {9}"}}}]}}}"#;
        let run = RunView::parse(run).unwrap();
        let rule = run.driver.rules.first();
        of(&run, rule, &Object::parse(text).unwrap())
    }

    #[test]
    fn texts_ids_and_arguments() {
        assert_eq!(message(r#"{"text":"as {0} is"}"#), "as {0} is");
        assert_eq!(message(r#"{"id":"d","arguments":["eval","{1}"]}"#), "call of eval with '{1}' {x} {9}");
        assert_eq!(message(r#"{"id":"g","arguments":["x"]}"#), "global x");
        assert_eq!(message(r#"{"markdown":"**m**"}"#), "**m**");
        assert_eq!(message(r#"{"id":"nobody"}"#), "");
    }

    #[test]
    fn links_are_reduced_to_their_text() {
        assert_eq!(
            message(r#"{"text":"from [user input](1) and [here](https://evil/x.png) to a[0] (1)"}"#),
            "from user input and here to a[0] (1)"
        );
        assert_eq!(message(r#"{"text":"\\[no\\](link) [open](1 [é](2)"}"#), "[no](link) [open](1 é");
    }

    #[test]
    fn a_hostile_message_ends() {
        let text = format!(r#"{{"text":"{}","arguments":["{}"]}}"#, "{0}".repeat(10_000), "x".repeat(10_000));
        assert!(message(&text).len() < 200_000);
    }
}
