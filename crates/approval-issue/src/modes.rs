//! What each mode reads. Nothing is changed here.

use std::time::Duration;

use approval::people::Account;
use approval::policy::Policy as Rules;
use approval::posted;
use approval::request::Request;
use github::{Clock, GitHub, Kind, Repository, Settings, issues};
use runner::setting::Token;
use runner::{InputError, Setting};

use crate::facts::{Absent, Case, Facts, Fresh, is_open, permits};
use crate::gather::source::{Asking, Pinned, SourceProblem, pin_beside};
use crate::keep::{Last, Open, Opening, Place, Secrets};
use crate::plan::request_mark;
use crate::policy::{Mode, Policy};
use crate::record::Roster;

mod asked;
mod case;
pub(crate) mod kept;
mod sweep;

pub(crate) use case::{Look, read_case};

/// Longest time that one call may take with all its repetitions.
const BUDGET: Duration = Duration::from_secs(120);

/// How GitHub is reached, and for which run.
pub(crate) struct Reach<'a> {
    pub(crate) github: GitHub,
    pub(crate) members: Option<GitHub>,
    pub(crate) repository: Repository,
    pub(crate) repository_id: u64,
    pub(crate) run: Option<u64>,
    pub(crate) setting: &'a Setting,
    /// Where the record is kept, if there is one.
    pub(crate) record: Option<Open<'a>>,
    /// Who people are, for the record.
    pub(crate) roster: &'a Roster,
    /// The file of allowed signers, where votes are signed.
    pub(crate) signers: &'a [u8],
    /// The policy file, where there is one.
    pub(crate) policy_file: Option<&'a str>,
}

/// What a run brings along that stands in no policy.
#[derive(Debug, Default)]
pub(crate) struct Brought {
    /// The token for members of teams.
    pub(crate) members: Option<Token>,
    pub(crate) secrets: Secrets,
    pub(crate) roster: Roster,
    /// The file of allowed signers, where the policy asks for signatures.
    pub(crate) signers: Vec<u8>,
    /// The policy file, where there is one.
    pub(crate) policy_file: Option<String>,
    /// The ledger as this run read it last.
    pub(crate) last: Last,
}

impl Reach<'_> {
    pub(crate) fn asking(&self) -> Asking<'_> {
        Asking { github: &self.github, members: self.members.as_ref(), repository: &self.repository }
    }

    /// The same rules with numbers for names, beside accounts that were just shown.
    pub(crate) async fn pinned(&self, rules: &Rules, shown: &[&Account]) -> anyhow::Result<Pinned> {
        pin_beside(self.asking(), rules, shown).await.map_err(|problem| match problem {
            SourceProblem::GitHub { error, .. } => anyhow::Error::from(error),
            other => InputError::new("approvers", other.to_string()).into(),
        })
    }
}

/// Does the work with clients, on a runtime that ends with it.
pub(crate) fn within<T>(
    setting: &Setting,
    brought: &Brought,
    kept_in: Option<&Place>,
    clock: &dyn Fn() -> Box<dyn Clock>,
    work: impl AsyncFnOnce(Reach<'_>) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let token = setting.token.as_ref().ok_or_else(|| {
        InputError::new(
            "token",
            "is missing: pass `token: ${{ github.token }}` and permit the job `issues: write`",
        )
    })?;
    let run = &setting.context.run;
    let place = run.repository.as_deref().zip(run.repository_id);
    let (name, repository_id) = place.ok_or_else(|| {
        InputError::new("GITHUB_REPOSITORY", "is missing: approvals are asked for in a workflow's run")
    })?;
    let repository: Repository =
        name.parse().map_err(|_| InputError::new("GITHUB_REPOSITORY", "is no `owner/name`"))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let connect = |token: &Token| -> anyhow::Result<GitHub> {
            let var = |name: &str| setting.vars.get(name).cloned();
            let mut settings = Settings::from_vars(&var, token.expose())?;
            settings.budget = BUDGET;
            Ok(GitHub::with_clock(settings, clock())?)
        };
        let (github, members) = (connect(token)?, brought.members.as_ref().map(connect).transpose()?);
        let open = |place: &Place| -> anyhow::Result<Open<'_>> {
            let (github, token, clock) = (connect(token)?, token.expose(), clock());
            let last = &brought.last;
            let how = Opening { github, repository: &repository, repository_id, setting, token, clock, last };
            Open::at(place, &brought.secrets, how)
        };
        let record = kept_in.map(open).transpose()?;
        let (run, roster, signers) = (run.run_id, &brought.roster, &*brought.signers);
        let repository = repository.clone();
        let policy_file = brought.policy_file.as_deref();
        let reach = Reach {
            github,
            members,
            repository,
            repository_id,
            run,
            setting,
            record,
            roster,
            signers,
            policy_file,
        };
        work(reach).await
    })
}

