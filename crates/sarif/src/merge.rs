//! Many logs as one, without loss.
//!
//! [`merge`] decides, [`Merged::write`] writes. Runs of the same tool and category become one: their tables are united, what leads
//! into them is given its new position, and equal results are joined. Whatever cannot be united without a guess stays a run of its
//! own, byte for byte.

mod bake;
mod classes;
mod dedupe;
mod group;
mod key;
mod layout;
mod ledger;
mod lookup;
mod plan;
mod problem;
mod rebase;
mod splice;
mod stream;
mod survey;
mod uris;
mod write;

use crate::document::Document;
use dedupe::Kept;
use layout::Source;
pub use ledger::{Conservation, Rewritten, ToolCounts};
use plan::Planned;
pub use problem::MergeError;

/// A log, and what to call it.
#[derive(Debug, Clone)]
pub struct Input<'a> {
    /// The name that errors and lists of sources show, and by which logs are ordered.
    pub name: String,
    /// The log.
    pub document: Document<'a>,
}

/// Where a result comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin<'m> {
    /// The name of the log.
    pub file: &'m str,
    /// The SHA-256 of the log.
    pub digest: [u8; 32],
    /// The run of the log, from 0.
    pub run: usize,
    /// The result of the run, from 0.
    pub result: usize,
}

/// Logs that have been merged, ready to be written.
pub struct Merged<'d> {
    inputs: Vec<&'d Input<'d>>,
    sources: Vec<Source<'d>>,
    runs: Vec<Planned<'d>>,
    threads: usize,
}

/// Merges logs. The order in which they are given and the number of threads change nothing.
///
/// # Errors
///
/// When a log contradicts itself: an index that leads nowhere, parents or bases of URIs that lead back to themselves.
pub fn merge<'d>(inputs: &'d [Input<'d>], threads: usize) -> Result<Merged<'d>, MergeError> {
    let mut inputs: Vec<&Input<'_>> = inputs.iter().collect();
    inputs
        .sort_by(|one, other| (&one.name, one.document.digest()).cmp(&(&other.name, other.document.digest())));
    let mut sources = plan::survey_all(&inputs, threads)?;
    let mut runs = plan::plan(&mut sources);
    dedupe::join(&inputs, &sources, &mut runs, threads);
    Ok(Merged { inputs, sources, runs, threads })
}

impl Merged<'_> {
    /// How many runs there are.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.runs.len()
    }

    /// How many results a run has; 0 if there is no such run.
    #[must_use]
    pub fn results(&self, run: usize) -> usize {
        self.runs.get(run).map_or(0, |run| run.kept.len())
    }

    /// Where a result comes from: the one that is carried, then those that were joined with it.
    pub fn origins(&self, run: usize, result: usize) -> impl Iterator<Item = Origin<'_>> {
        let run = self.runs.get(run);
        let kept = run.and_then(|run| run.kept.get(result)).copied();
        let joined = run.map(|run| run.joined(result)).unwrap_or_default();
        let all = kept.into_iter().chain(joined.iter().map(|(_, kept)| *kept));
        all.filter_map(move |kept| self.origin(run?, kept))
    }

    fn origin(&self, run: &Planned<'_>, kept: Kept) -> Option<Origin<'_>> {
        let source = self.sources.get(*run.sources.get(kept.source as usize)?)?;
        let input = self.inputs.get(source.input)?;
        Some(Origin {
            file: &input.name,
            digest: input.document.digest(),
            run: source.run,
            result: kept.result as usize,
        })
    }
}
