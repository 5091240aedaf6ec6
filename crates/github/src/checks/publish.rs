//! Publishing a check run with any number of annotations, each exactly once.
//!
//! GitHub takes 50 annotations with a request and appends those of every update, so that an update whose answer was lost is repeated only
//! if the number of annotations did not grow. The conclusion comes with the last of them: a check that is over is complete.

use std::time::Duration;

use crate::checks::annotation::same;
use crate::checks::{
    Annotation, Body, CREATE, CheckRun, Progress, Text, UPDATE, annotations, find, read, update,
};
use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::names;
use crate::repository::Repository;
use crate::request::Request;

/// Annotations that one request may bring.
const BATCH: usize = 50;
/// How often the number of annotations is asked for at the end, since it may lag behind.
const LOOKS: u32 = 4;

/// A check run to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The name: with the app, what rules of branches know it by.
    pub name: String,
    /// The commit.
    pub head_sha: String,
    /// The caller's key: the same for the same content, so that whoever publishes again finds what is there already.
    pub external_id: String,
    /// Where more is to be read.
    pub details_url: Option<String>,
    /// Its state once all annotations are there.
    pub progress: Progress,
    /// What it says.
    pub text: Text,
    /// The remarks.
    pub annotations: Vec<Annotation>,
}

impl Check {
    /// Refuses what GitHub would refuse in the middle of the work.
    fn check(&self, target: &str) -> Result<(), Error> {
        self.text.check(&CREATE, target)?;
        for annotation in &self.annotations {
            if let Some(problem) = annotation.problem() {
                let detail =
                    format!("the annotation on {}:{} {problem}", annotation.path, annotation.start_line);
                return Err(Error::new(&CREATE, Kind::Request, target, &detail));
            }
        }
        Ok(())
    }

    /// The annotations that come after the first `done`, as many as one request takes.
    fn batch(&self, done: usize) -> &[Annotation] {
        let rest = self.annotations.get(done..).unwrap_or_default();
        rest.get(..BATCH).unwrap_or(rest)
    }

    /// Whether none is left after the first `done`.
    fn is_complete(&self, done: usize) -> bool {
        done >= self.annotations.len()
    }
}

/// Writes a check run with all its annotations. One with the same key that this app left behind unfinished is completed.
///
/// GitHub has no check run that only one may write: of two who publish with one key at the same time, each may make a check run of its
/// own, of which the newer counts, or both may complete the one that was left behind, so that annotations stand there twice and the later
/// of the two ends with [`Kind::Unconfirmed`]. A key is for one publisher at a time: let it name the run, or give the job a `concurrency`
/// group.
///
/// # Errors
/// [`Kind::Unconfirmed`] if GitHub counts other annotations in the end than were sent, [`Kind::Request`] for what GitHub would not take,
/// [`Kind::Forbidden`] for a token that belongs to no app, and as any write.
pub async fn publish(github: &GitHub, repository: &Repository, check: &Check) -> Result<CheckRun, Error> {
    check.check(&repository.to_string())?;
    let (mut run, mut done) = match left_behind(github, repository, check).await? {
        Some(run) if check.is_complete(run.output.annotations_count) => {
            let run = update(github, repository, run.id, check.progress, &check.text).await?;
            (run, check.annotations.len())
        }
        Some(run) => {
            let done = run.output.annotations_count;
            (run, done)
        }
        None => (create(github, repository, check).await?, check.batch(0).len()),
    };
    while !check.is_complete(done) {
        run = annotate(github, repository, check, &run, done).await?;
        done += check.batch(done).len();
    }
    counted(github, repository, check, run).await
}

/// The check run of an earlier attempt, if what it has is what this one begins with: annotations cannot be taken back.
async fn left_behind(
    github: &GitHub,
    repository: &Repository,
    check: &Check,
) -> Result<Option<CheckRun>, Error> {
    let Some(run) = find(github, repository, &check.head_sha, &check.name, &check.external_id).await? else {
        return Ok(None);
    };
    let there = annotations(github, repository, run.id).await?;
    let begins = check.annotations.get(..there.len()).is_some_and(|first| same(&there, first));
    Ok((begins && there.len() == run.output.annotations_count).then_some(run))
}

async fn create(github: &GitHub, repository: &Repository, check: &Check) -> Result<CheckRun, Error> {
    let sha = names::sha(&CREATE, &check.head_sha)?;
    let first = check.batch(0);
    let progress = if check.is_complete(first.len()) { check.progress } else { Progress::InProgress };
    let start = Body {
        name: Some(&check.name),
        head_sha: Some(&sha),
        external_id: Some(&check.external_id),
        details_url: check.details_url.as_deref(),
        ..Body::default()
    };
    let body = start.progress(progress).says(&check.text, first);
    let own = async || find(github, repository, &sha, &check.name, &check.external_id).await;
    // Numbers ascend: what is lost is newer than all that was there before.
    let before = own().await?.map_or(0, |run| run.id);
    let lost = async || Ok(own().await?.filter(|run| run.id > before));
    github.send_or_find(Request::of(&CREATE, repository).json(&body), lost).await
}

