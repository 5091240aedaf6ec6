//! Does what the course says, and notes what came of it.

mod measure;
mod observe;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::course::{self, Next};
use crate::facts::{Facts, Phase, Ran, Rollback, Round, Try};
use crate::length;
use crate::mark::Mark;
use crate::means::Means;
use crate::policy::{Kind, Policy};
use crate::secrets::Secrets;

/// Everything that is at hand.
pub(crate) struct Actor<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) secrets: &'a Secrets,
    pub(crate) means: &'a Means,
    pub(crate) mark: Mark<'a>,
    /// The clock's moment at which it began.
    start: u64,
}

/// Goes on until nothing is left to do.
pub(crate) fn act(policy: &Policy, secrets: &Secrets, means: &Means, mark: Mark<'_>) -> Facts {
    let start = means.clock.elapsed_ms();
    let actor = Actor { policy, secrets, means, mark, start };
    let mut facts = Facts { began: means.clock.unix_ms(), ..Facts::default() };
    secrets.masks().iter().for_each(|mask| means.shell.mask(mask));
    loop {
        let now = actor.now();
        match course::next(policy, &facts, now) {
            Next::Done => break,
            Next::Wait(until) => means.clock.sleep(Duration::from_millis(until.saturating_sub(now))),
            Next::Begin(_) => facts.phases.push(Phase { began_ms: now, ..Phase::default() }),
            Next::Rollback => facts.rollback = Some(actor.go_back(&facts)),
            Next::Command(at) => {
                let ran = actor.command(at);
                on(&mut facts, at, |phase| phase.command = Some(ran));
            }
            Next::Try(at) => {
                let one = actor.attempt_all();
                actor.tell(&one, &facts);
                on(&mut facts, at, |phase| phase.tries.push(one));
            }
            Next::Measure(at) => {
                let since = facts.phases.get(at).map_or(0, |phase| facts.began.saturating_add(phase.began_ms));
                let round = actor.measure_all(since);
                on(&mut facts, at, |phase| phase.readings.push(round));
            }
        }
    }
    facts.ended_ms = Some(actor.now());
    facts
}

fn on(facts: &mut Facts, at: usize, change: impl FnOnce(&mut Phase)) {
    if let Some(phase) = facts.phases.get_mut(at) {
        change(phase);
    }
}

impl Actor<'_> {
    /// Milliseconds since the beginning.
    pub(crate) fn now(&self) -> u64 {
        self.means.clock.elapsed_ms().saturating_sub(self.start)
    }

    /// How long until the deadline; nothing once it is over.
    pub(crate) fn left(&self) -> Option<Duration> {
        let left = self.policy.retries.deadline_ms.saturating_sub(self.now());
        (left > 0).then(|| Duration::from_millis(left))
    }

    fn attempt_all(&self) -> Try {
        let at_ms = self.now();
        let checks = self.policy.checks.iter().zip(&self.secrets.urls);
        let attempts = checks.map_while(|(check, url)| self.observe(check, url)).collect();
        Try { at_ms, ended_ms: self.now(), attempts }
    }

    fn measure_all(&self, since: u64) -> Round {
        let at_ms = self.now();
        let metrics = self.policy.metrics.iter().map_while(|metric| self.measure(metric, since)).collect();
        Round { at_ms, ended_ms: self.now(), metrics }
    }

    /// One line a try, for whoever watches.
    fn tell(&self, one: &Try, facts: &Facts) {
        for (check, attempt) in self.policy.checks.iter().zip(&one.attempts) {
            let faults = crate::judge::faults(check, attempt, facts.began);
            let words: Vec<&str> = faults.iter().map(|fault| fault.reason()).collect();
            let found = if words.is_empty() { "holds".to_owned() } else { words.join(", ") };
            self.means
                .shell
                .say(&format!("{:>8} ms  {}: {found} ({} ms)", attempt.at_ms, check.name, attempt.latency_ms));
        }
    }

    fn command(&self, at: usize) -> Ran {
        let step = self.policy.steps.get(at);
        let percent = step.map_or(0, |step| step.percent);
        let command = self.secrets.steps.get(at).cloned().flatten().unwrap_or_default();
        self.means.shell.say(&format!("Step {} of {}: {percent} %", at + 1, self.policy.steps.len()));
        let limit = Duration::from_millis(self.policy.command_timeout_ms);
        let limit = self.left().map_or(limit, |left| left.min(limit));
        self.run(&command, at, limit)
    }

    fn run(&self, command: &str, at: usize, limit: Duration) -> Ran {
        let began_ms = self.now();
        let percent = self.policy.steps.get(at).map(|step| step.percent.to_string());
        let kind = self.policy.rollout.map(|kind| match kind {
            Kind::Canary => "canary",
            Kind::Rolling => "rolling",
        });
        let variables = BTreeMap::from([
            ("RELEASEGATE_STEP", (at + 1).to_string()),
            ("RELEASEGATE_PERCENT", percent.unwrap_or_default()),
            ("RELEASEGATE_PLAN", kind.unwrap_or_default().to_owned()),
        ]);
        let end = self.means.shell.run(command, &variables, limit);
        Ran { began_ms, ended_ms: self.now(), end }
    }

    /// Goes back, once in an attempt of the run, whichever process does it. The deadline is no reason not to: who goes back has a time of its own.
    fn go_back(&self, facts: &Facts) -> Rollback {
        if let Some(end) = self.mark.found() {
            self.means
                .shell
                .say("Going back was begun before in this attempt of the run, and is not begun again.");
            return Rollback::Earlier(end);
        }
        if let Err(error) = self.mark.leave(None) {
            self.means.shell.say(&format!("No mark of the way back could be left: {error:#}"));
        }
        self.means.shell.say(&format!("Going back, within {}", length::shown(self.policy.command_timeout_ms)));
        let command = self.secrets.rollback.clone().unwrap_or_default();
        let at = facts.phases.len().saturating_sub(1);
        let ran = self.run(&command, at, Duration::from_millis(self.policy.command_timeout_ms));
        if let Err(error) = self.mark.leave(Some(ran.end)) {
            self.means.shell.say(&format!("The mark of the way back could not be completed: {error:#}"));
        }
        Rollback::Ran(ran)
    }
}

#[cfg(test)]
mod tests;
