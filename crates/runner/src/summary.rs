//! A report as Markdown for a place of limited room, cut at a row and saying so; the step summary's room is 1 MiB.
//!
//! Source of the limit: `actions/runner`, `FileCommandManager.cs`: a larger file is dropped as a whole.

use crate::annotation::Selection;
use crate::markdown::{piece, pieces};
use crate::report::{Block, Piece, Report, Section, Table};

/// What the runner takes for one step.
pub const LIMIT: usize = 1024 * 1024;
/// What is kept free to close tags and to say what was cut.
const RESERVE: usize = 512;
/// The end of a folded section.
const CLOSE: &str = "</details>\n\n";

/// What a place takes, in the unit that it counts in.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// The most that it takes.
    pub most: usize,
    /// How much a text is there.
    pub measure: fn(&str) -> usize,
}

/// Markdown that fits its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fitted {
    /// The text; empty if the place has no room worth speaking of.
    pub text: String,
    /// Rows, points and paragraphs that are not in it, of sections that are.
    pub rows: usize,
    /// Sections of which nothing is in it.
    pub sections: usize,
}

/// Renders within `budget` bytes.
#[must_use]
pub fn render(report: &Report, annotations: &Selection<'_>, budget: usize) -> String {
    let mut page = Page::new(Room { most: budget, measure: str::len });
    if page.budget == 0 {
        // A file over the limit is dropped as a whole; what other tools wrote there is worth more than a stump of ours.
        return String::new();
    }
    page.report(report);
    if annotations.left_out > 0 {
        page.push(&format!(
            "{} more places than GitHub shows as annotations are in the tables above and in the verdict.\n\n",
            annotations.left_out
        ));
    }
    if page.cut {
        page.fitted.text.push_str(
            "\nThis summary was cut to fit GitHub's limit of 1 MiB; the verdict and facts files hold all of it.\n",
        );
    }
    page.fitted.text
}

/// Renders what fits, in the report's order, and counts what does not. Nothing is ever cut within a row, a point or a paragraph.
#[must_use]
pub fn fit(report: &Report, room: Room) -> Fitted {
    let mut page = Page::new(room);
    page.report(report);
    page.fitted
}

struct Page {
    fitted: Fitted,
    used: usize,
    budget: usize,
    measure: fn(&str) -> usize,
    /// A heading that is written together with the first thing beneath it, or not at all.
    heading: String,
    cut: bool,
}

impl Page {
    fn new(room: Room) -> Self {
        let budget = room.most.saturating_sub(RESERVE);
        let (fitted, heading) = (Fitted::default(), String::new());
        Self { fitted, used: 0, budget, measure: room.measure, heading, cut: false }
    }

    fn report(&mut self, report: &Report) {
        let status = report.status.map_or("", verdict::Status::word);
        self.push(&format!("### {}: {status}\n\n{}\n\n", words(&report.title), words(&report.headline)));
        for section in &report.sections {
            self.section(section);
        }
    }

    /// Adds all of the text or nothing; once something did not fit, nothing more is added.
    fn push(&mut self, text: &str) -> bool {
        let text = format!("{}{text}", self.heading);
        let used = self.used.saturating_add((self.measure)(&text));
        if self.cut || used > self.budget {
            self.cut = true;
            return false;
        }
        self.heading.clear();
        self.fitted.text.push_str(&text);
        self.used = used;
        true
    }

    fn section(&mut self, section: &Section) {
        let (used, rows) = (self.used, self.fitted.rows);
        self.heading = match &section.heading {
            Some(heading) if section.folded => {
                format!("<details><summary>{}</summary>\n\n", words(heading))
            }
            Some(heading) => format!("#### {}\n\n", words(heading)),
            None => String::new(),
        };
        for block in &section.blocks {
            self.block(block);
        }
        self.heading.clear();
        if self.used == used {
            self.fitted.rows = rows;
            self.fitted.sections += usize::from(!section.blocks.is_empty());
        } else if section.heading.is_some() && section.folded {
            // Closing what is open may take from the reserve: a cut page must not swallow what follows it.
            self.fitted.text.push_str(CLOSE);
            self.used = self.used.saturating_add((self.measure)(CLOSE));
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(text) => {
                self.rows(std::slice::from_ref(text), |text| format!("{}\n\n", pieces(text)));
            }
            Block::List(points) => {
                self.rows(points, |point| format!("- {}\n", pieces(point)));
                self.push("\n");
            }
            Block::Table(table) => self.table(table),
        }
    }

