//! One request with all that its evaluation sees.

use approval::facts::{Facts, Fate};
use approval::people::{Account, Tied};
use approval::policy::Level;
use approval::posted;
use approval::request::Request;

use super::asked::Wanted;
use super::kept::{Before, recorded};
use super::{Reach, behind, is_missing, read_back};
use crate::facts::{Absent, Case};
use crate::gather::ground::{self, Record, Subject};
use crate::gather::people::{memberships_in, who};
use crate::gather::signature;
use crate::gather::source::all;
use crate::gather::sso;
use crate::gather::target::{self, Deployed};
use crate::gather::thread::{self, Found, Place};
use crate::gather::{change, run};
use crate::plan::{closing_mark, heard, note_mark, request_mark, status_mark};
use crate::policy::Policy;

/// Runs that may wait for one request.
const MOST_RUNS: usize = 20;

fn absent(reason: &str, message: impl Into<String>) -> Absent {
    Absent { reason: reason.to_owned(), message: message.into() }
}

/// Which request is read, and for whom.
#[derive(Clone, Copy)]
pub(crate) struct Look<'a> {
    pub(crate) issue: u64,
    /// The comment for which the run was started.
    pub(crate) woke: Option<u64>,
    /// What this run would ask for, where it deploys.
    pub(crate) wanted: Option<&'a Request>,
    /// What was just read for that, and is not read twice.
    pub(crate) read: Option<&'a Wanted>,
    /// Whether this run opened the issue, so that the record cannot know it yet.
    pub(crate) is_new: bool,
}

impl Look<'_> {
    /// The request of an issue, for nobody in particular.
    pub(crate) const fn at(issue: u64) -> Self {
        Self { issue, woke: None, wanted: None, read: None, is_new: false }
    }
}

/// Reads the request of an issue.
///
/// # Errors
/// GitHub or the record did not answer, so that nothing is known. Without a request there is a reason instead of one.
pub(crate) async fn read_case(
    reach: &Reach<'_>,
    policy: &Policy,
    look: Look<'_>,
) -> anyhow::Result<Result<Case, Absent>> {
    let Look { issue, wanted, .. } = look;
    let repository = reach.repository.clone();
    let place = Place { repository, repository_id: reach.repository_id, issue };
    let found = match thread::read(&reach.github, &place, look.woke).await {
        Ok(found) => found,
        Err(error) if error.ends_pending() => return Ok(Err(behind(error.to_string()))),
        Err(thread::ThreadError::GitHub(error)) => return Err(error.into()),
        Err(error @ (thread::ThreadError::PullRequest(_) | thread::ThreadError::Elsewhere { .. })) => {
            return Ok(Err(absent("no-request", error.to_string())));
        }
        Err(error) => return Err(error.into()),
    };
    let shown = match shown(&found, issue) {
        Ok(shown) => shown,
        Err(absent) => return Ok(Err(absent)),
    };
    if let Some(ledger) = recorded_in(&found.text).filter(|_| reach.record.is_none()) {
        let text = format!(
            "the request of issue {issue} is recorded in {ledger}, and this step keeps no record: give it the `signing-key` of the step that asked"
        );
        return Ok(Err(absent("no-record", text)));
    }
    let Some(rules) = policy.of(&shown.request.environment) else {
        let text = format!("the policy says nothing about `{}`", shown.request.environment);
        return Ok(Err(absent("no-policy", text)));
    };
    let authors: Vec<&Account> = found.comments.iter().filter_map(|comment| comment.author.as_ref()).collect();
    let pinned = match look.read.and_then(|read| read.pinned(&rules)) {
        Some(pinned) => pinned.clone(),
        None => reach.pinned(&rules, &authors).await?,
    };
    let (well_called, rules, teams) = (pinned.well_called(), pinned.policy, pinned.teams);
    let before = match recorded(reach, &shown.request, &rules, &found, look.is_new).await? {
        Ok(before) => before,
        Err(absent) => return Ok(Err(absent)),
    };
    let asked = who(&found.comments, &found.deletions, &before.record.seen, found.ours);
    let known = memberships_in(reach.asking(), &all(&rules), &asked, teams).await?;
    let runs = runs(&found);
    let environment = &shown.request.environment;
    let deployed = match look.read.filter(|read| read.request.environment == *environment) {
        Some(read) => read.deployed.clone(),
        None => target::deployed(&reach.github, &reach.repository, environment).await?,
    };
    // Whoever runs what deploys asks for it too, though the issue does not know that run.
    let own = reach.run.filter(|run| wanted.is_some() && !runs.contains(run));
    let started: Vec<u64> = runs.iter().copied().chain(own).collect();
    let (tied, unattributed) =
        ties(reach, &rules, &shown.request, (&started, look.read), deployed.as_ref()).await?;
    let now = wanted.map(|wanted| read_back(wanted, &shown.request));
    let differs = now.as_ref().map(|now| shown.request.differs(now)).unwrap_or_default();
    let recomputed = now.map(|now| now.digest()).transpose()?;
    let signed = match rules.signature {
        Level::Ssh => signature::signed(&found.comments, &shown.digest, reach.signers),
        Level::Comment | Level::Sso => Vec::new(),
    };
    let (sso, unread) = sso::read(reach.asking(), rules.signature, &found.comments, &known.people).await;
    let troubles = known.troubles.iter().map(|trouble| trouble.problem.clone()).chain(unread).collect();
    let superseded = said(&found, "superseded").next().map(|by| Fate::Superseded { by: by.to_owned() });
    let reminded = said(&found, "reminded").flat_map(str::split_whitespace).map(str::to_owned).collect();
    let (status, said_last, url) = (status(&found), !found.kept(&closing_mark()).is_empty(), found.url.clone());
    let state = found.state.clone();
    let Before { record, kept } = before;
    let record = Record { fate: record.fate.clone().or(superseded), ..record };
    let deployed = deployed.as_ref().map(Deployed::name);
    let subject = Subject { tied, unattributed, deployed, recomputed, differs };
    Ok(Ok(Case {
        issue,
        url,
        request: shown.request,
        digest: shown.digest,
        policy: rules,
        ground: Facts { sso, ..ground::facts(found, known, signed, subject, record) },
        runs,
        status,
        thread: state,
        said: said_last,
        reminded,
        well_called,
        troubles,
        kept,
    }))
}

