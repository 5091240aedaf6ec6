//! Secrets in SARIF logs. Scanners for secrets write what they found into snippets, and others quote requests and command lines with their
//! tokens: neither leaves for a log that is uploaded, kept and shown. Everything else of a log stays as it is, byte for byte.

use std::ops::Range;

use sarif::{Document, ResultView, RunView};

mod names;
mod signs;
mod walk;
mod words;

/// The log without its secrets, and how many were taken out; none if it holds none.
pub(crate) fn log(document: &Document<'_>) -> Option<(Vec<u8>, u64)> {
    walk::clean(document.text(), || seekers(document))
}

/// A text that was put together of what a log holds, without what looks like a secret.
pub(crate) fn text(text: &str) -> String {
    words::clean(text).0.into_owned()
}

/// A text of this program about foreign input, which may quote any part of it: what looks like a secret or could be one is left out.
pub(crate) fn told(text: &str) -> String {
    words::without_random(&words::clean(text).0).0
}

/// Where runs of tools that look for secrets are, and results of rules that do, in their order. Asked for only where a string of the log
/// could be such a name.
fn seekers(document: &Document<'_>) -> Vec<Range<usize>> {
    let text = document.text();
    let place = |piece: &[u8]| {
        let start = piece.as_ptr().addr().saturating_sub(text.as_ptr().addr());
        start..start + piece.len()
    };
    let mut found = Vec::new();
    for at in 0..document.runs() {
        let Some(run) = document.run(at) else { continue };
        let view = std::str::from_utf8(run).ok().and_then(RunView::parse);
        if view.is_none_or(|view| signs::names_seeker(view.tool().as_bytes())) {
            found.push(place(run));
            continue;
        }
        let seeks = |result: &&[u8]| {
            signs::may_name_seeker(result)
                && std::str::from_utf8(result)
                    .ok()
                    .and_then(ResultView::read)
                    .and_then(|view| view.rule_id())
                    .is_some_and(|id| signs::names_seeker(id.as_bytes()))
        };
        found.extend(document.results(at).filter(seeks).map(place));
    }
    found
}

#[cfg(test)]
mod tests;
