//! The report as data: what was asked, what the ledger says of it, and what that rests on.

use std::collections::BTreeMap;

use history::History;
use history::deployed::Deployed;
use history::trouble::Trouble;
use ledger::moment::Moment;
use ledger::name::Slug;
use metrics::{Figures, Scope, Window, measure};
use serde::Serialize;

use crate::chart::{Bars, Span};
use crate::mapping::Mapping;
use crate::query::{Answer, Facts, Query};
use crate::row::Row;
use crate::standing::{Standing, State};

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Of which services and environments.
    pub scope: &'a Scope,
    /// Of which time.
    pub window: &'a Window,
    /// When the report is made: what is overdue is so by then.
    pub now: Moment,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// `releasegate/report/v1`.
    pub schema: &'static str,
    /// When it was made, by the clock of whoever did.
    pub made_at: Moment,
    /// What it rests on.
    pub standing: Standing,
    /// Of which time it is.
    pub window: Told,
    /// The figures of each service in each environment.
    pub figures: Vec<Figures>,
    /// The deployments by day or week.
    pub bars: Bars,
    /// When what failed did, and when incidents were.
    pub spans: Vec<Span>,
    /// The deployments, newest first.
    pub deployments: Vec<Row>,
    /// The incidents, newest first.
    pub incidents: Vec<Trouble>,
    /// The controls that ask.
    pub controls: Vec<Mapping>,
    /// What the record answers, by query.
    pub answers: BTreeMap<&'static str, Answer>,
}

/// The window and the scope, as a reader needs them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Told {
    /// Its first moment.
    pub from: Moment,
    /// The first moment that is no longer in it.
    pub to: Moment,
    /// The zone of its days.
    pub zone: String,
    /// The service, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<Slug>,
    /// The environment, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<Slug>,
    /// Whether environments that are not for production are in it.
    pub every_tier: bool,
}

impl Told {
    fn of(asked: Asked<'_>) -> Self {
        let Asked { scope, window, .. } = asked;
        Self {
            from: window.from(),
            to: window.to(),
            zone: window.zone().to_owned(),
            service: scope.service.clone(),
            environment: scope.environment.clone(),
            every_tier: scope.every_tier,
        }
    }

    /// Which deployments are in it, as a sentence.
    #[must_use]
    pub fn words(&self) -> String {
        let what =
            self.service.as_ref().map_or_else(|| "every service".to_owned(), |name| format!("service {name}"));
        match (&self.environment, self.every_tier) {
            (Some(name), _) => format!("{what} in {name}"),
            (None, true) => format!("{what} in every environment"),
            (None, false) => format!("{what} in production"),
        }
    }
}

impl Report {
    /// The report on a history. A deployment is of the window if an entry of it, its begin or its end lies there; so is an incident that was
    /// noticed, or was over, or is told of there.
    #[must_use]
    pub fn of(history: &History, asked: Asked<'_>, standing: Standing, controls: Vec<Mapping>) -> Self {
        let chosen = chosen(history, asked);
        let troubles: Vec<Trouble> = troubles(history, asked);
        let facts = Facts {
            history,
            deployments: &chosen,
            troubles: &troubles,
            standing: &standing,
            window: asked.window,
            environment: asked.scope.environment.as_ref(),
            now: asked.now,
        };
        let queries: Vec<Query> =
            controls.iter().flat_map(|one| &one.controls).flat_map(|one| one.queries.clone()).collect();
        let mut answers = BTreeMap::new();
        for query in queries {
            answers.entry(query.word()).or_insert_with(|| query.ask(&facts));
        }
        // Nothing is measured from records of which one is wrong.
        let is_ground = standing.state != State::Faulty;
        let mut deployments: Vec<Row> = chosen.iter().map(|one| Row::of(one, history)).collect();
        deployments.reverse();
        Self {
            schema: "releasegate/report/v1",
            made_at: asked.now,
            window: Told::of(asked),
            figures: if is_ground { measure(history, asked.scope, asked.window) } else { Vec::new() },
            bars: Bars::of(&deployments, asked.window),
            spans: Span::of(&deployments, &troubles, asked.window),
            deployments,
            incidents: troubles.into_iter().rev().collect(),
            controls,
            answers,
            standing,
        }
    }
}

/// The deployments of a scope and a window, in the order of their first entries.
fn chosen<'h>(history: &'h History, asked: Asked<'_>) -> Vec<&'h Deployed> {
    let places = metrics::read::places(history, asked.scope);
    let parts =
        places.iter().flat_map(|place| &place.rollouts).flat_map(|rollout| rollout.parts.iter().copied());
    let mut chosen: Vec<&Deployed> = parts.filter(|one| is_in(one, asked.window)).collect();
    chosen.sort_by_key(|one| one.events.first().map(|event| event.at.order));
    chosen
}

fn is_in(one: &Deployed, window: &Window) -> bool {
    let told = one.events.iter().any(|event| window.has(event.at.time));
    told || [one.started_at(), one.finished_at()].into_iter().flatten().any(|at| window.has(at))
}

/// The incidents of a scope and a window, in the order in which they were noticed.
fn troubles(history: &History, asked: Asked<'_>) -> Vec<Trouble> {
    let Asked { scope, window, .. } = asked;
    let mut troubles = history.troubles();
    troubles.retain(|one| {
        let here = scope.service.as_ref().is_none_or(|name| one.service == *name)
            && scope
                .environment
                .as_ref()
                .zip(one.environment.as_ref())
                .is_none_or(|(wanted, name)| name == wanted);
        let then = window.has(one.detected_at)
            || one.resolved_at.is_some_and(|at| window.has(at))
            || one.entries.iter().any(|at| window.has(at.time));
        here && then
    });
    troubles.sort_by_key(|one| one.detected_at);
    troubles
}

#[cfg(test)]
mod tests;
