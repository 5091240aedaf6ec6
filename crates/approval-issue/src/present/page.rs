//! A page of limited room. What does not fit is left out whole and counted.

use runner::markdown;
use runner::report::Piece;

/// What is kept free to say what was left out.
const RESERVE: usize = 1_000;

/// A page that is being written.
#[derive(Debug)]
pub(crate) struct Page {
    text: String,
    used: usize,
    most: usize,
}

/// How much room a text takes. Counting as GitHub's pages do, in UTF-16, is never less than characters.
pub(crate) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Words, in which nothing is markup, a link or a mention.
pub(crate) fn words(text: &str) -> String {
    markdown::piece(&Piece::plain(text))
}

/// A name, a digest, what somebody wrote.
pub(crate) fn code(text: &str) -> String {
    markdown::piece(&Piece::code(text))
}

impl Page {
    pub(crate) fn new(most: usize) -> Self {
        Self { text: String::new(), used: 0, most: most.saturating_sub(RESERVE) }
    }

    /// Adds all of a text, or nothing if it does not fit.
    pub(crate) fn push(&mut self, text: &str) -> bool {
        self.push_within(text, self.most)
    }

    fn push_within(&mut self, text: &str, most: usize) -> bool {
        let used = self.used.saturating_add(length(text));
        let fits = used <= most;
        if fits {
            self.text.push_str(text);
            self.used = used;
        }
        fits
    }

    /// A heading with a table beneath it: at most so many rows, of those that fit. Cells are Markdown on one line. Of no rows nothing is
    /// written.
    pub(crate) fn table(&mut self, heading: &str, titles: &[&str], rows: &[Vec<String>], most: usize) {
        let rules = vec!["---"; titles.len()].join(" | ");
        let head = format!("{heading}| {} |\n| {rules} |\n", titles.join(" | "));
        self.rows(&head, rows, most, |row| format!("| {} |\n", row.join(" | ")));
    }

    /// A heading with a list beneath it, as [`Self::table`].
    pub(crate) fn list(&mut self, heading: &str, points: &[String], most: usize) {
        self.rows(heading, points, most, |point| format!("- {point}\n"));
    }

    fn rows<T>(&mut self, head: &str, rows: &[T], most: usize, render: impl Fn(&T) -> String) {
        let Some(first) = rows.first() else { return };
        // Half of what is left, so that what comes later has a place too.
        let room = self.used.saturating_add(self.most.saturating_sub(self.used) / 2);
        if !self.push_within(&format!("{head}{}", render(first)), room) {
            self.left_out(rows.len(), "\n");
            return;
        }
        let more = rows.iter().take(most).skip(1);
        let shown = 1 + more.take_while(|row| self.push_within(&render(row), room)).count();
        self.left_out(rows.len().saturating_sub(shown), "\n");
    }

    /// From the reserve: a page that says nothing of what it lacks would be taken for the whole.
    fn left_out(&mut self, count: usize, end: &str) {
        if count > 0 {
            let note = format!("\n…and {} more.\n", verdict::ratio::grouped(count as u64));
            self.text.push_str(&note);
        }
        self.text.push_str(end);
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_counted_and_nothing_is_cut_within_a_row() {
        let rows: Vec<Vec<String>> = (0..100).map(|at| vec![format!("{at}"), "😀".repeat(10)]).collect();
        let mut page = Page::new(RESERVE + 500);
        page.table("#### Rows\n\n", &["a", "b"], &rows, 1_000);
        let text = page.finish();
        let shown = text.lines().filter(|line| line.ends_with("😀 |")).count();
        assert!(length(&text) <= RESERVE + 500 && shown > 5 && shown < 100, "{shown}");
        assert!(text.contains(&format!("\n…and {} more.\n", 100 - shown)), "{text}");
        let mut page = Page::new(5_000);
        page.list("", &["a".to_owned(), "b".to_owned(), "c".to_owned()], 2);
        page.list("#### None\n", &[], 2);
        assert_eq!(page.finish(), "- a\n- b\n\n…and 1 more.\n\n");
    }
}
