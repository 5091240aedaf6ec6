//! What this run would ask for, and who could approve it.

use approval::evaluation::SeatState;
use approval::people::{Membership, Source, Tied};
use approval::policy::{Level, Policy as Rules};
use approval::preflight::{self, Answer, Member, Population as Askers, Preflight, Roll};
use approval::request::{Action, Request, SCHEMA};
use approval::resolve::APPROVERS;
use approval::{calendar, posted, resolve};
use runner::markdown::piece;
use runner::report::Piece;
use runner::{InputError, Setting};
use verdict::Time;

use super::Reach;
use crate::facts::Fresh;
use crate::gather::change::{self, Change};
use crate::gather::files::{self, Evidence};
use crate::gather::roster::{Roster, roster};
use crate::gather::run::{self, Asked};
use crate::gather::signature;
use crate::gather::source::{Pinned, all};
use crate::gather::target::{self, Deployed};
use crate::plan::{MARK, said};
use crate::policy::Policy;
use crate::present::issue::{self, Ask};
use crate::present::mention::mentions;
use crate::present::{Links, Names};

/// What this run would ask for.
pub(crate) struct Wanted {
    pub(crate) request: Request,
    /// The rules as they are written.
    written: Rules,
    pinned: Pinned,
    evidence: Vec<Evidence>,
    pub(crate) deployed: Option<Deployed>,
    pub(crate) asked: Asked,
}

/// Who could approve it.
pub(crate) struct Population {
    pub(crate) lines: Vec<String>,
    pub(crate) impossible: bool,
    /// Who may approve and has no key, where votes are signed.
    keyless: Vec<Member>,
    found: Preflight,
    roster: Roster,
    change: Change,
}

/// Reads it: from the run, the workspace and the environment.
pub(crate) async fn read(reach: &Reach<'_>, policy: &Policy) -> anyhow::Result<Wanted> {
    let environment = policy.environment.as_deref().unwrap_or_default();
    let rules = policy.of(environment).ok_or_else(|| {
        InputError::new("environment", format!("the policy file says nothing about `{environment}`"))
    })?;
    let pinned = reach.pinned(&rules, &[]).await?;
    let context = &reach.setting.context.run;
    let (commit, run) = (context.head_sha.clone(), reach.run);
    let (commit, run) = commit.zip(run).ok_or_else(|| {
        InputError::new("GITHUB_SHA", "is missing: approvals are asked for in a workflow's run")
    })?;
    let evidence = evidence(reach.setting, policy, &commit)?;
    let artifacts = files::artifacts(&reach.setting.workspace, &policy.artifacts)
        .map_err(|error| InputError::new("artifacts", error.to_string()))?;
    let asked = run::read(&reach.github, &reach.repository, run).await?;
    let deployed = target::deployed(&reach.github, &reach.repository, &pinned.policy.environment).await?;
    let now = reach.github.moment().and_then(|moment| Time::from_timestamp(moment).ok());
    let now = now.ok_or(crate::gather::NoMoment)?;
    let request = Request {
        schema: SCHEMA.to_owned(),
        repository_id: reach.repository_id,
        environment: pinned.policy.environment.clone(),
        action: if policy.rollback { Action::Rollback } else { Action::Deploy },
        commit,
        artifacts,
        verdicts: evidence.iter().map(|evidence| evidence.judged.clone()).collect(),
        policy_sha256: resolve::digest(&pinned.policy)?,
        requesters: asked.requesters(),
        expires: calendar::minutes_after(now, pinned.policy.expires),
        replaces: deployed.as_ref().map(Deployed::name),
    };
    Ok(Wanted { request: request.arranged()?, written: rules, pinned, evidence, deployed, asked })
}

fn evidence(setting: &Setting, policy: &Policy, commit: &str) -> anyhow::Result<Vec<Evidence>> {
    let mut paths: Vec<String> = Vec::new();
    for found in setting.workspace.find("verdicts", &policy.verdicts)? {
        if found.paths.is_empty() {
            let message = format!("`{}` matches no file: download the verdicts before", found.pattern);
            return Err(InputError::new("verdicts", message).into());
        }
        paths.extend(found.paths.iter().map(|path| setting.workspace.shown(path)));
    }
    paths.sort();
    paths.dedup();
    let wrong = |error: files::FileProblem| InputError::new("verdicts", error.to_string());
    Ok(files::verdicts(&setting.workspace, &paths, commit).map_err(wrong)?)
}