/// Adds the next batch; with the last one comes the state.
async fn annotate(
    github: &GitHub,
    repository: &Repository,
    check: &Check,
    run: &CheckRun,
    done: usize,
) -> Result<CheckRun, Error> {
    let batch = check.batch(done);
    let after = done + batch.len();
    let body = Body::default().says(&check.text, batch);
    let body = if check.is_complete(after) { body.progress(check.progress) } else { body };
    let request = Request::of(&UPDATE, repository).at("check_run_id", run.id).json(&body);
    let find = async || {
        let now = read(github, repository, run.id).await?;
        match now.output.annotations_count {
            count if count == after => Ok(Some(now)),
            count if count == done => Ok(None),
            count => {
                let detail = format!("GitHub counts {count} annotations, neither {done} nor {after}");
                Err(Error::new(&UPDATE, Kind::Conflict, &repository.to_string(), &detail))
            }
        }
    };
    github.send_or_find(request, find).await
}

/// The check run, once GitHub counts what was sent.
async fn counted(
    github: &GitHub,
    repository: &Repository,
    check: &Check,
    mut run: CheckRun,
) -> Result<CheckRun, Error> {
    let expected = check.annotations.len();
    let mut wait = Duration::from_secs(1);
    let is_complete = |run: &CheckRun| run.output.annotations_count == expected;
    for _ in 0..LOOKS {
        if is_complete(&run) {
            break;
        }
        github.inner.clock.sleep(wait).await;
        wait *= 2;
        run = read(github, repository, run.id).await?;
    }
    if is_complete(&run) {
        return Ok(run);
    }
    let count = run.output.annotations_count;
    let detail = format!("GitHub counts {count} annotations of check run {} instead of {expected}", run.id);
    Err(Error::new(&UPDATE, Kind::Unconfirmed, &repository.to_string(), &detail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::{Conclusion, Level};

    fn check(annotations: usize) -> Check {
        let annotation = |line: usize| Annotation {
            path: "a.rs".to_owned(),
            start_line: u32::try_from(line).unwrap() + 1,
            end_line: u32::try_from(line).unwrap() + 1,
            start_column: None,
            end_column: None,
            level: Level::Warning,
            message: "text".to_owned(),
            title: None,
            raw_details: None,
        };
        Check {
            name: "coverage".to_owned(),
            head_sha: "a".repeat(40),
            external_id: "key".to_owned(),
            details_url: None,
            progress: Progress::Completed(Conclusion::Success),
            text: Text { title: "t".to_owned(), summary: "s".to_owned(), text: None },
            annotations: (0..annotations).map(annotation).collect(),
        }
    }

    #[test]
    fn batches_hold_fifty_and_leave_nothing_out() {
        for (count, expected) in
            [(0, vec![]), (1, vec![1]), (50, vec![50]), (51, vec![50, 1]), (120, vec![50, 50, 20])]
        {
            let check = check(count);
            let (mut done, mut sizes) = (0, Vec::new());
            while !check.is_complete(done) {
                sizes.push(check.batch(done).len());
                done += check.batch(done).len();
            }
            assert_eq!(sizes, expected);
        }
    }

    #[test]
    fn what_would_fail_in_the_middle_is_refused_at_the_start() {
        let refused = |change: &dyn Fn(&mut Check)| {
            let mut check = check(60);
            change(&mut check);
            check.check("octo/shop").unwrap_err().detail
        };
        assert!(check(60).check("octo/shop").is_ok());
        assert!(refused(&|check| check.annotations[59].message = "x".repeat(65_537)).contains("a.rs:60"));
        assert!(refused(&|check| check.annotations[59].end_line = 3).contains("ends before it begins"));
        assert!(refused(&|check| check.annotations[59].title = Some("x".repeat(256))).contains("title"));
        assert!(refused(&|check| check.text.summary = "x".repeat(65_536)).contains("summary"));
    }

    #[test]
    fn a_conclusion_that_github_alone_sets_is_not_sent() {
        let body = |conclusion| serde_json::to_value(Body::default().progress(Progress::Completed(conclusion)));
        assert_eq!(
            body(Conclusion::TimedOut).unwrap(),
            serde_json::json!({"status": "completed", "conclusion": "timed_out"})
        );
        assert!(body(Conclusion::Stale).is_err() && body(Conclusion::Unknown).is_err());
    }
}