/// A request that an issue of ours shows.
pub(crate) struct Candidate {
    pub(crate) number: u64,
    author: Option<u64>,
    pub(crate) open: bool,
    pub(crate) request: Request,
    digest: String,
}

/// The requests that issues of ours show, the newest first. Whether somebody changed one is looked at when it is read.
async fn candidates(reach: &Reach<'_>, state: &str) -> Result<Vec<Candidate>, github::Error> {
    let ours = reach.github.viewer().await?;
    // Others may open as many as they like: of those nothing is listed.
    let mut found = alike(reach, state, Some(&ours.login)).await?;
    found.retain(|candidate| candidate.author == Some(ours.id));
    Ok(found)
}

/// The same with those that look alike, whoever opened them.
async fn alike(reach: &Reach<'_>, state: &str, creator: Option<&str>) -> Result<Vec<Candidate>, github::Error> {
    let all = match creator {
        Some(creator) => issues::list_by(&reach.github, &reach.repository, state, creator).await?,
        None => issues::list(&reach.github, &reach.repository, state, None).await?,
    };
    let of = |issue: issues::Issue| {
        let text = issue.body.as_deref().unwrap_or_default();
        let is_marked = issue.pull_request.is_none() && request_mark().marks(text);
        let shown = if is_marked { posted::read(text).ok()?? } else { return None };
        let (open, number, author) = (issue.state == "open", issue.number, issue.user.map(|user| user.id));
        Some(Candidate { number, author, open, request: shown.request, digest: shown.digest })
    };
    let mut found: Vec<Candidate> = all.into_iter().filter_map(of).collect();
    found.sort_by_key(|candidate| std::cmp::Reverse(candidate.number));
    Ok(found)
}

/// What would be asked for now with what is read back from a request that was posted.
pub(crate) fn read_back(wanted: &Request, posted: &Request) -> Request {
    Request {
        requesters: posted.requesters.clone(),
        expires: posted.expires,
        replaces: posted.replaces.clone(),
        ..wanted.clone()
    }
}

/// Reads all that the mode is about.
pub(crate) async fn gather(reach: &Reach<'_>, policy: &Policy) -> anyhow::Result<Facts> {
    let mut facts = Facts {
        mode: policy.mode,
        place: (reach.setting.context.server_url.clone(), reach.repository.to_string()),
        cases: Vec::new(),
        fresh: None,
        quiet: 0,
        absent: None,
        population: Vec::new(),
        impossible: false,
        failed: Vec::new(),
        done: Vec::new(),
        record_path: None,
        doctor: None,
    };
    match policy.mode {
        Mode::Decide => decide(reach, policy, &mut facts).await?,
        Mode::Sweep => sweep::sweep(reach, policy, &mut facts).await?,
        Mode::Request | Mode::Verify | Mode::Wait | Mode::Simulate => asks(reach, policy, &mut facts).await?,
        Mode::Doctor => facts.doctor = Some(doctor(reach, policy).await?),
    }
    Ok(facts)
}

/// What guards the gate of an environment.
async fn doctor(reach: &Reach<'_>, policy: &Policy) -> anyhow::Result<crate::doctor::facts::Seen> {
    let environment = policy.environment.clone().unwrap_or_default();
    let rules = policy.of(&environment).ok_or_else(|| {
        InputError::new("environment", format!("the policy file says nothing about `{environment}`"))
    })?;
    let (policy, sources) = (reach.policy_file.map(str::to_owned), crate::gather::source::all(&rules));
    let wanted = crate::gather::doctor::Wanted { environment, policy, sources };
    Ok(crate::gather::doctor::read(reach.asking(), wanted).await?)
}

fn keep(facts: &mut Facts, read: Result<Case, Absent>) {
    match read {
        Ok(case) => facts.cases.push(case),
        Err(absent) => facts.absent = Some(absent),
    }
}

