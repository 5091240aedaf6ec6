//! All findings as a table for spreadsheets: RFC 4180, and safe to open in a program that takes cells for formulas.

use runner::text::visible;
use sarif::Severity;

use crate::facts::FindingFact;
use crate::judged::{Row, purl, standing, word};
use crate::rules::Standing;

/// How a cell is made.
type Cell = fn(&Row<'_>) -> String;

/// The columns: what the policy makes of a finding, then the members of the facts by their own names.
const COLUMNS: [(&str, Cell); 22] = [
    ("standing", |row| standing(row.standing).to_owned()),
    ("counts_as", |row| counts_as(row).map_or(String::new(), |severity| severity.as_str().to_owned())),
    ("suppression", |row| row.suppression.unwrap_or_default().to_owned()),
    ("severity", |row| row.finding.severity.as_str().to_owned()),
    ("step", |row| word(&row.finding.step)),
    ("tool", |row| row.finding.tool.clone()),
    ("rule", |row| row.finding.rule.clone()),
    ("title", |row| row.finding.title.clone()),
    ("message", |row| row.finding.message.clone()),
    ("kind", |row| row.finding.kind.as_ref().map(word).unwrap_or_default()),
    ("path", |row| row.finding.path.clone().unwrap_or_default()),
    ("line", |row| number(row.finding.line)),
    ("end_line", |row| number(row.finding.end_line)),
    ("package", |row| row.finding.package.as_ref().map(purl).unwrap_or_default()),
    ("aliases", |row| row.finding.aliases.join(" ")),
    ("cwes", |row| cwes(row.finding)),
    ("suppressed", |row| word(&row.finding.suppressed)),
    ("also", |row| row.finding.also.join(", ")),
    ("first_seen", |row| row.finding.first_seen.clone().unwrap_or_default()),
    ("identity", |row| row.finding.identity.clone()),
    ("fingerprint", |row| row.finding.fingerprint.clone().unwrap_or_default()),
    ("help", |row| row.finding.help.clone().unwrap_or_default()),
];

/// The table, in the order of the facts. It holds nothing that the facts do not hold, so what was redacted there stays so here.
pub(crate) fn table(rows: &[Row<'_>]) -> String {
    let mut text = String::new();
    line(&mut text, COLUMNS.iter().map(|(name, _)| (*name).to_owned()));
    for row in rows {
        line(&mut text, COLUMNS.iter().map(|(_, cell)| cell(row)));
    }
    text
}

/// RFC 4180: fields between commas, lines that end with CRLF, a quote within a field doubled. Every field is quoted, so that no
/// reader finds another separator within one.
fn line(text: &mut String, cells: impl Iterator<Item = String>) {
    for (at, cell) in cells.enumerate() {
        text.push_str(if at == 0 { "\"" } else { ",\"" });
        text.push_str(&safe(&cell).replace('"', "\"\""));
        text.push('"');
    }
    text.push_str("\r\n");
}

/// What a spreadsheet would take for a formula begins with an apostrophe, as OWASP's page on CSV injection asks; some programs strip
/// blanks and read letters of full width as their narrow ones. Control characters become visible.
fn safe(cell: &str) -> String {
    let first = cell.trim_start_matches([' ', '\u{a0}', '\u{feff}']).chars().next();
    let formula = first.is_some_and(|first| {
        matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
    });
    format!("{}{}", if formula { "'" } else { "" }, visible(cell))
}

const fn counts_as(row: &Row<'_>) -> Option<Severity> {
    match row.standing {
        Standing::Counts(severity) => Some(severity),
        _ => None,
    }
}

fn number(number: Option<u64>) -> String {
    number.map_or(String::new(), |number| number.to_string())
}

fn cwes(finding: &FindingFact) -> String {
    finding.cwes.iter().map(|cwe| format!("CWE-{cwe}")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
