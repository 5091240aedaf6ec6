//! Progress over entries, on a terminal that somebody watches.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use runner::World;

/// Fewer entries are over before a bar could be read.
const WORTH_SHOWING: u64 = 2_000;

/// A bar, or nothing.
#[derive(Debug)]
pub(crate) struct Bar(Option<ProgressBar>);

impl Bar {
    /// Begins work over so many entries. In a job's log a bar would be a line for each step of it.
    pub(crate) fn over(watched: bool, doing: &'static str, entries: u64) -> Self {
        if !watched || entries < WORTH_SHOWING {
            return Self(None);
        }
        let bar = ProgressBar::with_draw_target(Some(entries), ProgressDrawTarget::stderr());
        if let Ok(style) =
            ProgressStyle::with_template("{msg} {bar:40} {human_pos} of {human_len} entries, {eta} left")
        {
            bar.set_style(style);
        }
        bar.set_message(doing);
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(Some(bar))
    }

    /// One entry is done.
    pub(crate) fn advance(&self) {
        self.0.iter().for_each(|bar| bar.inc(1));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.iter().for_each(ProgressBar::finish_and_clear);
    }
}

/// Whether somebody watches.
pub(crate) fn watched(world: &World<'_>) -> bool {
    world.watched && !world.in_actions()
}
