//! The verdict, first of all.

use runner::html::{self, Html, Outcome};

use crate::html::page::Page;

/// The head of the page.
pub(super) fn header(html: &mut Html, page: &Page<'_>) {
    let repository = page.facts.and_then(|facts| facts.repository.as_ref());
    let outcome = Outcome {
        tool: "Coverage gate",
        verdict: page.verdict,
        digest: page.digest,
        commit: repository.and_then(|repository| repository.commit.as_deref()),
        built_in: "80 % of all lines",
    };
    html::header(html, outcome);
}
