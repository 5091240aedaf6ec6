//! What came of a comparison, for people.

use runner::report::{Block, Piece, Report, Section, Table};
use runner::text::count;

use super::told::{Difference, Gap, Phantom, Told};
use crate::answer::list;
use crate::commands::top::row::Row;
use crate::commands::top::source;

/// Rows of a table that a person reads.
const ROWS: usize = 100;

pub(super) fn report(of: &Told) -> Report {
    let different: Vec<String> = of.different.iter().map(Difference::line).collect();
    let phantom = |one: &Phantom| format!("deployment {} is of the job of {}", one.github, one.deployment);
    let phantoms: Vec<String> = of.phantoms.iter().map(phantom).collect();
    let sections = [
        gaps("On GitHub and in no record", &of.unrecorded),
        gaps("In no record, and said to be of another service", &of.of_other_services),
        list("Different", &different),
        rows("Recorded, and deleted on GitHub", &of.gone),
        rows("Recorded, and not shown on GitHub", &of.unshown),
        rows("Recorded, and older than what was read of GitHub", &of.unread),
        list("Made by Actions beside what is recorded", &phantoms),
        list("Faults", &source::lines(&of.faults)),
        list("What cannot be known", &source::lines(&of.unknown)),
    ];
    Report {
        title: "Reconciled with GitHub".to_owned(),
        headline: headline(of),
        sections: sections.into_iter().flatten().collect(),
        ..Report::default()
    }
}

fn headline(of: &Told) -> String {
    let others = match of.of_other_repositories {
        0 => String::new(),
        many => format!(" {} of other repositories not compared.", count(many as u64, "record", "records")),
    };
    let nothing = if of.is_empty() { ": there was nothing to compare" } else { "" };
    format!(
        "{} of {} in no record, {}, {} the same{nothing}.{others} {} is {}",
        count(of.unrecorded.len() as u64, "deployment", "deployments"),
        of.repository,
        count(of.different.len() as u64, "difference", "differences"),
        of.same,
        of.ledger,
        of.state.words()
    )
}

impl Difference {
    fn line(&self) -> String {
        format!("{} and deployment {}: {} ({})", self.row.id(), self.github, self.message, self.what)
    }
}

fn gaps(heading: &str, all: &[Gap]) -> Option<Section> {
    let mut table =
        Table::new(&["Deployment", "Made", "Environment", "Commit", "State", "By", "Service", "Remark"]);
    table.rows = all.iter().take(ROWS).map(Gap::cells).collect();
    table.more = (all.len() > ROWS).then(|| format!("and {} more: --json has all of them", all.len() - ROWS));
    (!all.is_empty()).then(|| Section::headed(heading, vec![Block::Table(table)]))
}

/// One a line: a column would break the ids.
fn rows(heading: &str, all: &[Row]) -> Option<Section> {
    let line = |row: &Row| {
        format!("{}: {} to {}, {}, {}", row.id(), row.service, row.place(), row.state(), row.subject())
    };
    list(heading, &all.iter().map(line).collect::<Vec<_>>())
}

impl Gap {
    fn cells(&self) -> Vec<Piece> {
        let text = |text: &Option<String>| Piece::plain(text.clone().unwrap_or_default());
        let borrowed = self.borrowed.as_ref().map(|id| format!("bears the id of {id}"));
        vec![
            Piece::code(self.github.clone()),
            Piece::plain(self.created_at.clone()),
            Piece::plain(self.environment.clone()),
            Piece::code(self.commit.chars().take(12).collect::<String>()),
            text(&self.state),
            text(&self.by),
            text(&self.service),
            text(&borrowed),
        ]
    }
}