/// The request that the issue's own text shows; ours alone.
fn shown(found: &Found, issue: u64) -> Result<posted::Shown, Absent> {
    let author = found.issue.author.as_ref().and_then(|author| author.id);
    if author != Some(found.ours) || !request_mark().marks(&found.text) {
        return Err(absent(
            "no-request",
            format!("issue {issue} holds no request of ours: nothing is decided on it"),
        ));
    }
    match posted::read(&found.text) {
        Ok(Some(shown)) => Ok(shown),
        Ok(None) => Err(absent("no-request", format!("issue {issue} shows no request: ask anew"))),
        Err(error) => Err(absent("broken-request", format!("issue {issue}: {error}; ask anew"))),
    }
}

/// The ledger that a request says it is recorded in: who forgets the record in one step would use an approval twice.
fn recorded_in(text: &str) -> Option<&str> {
    let mut lines = text.lines().take(4);
    lines.find_map(|line| line.trim_end().strip_prefix("<!-- releasegate-record ")?.strip_suffix(" -->"))
}

/// What notes of ours say.
fn said<'a>(found: &'a Found, what: &'a str) -> impl Iterator<Item = &'a str> {
    found.kept(&note_mark()).into_iter().filter_map(move |note| heard(what, &note.body))
}

/// The runs that wait for it, as the issue and notes of ours say.
fn runs(found: &Found) -> Vec<u64> {
    let all = heard("run", &found.text).into_iter().chain(said(found, "run"));
    let mut runs: Vec<u64> = Vec::new();
    for run in all.filter_map(|run| run.parse().ok()) {
        if !runs.contains(&run) && runs.len() < MOST_RUNS {
            runs.push(run);
        }
    }
    runs
}

fn status(found: &Found) -> Option<(u64, String)> {
    found.kept(&status_mark()).first().map(|comment| (comment.id, comment.body.clone()))
}

/// Everybody with a tie: who started the runs that wait and the one that looks, and who made the change where that matters.
async fn ties(
    reach: &Reach<'_>,
    rules: &approval::policy::Policy,
    request: &Request,
    (waiting, read): (&[u64], Option<&Wanted>),
    deployed: Option<&Deployed>,
) -> anyhow::Result<(Vec<Tied>, Vec<String>)> {
    let (mut tied, mut branch) = (Vec::new(), None);
    for number in waiting {
        let known = read.map(|read| &read.asked).filter(|asked| asked.run.id == *number);
        let asked = match known {
            Some(asked) => Ok(asked.clone()),
            None => run::read(&reach.github, &reach.repository, *number).await,
        };
        match asked {
            Ok(asked) => {
                branch = branch.or(asked.run.head_branch.clone());
                tied.extend(asked.tied);
            }
            // Runs can be deleted; who asked stands in the request.
            Err(error) if is_missing(&error) => {}
            Err(error) => return Err(error.into()),
        }
    }
    if !(rules.exclude.contributors || rules.exclude.mergers) {
        return Ok((tied, Vec::new()));
    }
    let base = deployed.map(|deployed| deployed.sha.as_str());
    let made = change::read(&reach.github, &reach.repository, base, &request.commit, branch.as_deref()).await?;
    tied.extend(made.tied);
    Ok((tied, made.unattributed))
}