    /// Adds what fits of these, and gives how many do not. One is rendered after another: all can be far larger than the place.
    fn rows(&mut self, rows: &[Vec<Piece>], render: impl Fn(&Vec<Piece>) -> String) -> usize {
        let shown = rows.iter().take_while(|row| self.push(&render(row))).count();
        let left = rows.len() - shown;
        self.fitted.rows += left;
        left
    }

    fn table(&mut self, table: &Table) {
        let titles: Vec<_> = table.columns.iter().map(|column| column.title).collect();
        let rules: Vec<_> =
            table.columns.iter().map(|column| if column.right { "---:" } else { "---" }).collect();
        let used = self.used;
        self.heading.push_str(&format!("| {} |\n| {} |\n", titles.join(" | "), rules.join(" | ")));
        let left = self.rows(&table.rows, |row| {
            let cells: Vec<_> = row.iter().map(piece).collect();
            format!("| {} |\n", cells.join(" | "))
        });
        if left == 0 {
            self.push("\n");
        } else if self.used > used {
            self.fitted.text.push_str(&format!("\n{left} more rows did not fit.\n\n"));
        }
        if let Some(more) = &table.more {
            self.push(&format!("{}\n\n", words(more)));
        }
    }
}

/// Words of a heading or a line, in which nothing is markup, a mention or a link.
fn words(text: &str) -> String {
    piece(&Piece::plain(text))
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
    fn a_place_counts_as_it_likes_and_what_is_left_out_is_counted() {
        let measure = |text: &str| text.chars().count();
        let fitted = fit(&report(100), Room { most: 4_000, measure });
        let rows = fitted.text.lines().filter(|line| line.starts_with("| <code>")).count();
        assert!(fitted.text.chars().count() <= 4_000 && rows > 10, "{rows}");
        assert_eq!((fitted.rows, fitted.sections), (100 - rows, 1));
        let all = fit(&report(2), Room { most: 4_000, measure });
        assert_eq!((all.rows, all.sections), (0, 0));
    }

    #[test]
    fn a_heading_without_anything_beneath_it_is_not_written() {
        let room = |most: usize| fit(&report(100), Room { most, measure: str::len });
        let head = "### Coverage gate: fail\n\nline coverage 79.41 %\n\n".len() + RESERVE;
        let fitted = room(head + 60);
        assert!(!fitted.text.contains("<details>") && fitted.text.contains("79.41"), "{}", fitted.text);
        assert_eq!((fitted.rows, fitted.sections), (0, 2));
        assert_eq!(room(3).text, "");
    }

    #[test]
    fn what_closes_many_sections_is_counted() {
        let section = || Section::folded("x", vec![Block::Paragraph(vec![Piece::plain("y")])]);
        let many = Report { sections: (0..1_000).map(|_| section()).collect(), ..Report::default() };
        let fitted = fit(&many, Room { most: 20_000, measure: str::len });
        assert!(fitted.text.len() <= 20_000 && fitted.text.len() > 19_000, "{}", fitted.text.len());
        assert_eq!(fitted.text.matches("<details>").count(), fitted.text.matches(CLOSE).count());
    }

    #[test]
    fn nobody_is_mentioned_in_a_heading() {
        let section = Section::headed("by @octo/all #1", vec![Block::Paragraph(vec![Piece::plain("x")])]);
        let page = fit(
            &Report { sections: vec![section], ..Report::default() },
            Room { most: LIMIT, measure: str::len },
        );
        assert!(page.text.contains("&#64;&#8203;octo/all &#35;&#8203;1"), "{}", page.text);
    }

    #[test]
    fn annotations_that_did_not_fit_are_told() {
        let selection = Selection { shown: vec![], left_out: 17 };
        assert!(render(&report(1), &selection, LIMIT).contains("17 more places than GitHub shows"));
    }
}
