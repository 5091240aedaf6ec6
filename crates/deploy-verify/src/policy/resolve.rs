//! Inputs and the section of the policy file, made one. What both say is a mistake: nobody would know which holds.

use runner::{InputError, Inputs};

use super::{OnUnreachable, Policy, Retries, checks, parsed, plan, shown};
use crate::length::millis;
use crate::secrets::Secrets;
use crate::section::{Check, Rollout, Section, Step, Where};

/// Inputs that describe the first check.
const OF_A_CHECK: [&str; 9] = [
    "method",
    "expect-status",
    "expect-json",
    "expect-body",
    "reject-body",
    "max-latency",
    "min-tls-days",
    "security-headers",
    "max-redirects",
];
const MINUTE: u64 = 60_000;

/// The policy, and what it leaves out.
///
/// # Errors
/// An input or a member that does not hold.
pub(crate) fn resolve(inputs: &Inputs, section: Option<&Section>) -> Result<(Policy, Secrets), InputError> {
    let none = Section::default();
    let section = section.unwrap_or(&none);
    let mut secrets = Secrets { headers: headers(inputs, "headers")?, ..Secrets::default() };
    secrets.prometheus_headers = headers(inputs, "prometheus-headers")?;
    let prometheus = either(inputs, "prometheus", section.prometheus.as_ref())?;
    secrets.prometheus = prometheus.map(|text| parsed("prometheus", &text)).transpose()?;
    let version = given(inputs, "expect-version");
    let checks = checks(inputs, section, version.as_deref(), &mut secrets)?;
    let metrics = plan::metrics(&section.metrics, secrets.prometheus.is_some())?;
    if checks.is_empty() && metrics.is_empty() {
        return Err(InputError::new(
            "url",
            "is required, or `checks` in the policy file: nothing else says what is healthy",
        ));
    }
    let versions = checks.iter().any(|check| check.version.is_some());
    let rollout = rollout(inputs, section)?;
    let retries = retries(inputs, section, versions, rollout.is_some())?;
    let mut policy = Policy {
        checks,
        retries,
        on_unreachable: on_unreachable(
            either(inputs, "on-unreachable", section.on_unreachable.as_ref())?.as_deref(),
        )?,
        rollout: None,
        steps: Vec::new(),
        metrics,
        prometheus: secrets.prometheus.as_ref().map(shown),
        rollback: None,
        command_timeout_ms: time(inputs, "command-timeout", section.command_timeout.as_ref(), 10 * MINUTE)?,
    };
    if let Some(rollout) = rollout {
        let (kind, steps, commands) = plan::steps(&rollout, retries.initial_delay_ms)?;
        (policy.rollout, policy.steps, secrets.steps) = (Some(kind), steps, commands);
    }
    secrets.rollback = either(inputs, "rollback-command", section.rollback_command.as_ref())?;
    policy.rollback =
        secrets.rollback.as_deref().map(|text| plan::digest("rollback-command", text)).transpose()?;
    if policy.command_timeout_ms == 0 {
        return Err(InputError::new("command-timeout", "is no time"));
    }
    Ok((policy, secrets))
}

fn given(inputs: &Inputs, name: &str) -> Option<String> {
    Some(inputs.text(name).to_owned()).filter(|text| !text.is_empty() && inputs.is_given(name))
}

/// What the input or the file says; both is a mistake.
fn either(inputs: &Inputs, name: &str, file: Option<&String>) -> Result<Option<String>, InputError> {
    match (given(inputs, name), file) {
        (Some(_), Some(_)) => {
            Err(InputError::new(name, "stands in the policy file already: leave it out here"))
        }
        (Some(text), None) => Ok(Some(text)),
        (None, file) => Ok(file.cloned()),
    }
}

fn time(inputs: &Inputs, name: &str, file: Option<&String>, default: u64) -> Result<u64, InputError> {
    either(inputs, name, file)?.map_or(Ok(default), |text| millis(name, &text))
}

fn number(inputs: &Inputs, name: &str, file: Option<u32>) -> Result<Option<u32>, InputError> {
    let file = file.map(|number| number.to_string());
    let Some(text) = either(inputs, name, file.as_ref())? else { return Ok(None) };
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let read = text.parse().ok().filter(|_| plain);
    read.map(Some).ok_or_else(|| InputError::new(name, format!("`{text}` is no whole number")))
}

fn retries(inputs: &Inputs, section: &Section, versions: bool, rollout: bool) -> Result<Retries, InputError> {
    // An old instance behind a balancer answers every second time: one right version proves nothing.
    let least = if versions { 3 } else { 1 };
    let deadline = if rollout { 60 * MINUTE } else { 10 * MINUTE };
    let successes = number(inputs, "successes", section.successes)?;
    let retries = Retries {
        initial_delay_ms: time(inputs, "initial-delay", section.initial_delay.as_ref(), 0)?,
        interval_ms: time(inputs, "interval", section.interval.as_ref(), 10_000)?,
        tries: number(inputs, "tries", section.tries)?.unwrap_or(12),
        successes: successes.unwrap_or(least),
        timeout_ms: time(inputs, "timeout", section.timeout.as_ref(), 10_000)?,
        deadline_ms: time(inputs, "deadline", section.deadline.as_ref(), deadline)?,
    };
    if !(1..=1000).contains(&retries.tries) {
        return Err(InputError::new("tries", "must be between 1 and 1000"));
    }
    if successes.is_none() && retries.tries < least {
        let message = format!(
            "must be at least {least}: a version has to be told by {least} tries in a row, unless `successes` asks for fewer"
        );
        return Err(InputError::new("tries", message));
    }
    if !(1..=retries.tries).contains(&retries.successes) {
        let message = format!("must be between 1 and the number of tries, {}", retries.tries);
        return Err(InputError::new("successes", message));
    }
    if retries.timeout_ms == 0 || retries.deadline_ms == 0 {
        return Err(InputError::new("timeout", "and `deadline` must be more than nothing"));
    }
    Ok(retries)
}

