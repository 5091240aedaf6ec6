//! The step summary: Markdown within GitHub's 1 MiB, cut at a row and saying so.
//!
//! Source of the limit: `actions/runner`, `FileCommandManager.cs`: a larger file is dropped as a whole.

use crate::annotation::Selection;
use crate::markdown::{escape, piece, pieces};
use crate::report::{Block, Piece, Report, Section, Table};

/// What the runner takes for one step.
pub const LIMIT: usize = 1024 * 1024;
/// What is kept free to close tags and to say what was cut.
const RESERVE: usize = 2048;

/// Renders within `budget` bytes.
#[must_use]
pub fn render(report: &Report, annotations: &Selection<'_>, budget: usize) -> String {
    if budget < RESERVE {
        // A file over the limit is dropped as a whole; what other tools wrote there is worth more than a stump of ours.
        return String::new();
    }
    let mut page = Page { out: String::new(), budget: budget.saturating_sub(RESERVE), cut: false };
    let status = report.status.map_or("", verdict::Status::word);
    page.push(&format!(
        "### {}: {status}\n\n{}\n\n",
        escape(&report.title),
        piece(&Piece::plain(&report.headline))
    ));
    for section in &report.sections {
        page.section(section);
    }
    if annotations.left_out > 0 {
        page.push(&format!(
            "{} more places than GitHub shows as annotations are in the tables above and in the verdict.\n\n",
            annotations.left_out
        ));
    }
    if page.cut {
        page.out.push_str("\nThis summary was cut to fit GitHub's limit of 1 MiB; the verdict and facts files hold all of it.\n");
    }
    page.out
}

struct Page {
    out: String,
    budget: usize,
    cut: bool,
}

impl Page {
    /// Adds all of the text or nothing; once something did not fit, nothing more is added.
    fn push(&mut self, text: &str) -> bool {
        if self.cut || self.out.len() + text.len() > self.budget {
            self.cut = true;
            return false;
        }
        self.out.push_str(text);
        true
    }

    fn section(&mut self, section: &Section) {
        let opened = match &section.heading {
            Some(heading) if section.folded => {
                self.push(&format!("<details><summary>{}</summary>\n\n", escape(heading)))
            }
            Some(heading) => self.push(&format!("#### {}\n\n", escape(heading))),
            None => true,
        };
        for block in &section.blocks {
            self.block(block);
        }
        if opened && section.folded {
            // Closing what is open comes out of the reserve: a cut page must not swallow what follows it.
            self.out.push_str("</details>\n\n");
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(text) => {
                self.push(&format!("{}\n\n", pieces(text)));
            }
            Block::List(points) => {
                for point in points {
                    self.push(&format!("- {}\n", pieces(point)));
                }
                self.push("\n");
            }
            Block::Table(table) => self.table(table),
        }
    }

    fn table(&mut self, table: &Table) {
        let titles: Vec<_> = table.columns.iter().map(|column| column.title).collect();
        let rules: Vec<_> =
            table.columns.iter().map(|column| if column.right { "---:" } else { "---" }).collect();
        if !self.push(&format!("| {} |\n| {} |\n", titles.join(" | "), rules.join(" | "))) {
            return;
        }
        let shown = table.rows.iter().take_while(|row| {
            let cells: Vec<_> = row.iter().map(piece).collect();
            self.push(&format!("| {} |\n", cells.join(" | ")))
        });
        let shown = shown.count();
        if shown < table.rows.len() {
            self.out.push_str(&format!("\n{} more rows did not fit.\n\n", table.rows.len() - shown));
        } else {
            self.push("\n");
        }
        if let Some(more) = &table.more {
            self.push(&format!("{}\n\n", escape(more)));
        }
    }
}

#[cfg(test)]
mod tests {
    use verdict::Status;

    use super::*;

    fn report(rows: usize) -> Report {
        let mut table = Table::new(&["File", ">Missed"]);
        table.rows = (0..rows)
            .map(|row| vec![Piece::code(format!("src/|{row}|</details>.py")), Piece::plain(row.to_string())])
            .collect();
        Report {
            title: "Coverage gate".into(),
            status: Some(Status::Fail),
            headline: "line coverage 79.41 %".into(),
            sections: vec![
                Section::folded("Files", vec![Block::Table(table)]),
                Section::headed("After", vec![Block::Paragraph(vec![Piece::plain("last words")])]),
            ],
            ..Report::default()
        }
    }

    #[test]
    fn the_verdict_comes_first() {
        let page = render(&report(2), &Selection::default(), LIMIT);
        assert!(page.starts_with("### Coverage gate: fail\n\nline coverage 79.41 %\n\n"), "{page}");
        assert!(page.contains("last words") && !page.contains("was cut"));
    }

    #[test]
    fn a_page_over_1_mib_is_cut_at_a_row_and_says_so() {
        let page = render(&report(100_000), &Selection::default(), LIMIT);
        assert!(page.len() <= LIMIT, "{}", page.len());
        assert!(page.len() > LIMIT - 2 * RESERVE, "{}", page.len());
        let rows = page.lines().filter(|line| line.starts_with("| <code>")).count();
        assert!(page.lines().filter(|line| line.starts_with("| <code>")).all(|line| line.ends_with(" |")));
        assert!(page.contains(&format!("{} more rows did not fit.", 100_000 - rows)));
        assert!(page.contains("This summary was cut to fit GitHub's limit of 1 MiB"));
        assert_eq!(page.matches("<details>").count(), page.matches("</details>").count());
    }

    #[test]
    fn annotations_that_did_not_fit_are_told() {
        let selection = Selection { shown: vec![], left_out: 17 };
        assert!(render(&report(1), &selection, LIMIT).contains("17 more places than GitHub shows"));
    }
}
