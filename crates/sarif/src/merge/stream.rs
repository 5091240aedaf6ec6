//! Results by several threads, in their order, and never many of them at once.

use super::dedupe::{Kept, Writer};
use super::layout::Source;
use super::plan::{Planned, each};

/// About how many bytes of results one thread takes at a time.
const PIECE: usize = 256 << 10;

/// Does `work` for pieces of `results`, and hands on the answers in order.
pub(super) fn pieces<'d, R: Send, E>(
    (run, sources): (&Planned<'d>, &[Source<'d>]),
    results: &[Kept],
    threads: usize,
    work: impl Fn(&mut Writer<'_, 'd>, &[Kept]) -> R + Sync,
    mut then: impl FnMut(&[Kept], R) -> Result<(), E>,
) -> Result<(), E> {
    let mut rest = results;
    while !rest.is_empty() {
        let mut window = Vec::new();
        while window.len() < threads.max(1) * 4 && !rest.is_empty() {
            let (piece, after) = rest.split_at(length(run, sources, rest));
            window.push(piece);
            rest = after;
        }
        let answers = each(&window, threads, |piece| work(&mut Writer::new(run, sources), piece));
        for (piece, answer) in window.into_iter().zip(answers) {
            then(piece, answer)?;
        }
    }
    Ok(())
}

/// How many results make a piece: one at least.
fn length(run: &Planned<'_>, sources: &[Source<'_>], results: &[Kept]) -> usize {
    let mut bytes = 0;
    let size = |kept: &Kept| {
        let source = sources.get(*run.sources.get(kept.source as usize)?)?;
        let span = source.lookup.run.results().get(kept.result as usize)?;
        Some(span.end() - span.start())
    };
    let fits = results.iter().take_while(|kept| {
        bytes += size(kept).unwrap_or_default();
        bytes <= PIECE
    });
    fits.count().max(1)
}