fn on_unreachable(word: Option<&str>) -> Result<OnUnreachable, InputError> {
    match word {
        None | Some("inconclusive") => Ok(OnUnreachable::Inconclusive),
        Some("fail") => Ok(OnUnreachable::Fail),
        Some("rollback") => Ok(OnUnreachable::Rollback),
        Some(other) => {
            Err(InputError::new("on-unreachable", format!("`{other}` is none of inconclusive, fail, rollback")))
        }
    }
}

/// `Name: value`, one a line; names in small letters.
fn headers(inputs: &Inputs, name: &str) -> Result<Vec<(String, String)>, InputError> {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    // Those that say where a message ends, or for whom it is, are the client's.
    let own = ["host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer"];
    let mut headers = Vec::new();
    for line in inputs.lines(name) {
        // The message never repeats the line, which may be a secret.
        let wrong = || InputError::new(name, "has a line that is no header: write `Name: value`");
        let (field, value) = line.split_once(':').ok_or_else(wrong)?;
        let (field, value) = (field.trim().to_ascii_lowercase(), value.trim());
        let plain = !value.is_empty() && value.bytes().all(|byte| (32..127).contains(&byte));
        if field.is_empty() || !field.bytes().all(token) || !plain || own.contains(&field.as_str()) {
            return Err(wrong());
        }
        headers.push((field, value.to_owned()));
    }
    Ok(headers)
}

fn checks(
    inputs: &Inputs,
    section: &Section,
    version: Option<&str>,
    secrets: &mut Secrets,
) -> Result<Vec<super::Check>, InputError> {
    let urls = inputs.lines("url");
    if section.checks.is_empty() {
        let sections = urls.iter().enumerate().map(|(at, url)| of_inputs(inputs, at, url, version));
        let sections = sections.collect::<Result<Vec<_>, _>>()?;
        return checks::all(&sections, None, version, secrets);
    }
    let described = OF_A_CHECK
        .into_iter()
        .chain(["version-pointer", "version-header"])
        .find(|name| given(inputs, name).is_some());
    if let Some(name) = described {
        return Err(InputError::new(
            name,
            "describes a check, and the policy file has `checks`: write it there",
        ));
    }
    let base = match &urls[..] {
        [] => None,
        [one] => Some(parsed("url", one)?),
        _ => {
            return Err(InputError::new(
                "url",
                "is one address here: the checks of the policy file lie below it",
            ));
        }
    };
    checks::all(&section.checks, base.as_ref(), version, secrets)
}

/// The check of an address in the workflow. What is asked of the body and of the version is asked of the first.
fn of_inputs(inputs: &Inputs, at: usize, url: &str, version: Option<&str>) -> Result<Check, InputError> {
    let words = |name: &str| Some(inputs.list(name)).filter(|words| !words.is_empty());
    let shared = Check {
        url: url.to_owned(),
        method: given(inputs, "method"),
        status: words("expect-status"),
        max_latency: given(inputs, "max-latency"),
        min_tls_days: number(inputs, "min-tls-days", None)?,
        security_headers: words("security-headers").unwrap_or_default(),
        max_redirects: number(inputs, "max-redirects", None)?,
        ..Check::default()
    };
    let place = Where { pointer: given(inputs, "version-pointer"), header: given(inputs, "version-header") };
    let asks = version.is_some() || place != Where::default();
    let (json, body, not_body) =
        (inputs.lines("expect-json"), inputs.lines("expect-body"), inputs.lines("reject-body"));
    if at > 0 {
        return Ok(shared);
    }
    Ok(Check { json, body, not_body, version: asks.then_some(place), ..shared })
}

fn rollout(inputs: &Inputs, section: &Section) -> Result<Option<Rollout>, InputError> {
    let words = inputs.list("steps");
    let own = ["plan", "step-command", "pause"].into_iter().find(|name| given(inputs, name).is_some());
    match (words.is_empty(), &section.rollout, own) {
        (true, file, None) => Ok(file.clone()),
        (_, Some(_), own) => Err(InputError::new(
            own.unwrap_or("steps"),
            "stands in the policy file already, as `rollout`: leave it out here",
        )),
        (true, None, Some(name)) => {
            Err(InputError::new(name, "is of a rollout, and there are no `steps`: write 10, 25, 50, 100"))
        }
        (false, None, _) => {
            let step = |word: &String| {
                let percent = word.trim_end_matches('%').trim().parse().ok();
                let percent =
                    percent.ok_or_else(|| InputError::new("steps", format!("`{word}` is no percentage")))?;
                Ok(Step { percent, ..Step::default() })
            };
            let steps = words.iter().map(step).collect::<Result<_, InputError>>()?;
            let (kind, command) = (given(inputs, "plan"), given(inputs, "step-command"));
            Ok(Some(Rollout { kind, command, pause: given(inputs, "pause"), steps }))
        }
    }
}
