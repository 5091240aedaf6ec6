//! Says what was decided. Pure: it reads the verdict and nothing else.

use journal::artifacts::Artifact;
use runner::report::{Block, Column, Piece, Report, Section, Table};
use verdict::{Status, Verdict};

use crate::decide::Details;
use crate::policy::Mode;

/// The report of a verdict.
pub(crate) fn report(verdict: &Verdict) -> Report {
    let details = verdict.details.get("deployment").cloned().map(serde_json::from_value::<Details>);
    let Some(Ok(details)) = details else {
        return Report {
            title: "Deployment record".to_owned(),
            status: Some(verdict.status),
            headline: verdict.summary.clone(),
            ..Report::default()
        };
    };
    Report {
        title: "Deployment record".to_owned(),
        status: Some(verdict.status),
        headline: verdict.summary.clone(),
        sections: [Some(rules(verdict)), Some(what(&details)), others(&details)]
            .into_iter()
            .flatten()
            .collect(),
        outputs: outputs(&details, matches!(verdict.status, Status::Pass | Status::Warn)),
        ..Report::default()
    }
}

fn rules(verdict: &Verdict) -> Section {
    let rows = verdict.rules.iter().map(|rule| {
        vec![Piece::Status(rule.status), Piece::plain(rule.title.clone()), Piece::plain(rule.message.clone())]
    });
    table(None, &["Status", "Rule", "What was found"], rows.collect())
}

fn what(details: &Details) -> Section {
    let own = details.ground.own.as_ref();
    let mut rows = vec![
        vec![Piece::plain("Service"), Piece::code(details.service.clone())],
        vec![Piece::plain("Environment"), Piece::code(details.environment.clone())],
        vec![Piece::plain("Commit"), Piece::code(details.deployed.commit.clone())],
    ];
    for artifact in &details.deployed.artifacts {
        rows.push(vec![Piece::code(artifact.name.clone()), Piece::code(format!("sha256:{}", artifact.sha256))]);
    }
    rows.extend(
        own.map(|own| vec![Piece::plain("Deployment"), Piece::code(format!("{} ({})", own.id, own.state))]),
    );
    let live = details.ground.live.as_ref();
    rows.extend(
        live.map(|live| {
            vec![Piece::plain("Live"), Piece::code(format!("{} (commit {})", live.id, live.commit))]
        }),
    );
    rows.push(vec![Piece::plain("Ledger"), Piece::code(details.ledger.clone())]);
    if !details.entries.is_empty() {
        let entries: Vec<String> = details.entries.iter().map(u64::to_string).collect();
        rows.push(vec![Piece::plain("Entries"), Piece::code(entries.join(", "))]);
    }
    if let Some(asked) = &details.ground.request {
        rows.push(vec![Piece::plain("Approval"), Piece::code(format!("sha256:{}", asked.digest))]);
    }
    rows.extend(
        details.github.map(|id| vec![Piece::plain("GitHub's deployment"), Piece::code(id.to_string())]),
    );
    table(Some("What is recorded"), &["What", "Value"], rows)
}

/// What else is under way, and what GitHub did not do.
fn others(details: &Details) -> Option<Section> {
    let open = details.ground.open.iter().map(|one| {
        let stale = if one.stale { ", and nobody ended it for too long" } else { "" };
        vec![Piece::plain(format!("Deployment {} began at {} and has no end{stale}.", one.which.id, one.began))]
    });
    let failed = details.done.iter().filter_map(|done| {
        let why = done.failed.as_ref()?;
        Some(vec![Piece::plain(format!("{}: {why}", done.what))])
    });
    let lines: Vec<Vec<Piece>> = open.chain(failed).collect();
    (!lines.is_empty()).then(|| Section {
        heading: Some("To look at".to_owned()),
        folded: false,
        blocks: vec![Block::List(lines)],
    })
}

fn table(heading: Option<&str>, columns: &[&'static str], rows: Vec<Vec<Piece>>) -> Section {
    let columns = columns.iter().map(|title| Column { title, right: false }).collect();
    Section {
        heading: heading.map(str::to_owned),
        folded: false,
        blocks: vec![Block::Table(Table { columns, rows, more: None })],
    }
}

fn outputs(details: &Details, passes: bool) -> Vec<(&'static str, String)> {
    // Whoever goes on by an output of a beginning goes on with the deployment.
    let recorded = !details.entries.is_empty() && (passes || details.mode != Mode::Start);
    let own = details.ground.own.as_ref().filter(|_| recorded);
    let entries: Vec<String> = details.entries.iter().map(u64::to_string).collect();
    let live = details.ground.live.as_ref().filter(|_| details.mode == Mode::Start);
    let live = live.filter(|live| own.is_none_or(|own| own.id != live.id));
    vec![
        ("deployment-id", own.map(|own| own.id.to_string()).unwrap_or_default()),
        ("state", own.map(|own| own.state.to_string()).unwrap_or_default()),
        ("github-deployment-id", details.github.map(|id| id.to_string()).unwrap_or_default()),
        ("entries", entries.join(",")),
        ("previous-id", live.map(|live| live.id.to_string()).unwrap_or_default()),
        ("previous-commit", live.map(|live| live.commit.clone()).unwrap_or_default()),
        ("previous-artifacts", live.map(|live| named(&live.artifacts)).unwrap_or_default()),
        ("commit", details.deployed.commit.clone()),
        ("artifacts", named(&details.deployed.artifacts)),
    ]
}

/// Artifacts as the input takes them: files by their names, since their bytes are elsewhere, and images by their digests.
fn named(artifacts: &[Artifact]) -> String {
    let is_image = |name: &str| name.split_once('/').is_some_and(|(host, _)| host.contains(['.', ':']));
    let line = |one: &Artifact| match is_image(&one.name) {
        true => format!("{}@sha256:{}", one.name, one.sha256),
        false => one.name.clone(),
    };
    artifacts.iter().map(line).collect::<Vec<_>>().join("\n")
}
