//! Nothing in the code is switched off or left open without a word: a lint is allowed with its reason, a test is run, and
//! what is still to be done is an issue.

use super::rust::{self, Token};
use super::tree::{File, Tree};
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule { code: "loose-lint", check };

/// Marks of unfinished work. Split, since this file is checked as well.
const MARKS: [&str; 2] = [concat!("FIX", "ME"), concat!("X", "XX")];

/// Macros that panic where code is missing.
const MISSING: [&str; 2] = ["todo", "unimplemented"];

fn check(tree: &Tree) -> Vec<Finding> {
    tree.sources("rs").flat_map(|file| code(file).into_iter().chain(marks(file))).collect()
}

fn code(file: &File) -> Vec<Finding> {
    let tokens = rust::tokens(&file.text);
    let mut findings = Vec::new();
    let mut report = |line, message: &str| findings.push(Finding::new(RULE.code, &file.path, line, message));
    for at in 0..tokens.len() {
        let rest = tokens.get(at..).unwrap_or_default();
        match rest {
            [name, bang, ..] if MISSING.contains(&name.text.as_str()) && bang.text == "!" => {
                report(name.line, "code is missing here; write it, or return an error that says so");
            }
            [hash, bracket, ..] if hash.text == "#" && bracket.text == "[" => {
                attribute(bracket.line, rest.get(1..).unwrap_or_default(), &mut report);
            }
            [hash, bang, bracket, ..] if hash.text == "#" && bang.text == "!" && bracket.text == "[" => {
                attribute(bracket.line, rest.get(2..).unwrap_or_default(), &mut report);
            }
            _ => {}
        }
    }
    findings
}

/// Judges one attribute, from its opening bracket on; `cfg_attr` holds further ones.
fn attribute(line: usize, tokens: &[Token], report: &mut impl FnMut(usize, &str)) {
    let body = bracketed(tokens);
    let names = |token: &Token, wanted: &str| token.text == wanted;
    if body.iter().any(|token| names(token, "ignore")) && !body.iter().any(|token| names(token, "doc")) {
        report(line, "an ignored test proves nothing; run it, or delete it");
    }
    let switch = body.iter().position(|token| names(token, "allow") || names(token, "expect"));
    let called =
        switch.and_then(|at| body.get(at + 1..)).filter(|rest| rest.first().is_some_and(|t| names(t, "(")));
    if let Some(arguments) = called
        && !bracketed(arguments).iter().any(|token| names(token, "reason"))
    {
        report(line, "a lint is switched off without a word; add `reason = \"…\"`");
    }
}

/// The tokens up to the bracket that closes the first one.
fn bracketed(tokens: &[Token]) -> &[Token] {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return tokens.get(..at).unwrap_or_default();
        }
    }
    tokens
}

/// Marks stand in comments, which are no tokens: the text itself is searched, for whole words.
fn marks(file: &File) -> Vec<Finding> {
    let words = |line: &str| line.split(|c: char| !c.is_alphanumeric()).any(|word| MARKS.contains(&word));
    let message = "a mark of unfinished work; finish it, or open an issue";
    file.lines()
        .filter(|(_, line)| words(line))
        .map(|(n, _)| Finding::new(RULE.code, &file.path, n, message))
        .collect()
}

#[cfg(test)]
pub(super) mod tests;
