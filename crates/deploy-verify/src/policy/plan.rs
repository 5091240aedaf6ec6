//! Steps, metrics and commands.

use runner::InputError;
use verdict::canonical::sha256_hex;

use super::{Kind, Metric, Step};
use crate::decimal::Decimal;
use crate::length::millis;
use crate::section;

/// Steps and metrics at most.
const MOST: usize = 50;
/// Longest query or command.
const LONGEST: usize = 16 * 1024;

/// What the steps are, the steps, and the command of each.
type Steps = (Kind, Vec<Step>, Vec<Option<String>>);

/// The steps with their commands; the pause of a step without one is that of all, else the delay before the first try.
pub(super) fn steps(rollout: &section::Rollout, delay_ms: u64) -> Result<Steps, InputError> {
    let wrong = |message: &str| InputError::new("steps", message);
    let kind = match rollout.kind.as_deref() {
        None | Some("canary") => Kind::Canary,
        Some("rolling") => Kind::Rolling,
        Some(other) => return Err(InputError::new("plan", format!("`{other}` is none of canary, rolling"))),
    };
    if rollout.steps.is_empty() || rollout.steps.len() > MOST {
        return Err(wrong("a rollout has between 1 and 50 steps"));
    }
    let rises =
        rollout.steps.windows(2).all(|pair| matches!(pair, [one, other] if one.percent < other.percent));
    if !rises || rollout.steps.iter().any(|step| !(1..=100).contains(&step.percent)) {
        return Err(wrong("must rise, from 1 to 100 at most, such as 10, 25, 50, 100"));
    }
    let mut steps = Vec::new();
    let mut commands = Vec::new();
    for step in &rollout.steps {
        let pause = step.pause.as_ref().or(rollout.pause.as_ref());
        let pause_ms = pause.map(|text| millis("pause", text)).transpose()?.unwrap_or(delay_ms);
        let command = step.command.clone().or_else(|| rollout.command.clone());
        let digest = command.as_deref().map(|text| digest("step-command", text)).transpose()?;
        steps.push(Step { percent: step.percent, command: digest, pause_ms });
        commands.push(command);
    }
    if commands.iter().any(Option::is_none) {
        return Err(InputError::new("step-command", "is required: a step without a command moves nothing"));
    }
    Ok((kind, steps, commands))
}

/// What a verdict shows of a command: it may hold a secret that the workflow has put into it.
pub(super) fn digest(name: &str, command: &str) -> Result<String, InputError> {
    if command.len() > LONGEST {
        return Err(InputError::new(name, format!("is longer than {LONGEST} bytes: put it into a script")));
    }
    Ok(sha256_hex(command.as_bytes()))
}

/// The metrics.
pub(super) fn metrics(sections: &[section::Metric], prometheus: bool) -> Result<Vec<Metric>, InputError> {
    if sections.len() > MOST {
        return Err(InputError::new("metrics", format!("there are more than {MOST}")));
    }
    let mut metrics: Vec<Metric> = Vec::new();
    for section in sections {
        let metric = metric(section, prometheus)?;
        if metrics.iter().any(|known| known.name == metric.name) {
            return Err(InputError::new("metrics", format!("`{}` stands twice", metric.name)));
        }
        metrics.push(metric);
    }
    Ok(metrics)
}

fn metric(section: &section::Metric, prometheus: bool) -> Result<Metric, InputError> {
    let name = &section.name;
    let wrong = |message: &str| Err(InputError::new("metrics", format!("`{name}` {message}")));
    let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if name.is_empty() || name.len() > 48 || !name.bytes().all(letters) {
        return wrong("is no name: write small letters, digits and dashes");
    }
    let number = |text: &Option<String>| -> Result<Option<Decimal>, InputError> {
        let read = |text: &String| {
            Decimal::parse(text).ok_or_else(|| {
                InputError::new("metrics", format!("`{name}` has a limit that is no number: `{text}`"))
            })
        };
        text.as_ref().map(read).transpose()
    };
    let metric = Metric {
        name: name.clone(),
        file: section.file.clone(),
        value: section.value.clone(),
        baseline: section.baseline.clone(),
        samples: section.samples.clone(),
        max: number(&section.max)?,
        min: number(&section.min)?,
        max_increase: number(&section.max_increase)?,
        max_increase_percent: section.max_increase_percent,
        min_samples: section.min_samples,
    };
    let limits = metric.max.is_some() || metric.min.is_some();
    let compares = metric.max_increase.is_some() || metric.max_increase_percent.is_some();
    let places =
        || [Some(&metric.value), metric.baseline.as_ref(), metric.samples.as_ref()].into_iter().flatten();
    if !limits && !compares {
        return wrong("has no limit: write `max`, `min`, `max-increase` or `max-increase-percent`");
    }
    if compares != metric.baseline.is_some() {
        return wrong("needs both a `baseline` and by how much it may be exceeded");
    }
    if metric.samples.is_some() != metric.min_samples.is_some() {
        return wrong("needs both `samples` and `min-samples`");
    }
    if metric.max_increase_percent.is_some_and(|percent| percent > 1_000_000) {
        return wrong("has a `max-increase-percent` of more than 1000000");
    }
    if places().any(|text| text.trim().is_empty() || text.len() > LONGEST) {
        return wrong("has no `value`, or a query that is blank or too long");
    }
    match &metric.file {
        None if !prometheus => wrong("is a query, and nothing says where Prometheus is: write `prometheus`"),
        Some(file) if !is_plain(file) => wrong("names a file that is not below the workspace"),
        Some(_) if places().any(|text| !text.starts_with('/')) => {
            wrong("is read from a file: write JSON Pointers, such as /error_rate")
        }
        _ => Ok(metric),
    }
}

/// Whether a path stays in the workspace.
fn is_plain(path: &str) -> bool {
    let normal = |part: std::path::Component<'_>| matches!(part, std::path::Component::Normal(_));
    !path.is_empty() && !path.contains(['\\', ':']) && std::path::Path::new(path).components().all(normal)
}