async fn decide(reach: &Reach<'_>, policy: &Policy, facts: &mut Facts) -> anyhow::Result<()> {
    let event = &reach.setting.context.event;
    let issue = policy.issue.or(event.issue.as_ref().map(|issue| issue.number));
    let issue = issue.ok_or_else(|| {
        InputError::new("issue", "is missing: run `decide` by `issue_comment`, or name the issue")
    })?;
    // Of a deleted comment the thread shows the trace and not the comment.
    let is_there = event.action.as_deref() != Some("deleted");
    let woke = event.comment.as_ref().filter(|_| is_there).map(|comment| comment.id);
    let look = Look { woke: policy.comment.or(woke), ..Look::at(issue) };
    keep(facts, read_case(reach, policy, look).await?);
    Ok(())
}

/// What this run is to deploy: the request for it that there is, or the one that is to be made.
async fn asks(reach: &Reach<'_>, policy: &Policy, facts: &mut Facts) -> anyhow::Result<()> {
    let wanted = asked::read(reach, policy).await?;
    let request = &wanted.request;
    let all = candidates(reach, "all").await?;
    let here = |candidate: &&Candidate| {
        let other = &candidate.request;
        other.repository_id == request.repository_id
            && other.environment.to_lowercase() == request.environment.to_lowercase()
    };
    // Which issue is looked at says nothing about which request is the last one.
    let named = |candidate: &&Candidate| policy.issue.is_none_or(|issue| issue == candidate.number);
    let of_here: Vec<&Candidate> = all.iter().filter(here).collect();
    let same = |candidate: &&&Candidate| read_back(request, &candidate.request) == candidate.request;
    let newest = of_here.iter().filter(|candidate| named(candidate)).find(same).copied();
    let last = of_here.iter().copied().find(named);
    let chosen = match policy.mode {
        Mode::Verify => newest.or(last),
        // What was asked before says nothing of who could approve, and a simulation must never look like an approval.
        Mode::Simulate => None,
        _ => newest,
    };
    if let Some(candidate) = chosen {
        let look = Look { wanted: Some(request), read: Some(&wanted), ..Look::at(candidate.number) };
        match read_case(reach, policy, look).await? {
            Ok(mut case) => {
                // Attack 36: a later request for the same environment ends an earlier one, whatever was said there.
                let later = of_here.first().filter(|newer| newer.number > candidate.number);
                if let (Some(later), None) = (later, &case.ground.fate) {
                    let by = later.digest.clone();
                    case.ground.fate = Some(approval::facts::Fate::Superseded { by });
                }
                if policy.mode == Mode::Verify || stays(&case, reach.run) {
                    facts.cases.push(case);
                }
            }
            // What was asked for outside of the record is asked for anew.
            Err(absent) if absent.reason == "not-recorded" && policy.mode != Mode::Verify => {}
            Err(absent) => facts.absent = Some(absent),
        }
    }
    if policy.mode == Mode::Verify {
        if facts.cases.is_empty() && facts.absent.is_none() {
            let message = "no request of ours asks for this: run `mode: request` before the job that deploys";
            facts.absent = Some(Absent { reason: "not-asked".to_owned(), message: message.to_owned() });
        }
        return Ok(());
    }
    if policy.mode != Mode::Simulate && (!facts.cases.is_empty() || facts.absent.is_some()) {
        return Ok(());
    }
    let population = asked::population(reach, &wanted).await?;
    (facts.impossible, facts.population) = (population.impossible, population.lines.clone());
    if policy.mode == Mode::Simulate {
        return Ok(());
    }
    if facts.impossible {
        let input = wanted.said_by(reach.policy_file.is_some());
        return Err(InputError::new(input, facts.population.join(" ")).into());
    }
    let replaces = of_here.iter().filter(|other| other.open).map(|other| other.number).collect();
    let ends = kept::unended(reach, policy, &of_here).await?;
    facts.fresh = Some(Fresh { replaces, ends, ..wanted.fresh(reach, policy, &population)? });
    Ok(())
}

/// Whether a run that asks is answered by this request. What is over is asked for anew; a denial holds for the run that it denied.
fn stays(case: &Case, run: Option<u64>) -> bool {
    let outcome = case.evaluation().outcome;
    let is_denied = outcome == approval::evaluation::Outcome::Denied;
    let was_asked = run.is_some_and(|run| case.runs.contains(&run));
    is_open(outcome) || permits(outcome) || (is_denied && was_asked)
}

/// A thread that is behind is no answer, and no error either.
pub(crate) fn behind(message: String) -> Absent {
    Absent { reason: "behind".to_owned(), message }
}

/// Whether GitHub said that something is not there.
pub(crate) fn is_missing(error: &github::Error) -> bool {
    matches!(error.kind, Kind::NotFound | Kind::Gone)
}
