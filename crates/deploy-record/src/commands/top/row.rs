//! A deployment in a line.

use history::deployed::{Deployed, State, kind_word};
use ledger::moment::Moment;
use ledger::name::{Pseudonym, Slug, Ulid};
use ledger::statement::Subject;
use runner::report::{Piece, Table};
use serde::Serialize;

/// What is shown of each of several deployments.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Row {
    id: Ulid,
    pub(super) service: Slug,
    pub(super) environment: Slug,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<Slug>,
    kind: &'static str,
    state: State,
    /// The artifacts, and the commit.
    subjects: Vec<Subject>,
    /// The time of its first entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_entry: Option<Moment>,
    /// The time of its last entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_entry: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_at: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finished_at: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    run_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<Pseudonym>,
    approvals: usize,
    overridden: bool,
    /// Whether later entries say something of its own.
    amended: bool,
}

impl Row {
    /// The line of a deployment.
    pub(super) fn of(one: &Deployed) -> Self {
        Self {
            id: one.id.clone(),
            service: one.service.clone(),
            environment: one.environment.name.clone(),
            region: one.environment.region.clone(),
            kind: kind_word(one.kind()),
            state: one.state(),
            subjects: one.subjects.clone(),
            first_entry: one.events.first().map(|event| event.at.time),
            last_entry: one.events.last().map(|event| event.at.time),
            started_at: one.started_at(),
            finished_at: one.finished_at(),
            run_id: one.run().map(|run| run.run_id.to_string()),
            actor: one.actor().map(|actor| actor.pseudonym.clone()),
            approvals: one.approvals().len(),
            overridden: one.overridden().is_some(),
            amended: one.events.iter().any(|event| !event.amendments.is_empty()),
        }
    }

    /// Its id, as text.
    pub(super) fn id(&self) -> String {
        self.id.to_string()
    }

    /// What its last event left it as.
    pub(super) const fn state(&self) -> State {
        self.state
    }

    /// What was deployed.
    pub(super) fn subjects(&self) -> &[Subject] {
        &self.subjects
    }

    /// What was deployed, as short as a line takes it.
    pub(super) fn subject(&self) -> String {
        let named = |subject: &Subject| {
            let digest = serde_json::to_value(&subject.digest).ok();
            let digits =
                digest.as_ref().and_then(|set| set.as_object()?.values().next()?.as_str().map(str::to_owned));
            let short: String = digits.unwrap_or_default().chars().take(12).collect();
            format!("{}@{short}", subject.name)
        };
        match self.subjects.as_slice() {
            [] => String::new(),
            [one] => named(one),
            [first, rest @ ..] => format!("{} and {} more", named(first), rest.len()),
        }
    }

    /// The environment, and the region in it.
    pub(super) fn place(&self) -> String {
        match &self.region {
            Some(region) => format!("{} {region}", self.environment),
            None => self.environment.to_string(),
        }
    }

    /// What marks it out.
    fn marks(&self) -> String {
        let marks =
            [(self.overridden, "overridden"), (self.amended, "amended"), (self.approvals == 0, "no approval")];
        let marks: Vec<&str> = marks.into_iter().filter_map(|(is, mark)| is.then_some(mark)).collect();
        marks.join(", ")
    }

    fn cells(&self) -> Vec<Piece> {
        vec![
            Piece::code(self.id.to_string()),
            Piece::plain(self.first_entry.map(|time| time.to_string()).unwrap_or_default()),
            Piece::plain(self.service.to_string()),
            Piece::plain(self.place()),
            Piece::plain(self.kind),
            Piece::plain(self.state.word()),
            Piece::code(self.subject()),
            Piece::plain(self.marks()),
        ]
    }
}

/// Deployments for people.
pub(super) fn table(rows: &[Row]) -> Table {
    let mut table =
        Table::new(&["Deployment", "Began", "Service", "Environment", "Kind", "State", "What", "Marks"]);
    table.rows = rows.iter().map(Row::cells).collect();
    table
}
