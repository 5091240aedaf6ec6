//! The same report for a terminal and for the job's log: aligned tables, colour where the stream takes it.

use anstyle::{AnsiColor, Style};
use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table as Grid, TableStyle};
use verdict::RuleStatus;

use crate::report::{Block, Piece, Report, Section, Table};
use crate::text::one_line;

/// Renders with ANSI styles; the stream strips them where they are not wanted.
#[must_use]
pub fn render(report: &Report, width: u16) -> String {
    let mut out = String::new();
    let status = report.status.map_or_else(String::new, |status| format!(": {}", styled(status.into())));
    out.push_str(&format!("{}{status}\n{}\n\n", one_line(&report.title), one_line(&report.headline)));
    for section in &report.sections {
        out.push_str(&render_section(section, width));
    }
    out
}

/// One section; the log folds some of them into groups.
#[must_use]
pub fn render_section(section: &Section, width: u16) -> String {
    let mut out = String::new();
    if let Some(heading) = &section.heading {
        let bold = Style::new().bold();
        out.push_str(&format!("{bold}{}{bold:#}\n", one_line(heading)));
    }
    for block in &section.blocks {
        match block {
            Block::Paragraph(text) => out.push_str(&format!("{}\n\n", pieces(text))),
            Block::List(points) => {
                for point in points {
                    out.push_str(&format!("  - {}\n", pieces(point)));
                }
                out.push('\n');
            }
            Block::Table(table) => out.push_str(&render_table(table, width)),
        }
    }
    out
}

fn render_table(table: &Table, width: u16) -> String {
    let mut grid = Grid::new();
    grid.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')))
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width);
    grid.set_header(table.columns.iter().map(|column| column.title));
    for row in &table.rows {
        grid.add_row(row.iter().map(plain));
    }
    for (at, column) in table.columns.iter().enumerate() {
        if let Some(of_grid) = grid.column_mut(at) {
            of_grid.set_padding((0, 2));
            if column.right {
                of_grid.set_cell_alignment(CellAlignment::Right);
            }
        }
    }
    let mut out: String = grid.lines().map(|line| paint(line.trim_end()) + "\n").collect();
    if let Some(more) = &table.more {
        out.push_str(&format!("{}\n", one_line(more)));
    }
    out.push('\n');
    out
}

/// Colours the status that a row begins with. Styles inside of cells would spoil the widths.
fn paint(line: &str) -> String {
    let words =
        [RuleStatus::Pass, RuleStatus::Warn, RuleStatus::Fail, RuleStatus::Inconclusive, RuleStatus::Error];
    for status in words {
        if let Some(rest) = line.strip_prefix(status.word())
            && rest.starts_with(' ')
        {
            return styled(status) + rest;
        }
    }
    line.to_owned()
}

fn pieces(all: &[Piece]) -> String {
    let text: Vec<_> = all.iter().map(plain).collect();
    text.concat()
}

fn plain(piece: &Piece) -> String {
    match piece {
        Piece::Plain(text) | Piece::Code(text) | Piece::Strong(text) => one_line(text).into_owned(),
        Piece::Status(status) => status.word().to_owned(),
    }
}

fn styled(status: RuleStatus) -> String {
    let colour = match status {
        RuleStatus::Pass => AnsiColor::Green,
        RuleStatus::Warn | RuleStatus::Inconclusive => AnsiColor::Yellow,
        RuleStatus::Fail | RuleStatus::Error => AnsiColor::Red,
        RuleStatus::Skipped | RuleStatus::NotApplicable => AnsiColor::BrightBlack,
    };
    let style = colour.on_default().bold();
    format!("{style}{}{style:#}", status.word())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_align_and_foreign_text_stays_on_its_line() {
        let mut table = Table::new(&["Rule", ">Observed"]);
        table.rows.push(vec![Piece::code("a\u{1b}[2J\nb"), Piece::plain("79.41 %")]);
        table.rows.push(vec![Piece::code("漢字"), Piece::plain("5 %")]);
        let text = render_table(&table, 100);
        assert!(text.contains("\na\\u{1b}[2J\\u{a}b    79.41 %\n"), "{text}");
        assert!(!text.contains('\u{1b}'));
        let ends: Vec<_> = text.lines().filter(|line| line.ends_with('%')).collect();
        assert_eq!(ends.len(), 2, "{text}");
    }
}