/// Looks who could approve it.
pub(crate) async fn population(reach: &Reach<'_>, wanted: &Wanted) -> anyhow::Result<Population> {
    let sources = all(&wanted.pinned.policy);
    let roster = roster(reach.asking(), &sources).await?;
    let base = wanted.deployed.as_ref().map(|deployed| deployed.sha.as_str());
    let (github, commit) = (&reach.github, &wanted.request.commit);
    let change =
        change::read(github, &reach.repository, base, commit, wanted.asked.run.head_branch.as_deref()).await?;
    let rolls: Vec<Roll> = sources.iter().map(|source| roll(&roster, source)).collect();
    let tied: Vec<Tied> = wanted.asked.tied.iter().chain(&change.tied).cloned().collect();
    let asked = Askers {
        requesters: &wanted.request.requesters,
        tied: &tied,
        unattributed: &change.unattributed,
        rolls: &rolls,
    };
    let found = preflight::preflight(&wanted.pinned.policy, asked);
    let mut lines: Vec<String> = found.obstacles.iter().map(|obstacle| format!("{obstacle}.")).collect();
    lines.extend(roster.troubles.iter().map(|trouble| trouble.problem.clone()));
    let keyless = keyless(&wanted.pinned.policy, &found, reach.signers);
    if !keyless.is_empty() {
        let names: Vec<&str> = keyless.iter().map(|member| member.login.as_str()).collect();
        let names = names.join(", ");
        lines.push(format!(
            "No key in {} yet, so that their approval does not count: {names}.",
            signature::PATH
        ));
    }
    for seat in &found.seats {
        let may: Vec<&str> = seat.may.iter().map(|member| member.login.as_str()).collect();
        let may = if may.is_empty() { "nobody who is known".to_owned() } else { may.join(", ") };
        lines.push(format!("Seat {} needs {}; it can be filled by {may}.", seat.seat, seat.needed));
    }
    Ok(Population { lines, impossible: found.answer == Answer::Impossible, found, roster, keyless, change })
}

/// Who may fill a seat and can sign nothing: known before anybody approves in vain.
fn keyless(rules: &Rules, found: &Preflight, signers: &[u8]) -> Vec<Member> {
    if rules.signature != Level::Ssh {
        return Vec::new();
    }
    let may = found.seats.iter().flat_map(|seat| &seat.may);
    let mut keyless: Vec<Member> =
        may.filter(|member| !signature::has_key(signers, member.id)).cloned().collect();
    keyless.sort();
    keyless.dedup();
    keyless
}

fn roll(roster: &Roster, source: &Source) -> Roll {
    let belongs = |of: &[(Source, Membership)]| {
        of.iter().any(|(named, answer)| named == source && matches!(answer, Membership::Active { .. }))
    };
    let people = roster.people.iter().filter(|person| belongs(&person.now.of));
    let members = people.map(|person| Member { id: person.id, login: person.login.clone() }).collect();
    Roll { source: source.clone(), members: (!roster.open.contains(source)).then_some(members) }
}

impl Wanted {
    /// The input that says who approves.
    pub(crate) fn said_by(&self, is_in_file: bool) -> &'static str {
        match self.written.seats.as_slice() {
            _ if is_in_file => "config",
            [one] if one.id == APPROVERS => "approvers",
            _ => "seats",
        }
    }

    /// What names of these rules are, if they were looked up for it.
    pub(crate) fn pinned(&self, rules: &Rules) -> Option<&Pinned> {
        (*rules == self.written).then_some(&self.pinned)
    }

    /// The issue that asks for it.
    pub(crate) fn fresh(
        &self,
        reach: &Reach<'_>,
        policy: &Policy,
        population: &Population,
    ) -> anyhow::Result<Fresh> {
        let (request, digest) = (&self.request, self.request.digest()?);
        let links = Links::new(&reach.setting.context.server_url, &reach.repository.to_string());
        let mut names = Names::default();
        for tied in self.asked.tied.iter().chain(&population.change.tied) {
            names.add(Some(tied.id), &tied.login);
        }
        for person in &population.roster.people {
            names.add(Some(person.id), &person.login);
        }
        let seats =
            population.found.seats.iter().zip(&self.pinned.policy.seats).map(|(seat, rule)| SeatState {
                id: seat.seat.clone(),
                needed: seat.needed,
                filled: Vec::new(),
                open_to: seat.may.iter().map(|member| member.id).collect(),
                waits_for: rule.after.clone(),
            });
        let ask = Ask {
            request,
            digest: &digest,
            code: request.code()?,
            block: &posted::write(request, &[])?,
            links: &links,
            policy: &self.pinned.policy,
            seats: &seats.collect::<Vec<_>>(),
            names: &names,
            run: reach.run.map(|run| (run, self.asked.run.run_attempt)),
            change: &population.change,
            evidence: &self.evidence,
            deployed: self.deployed.as_ref(),
            mentions: &mentions(&self.pinned.policy, &population.roster.people),
            remarks: &self.pinned.remarks,
            keyless: &population.keyless.iter().map(|member| member.id).collect::<Vec<_>>(),
        };
        let run = reach.run.map(|run| said("run", &run.to_string())).unwrap_or_default();
        let record = reach.record.as_ref().map(|open| said("record", &open.name())).unwrap_or_default();
        let run = format!("{run}{record}");
        let body: String = policy.body.iter().flat_map(|body| body.chars()).take(5_000).collect();
        let body = if body.is_empty() { body } else { format!("{}\n\n", piece(&Piece::plain(body))) };
        let mark = MARK.saturating_add(run.len()).saturating_add(body.encode_utf16().count());
        let text = format!("{run}{body}{}", issue::text(&ask, mark));
        let title = policy.title.as_ref().map(|title| {
            let title: String = runner::text::one_line(title).chars().take(200).collect();
            format!("{title} ({})", ask.code)
        });
        let title = title.unwrap_or_else(|| issue::title(&ask));
        Ok(Fresh { request: request.clone(), digest, title, text, replaces: Vec::new(), ends: Vec::new() })
    }
}
