//! Progress of long work, on a terminal that somebody watches.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Below this many bytes the work is over before a bar could be read.
const WORTH_SHOWING: u64 = 8 * 1024 * 1024;

/// A bar over bytes, or nothing.
pub struct Progress {
    watched: bool,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Shows bars only where somebody watches.
    #[must_use]
    pub const fn new(watched: bool) -> Self {
        Self { watched, bar: None }
    }

    /// Begins work over so many bytes.
    pub fn begin(&mut self, bytes: u64) {
        if !self.watched || bytes < WORTH_SHOWING {
            return;
        }
        let bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::stderr());
        if let Ok(style) =
            ProgressStyle::with_template("reading {bar:40} {percent:>3} % of {total_bytes}, {eta} left")
        {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        self.bar = Some(bar);
    }

    /// Some bytes are done.
    pub fn advance(&self, bytes: u64) {
        if let Some(bar) = &self.bar {
            bar.inc(bytes);
        }
    }

    /// Takes the bar away.
    pub fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}
