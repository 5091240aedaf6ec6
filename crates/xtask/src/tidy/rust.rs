//! Rust source as a flat list of tokens with lines: comments are gone and literals have no text, so that a rule matches
//! code and never prose.

use std::str::FromStr;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// One identifier, punctuation character, bracket or literal (`""`).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) line: usize,
}

/// The tokens of a source file; nothing where it does not lex, which the compiler reports better.
pub(super) fn tokens(source: &str) -> Vec<Token> {
    let mut flat = Vec::new();
    if let Ok(stream) = TokenStream::from_str(source) {
        flatten(stream, &mut flat);
    }
    flat
}

fn flatten(stream: TokenStream, flat: &mut Vec<Token>) {
    for tree in stream {
        let line = tree.span().start().line;
        let mut push = |text: String, line| flat.push(Token { text, line });
        match tree {
            TokenTree::Ident(ident) => push(ident.to_string(), line),
            TokenTree::Punct(punct) => push(punct.as_char().to_string(), line),
            TokenTree::Literal(_) => push("\"\"".to_owned(), line),
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                push(open.to_owned(), line);
                flatten(group.stream(), flat);
                flat.push(Token { text: close.to_owned(), line: group.span_close().start().line });
            }
        }
    }
}

/// Every path of the code with its line, the branches of a `use` tree each in full: `use std::{fs, io::Read}` gives
/// `std::fs` and `std::io::Read`.
pub(super) fn paths(tokens: &[Token]) -> Vec<(usize, Vec<&str>)> {
    let mut found = Vec::new();
    let mut rest = tokens;
    while let Some(token) = rest.first() {
        let before = rest.len();
        if token.text == "use" {
            rest = rest.get(1..).unwrap_or_default();
            branch(&mut rest, &[], &mut found);
        } else if is_segment(token) {
            let (path, after) = simple(rest);
            found.push((token.line, path));
            rest = after;
        }
        if rest.len() == before {
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    found
}

/// Reads one branch of a `use` tree below `prefix`, up to its comma, closing brace or semicolon.
fn branch<'t>(rest: &mut &'t [Token], prefix: &[&'t str], found: &mut Vec<(usize, Vec<&'t str>)>) {
    let line = rest.first().map_or(1, |token| token.line);
    let (segments, after) = simple(rest);
    *rest = after;
    let path: Vec<&str> = prefix.iter().copied().chain(segments).collect();
    if rest.first().is_none_or(|token| token.text != "{") {
        found.push((line, path));
        return;
    }
    while rest.first().is_some_and(|token| token.text == "{" || token.text == ",") {
        *rest = rest.get(1..).unwrap_or_default();
        if rest.first().is_some_and(|token| token.text != "}") {
            branch(rest, &path, found);
        }
        skip_alias(rest);
    }
    if rest.first().is_some_and(|token| token.text == "}") {
        *rest = rest.get(1..).unwrap_or_default();
    }
}

/// `as name` names nothing of interest; without this the list would end at it.
fn skip_alias(rest: &mut &[Token]) {
    if rest.first().is_some_and(|token| token.text == "as") {
        *rest = rest.get(2..).unwrap_or_default();
    }
}

/// The longest `a::b::c` at the start, a leading `::`, a trailing `::` and a closing `*` included.
fn simple(mut rest: &[Token]) -> (Vec<&str>, &[Token]) {
    let mut path = Vec::new();
    loop {
        match rest {
            [first, second, after @ ..] if first.text == ":" && second.text == ":" => rest = after,
            [first, after @ ..] if is_segment(first) && first.text != "as" => {
                path.push(first.text.as_str());
                rest = after;
                if !matches!(rest, [first, second, ..] if first.text == ":" && second.text == ":") {
                    return (path, rest);
                }
            }
            [first, after @ ..] if first.text == "*" && !path.is_empty() => {
                path.push("*");
                return (path, after);
            }
            _ => return (path, rest),
        }
    }
}

fn is_segment(token: &Token) -> bool {
    token.text.starts_with(|first: char| first.is_alphabetic() || first == '_')
}
