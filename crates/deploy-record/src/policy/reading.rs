//! Inputs, one by one.

use ledger::moment::Moment;
use ledger::name::{Slug, Ulid};
use ledger::predicate::{DeploymentKind, IncidentEvent};
use runner::{InputError, Inputs};

use super::needs::wrong;
use super::{Ended, Event, Mirror, Mode, Rules, Shown};
use crate::section::Section;

/// Inputs ask for more than the file, never for less.
pub(super) fn tighten(rules: &mut Rules, inputs: &Inputs) -> Result<(), InputError> {
    let asked = Section { approval: plain(inputs, "approval"), ..Section::default() };
    if asked.approval.is_some() {
        let asked = Rules::resolve(&asked, "")?.approval;
        if asked < rules.approval {
            let message = "asks for less than the policy of this environment: say so in the section `deploy` of the policy file, at the base of the change";
            return Err(InputError::new("approval", message));
        }
        rules.approval = asked;
    }
    for gate in inputs.list("required-verdicts") {
        if !rules.gates.contains(&gate) {
            rules.gates.push(gate);
        }
    }
    Ok(())
}

pub(super) fn plain(inputs: &Inputs, name: &str) -> Option<String> {
    Some(inputs.text(name).trim().to_owned()).filter(|text| !text.is_empty())
}

pub(super) fn word<T: Copy>(
    inputs: &Inputs,
    name: &str,
    words: &[&str],
    values: &[T],
) -> Result<T, InputError> {
    let found = inputs.text(name);
    let at = words.iter().position(|known| *known == found);
    at.and_then(|at| values.get(at).copied()).ok_or_else(|| wrong(name, found, &words.join(", ")))
}

pub(super) fn service(inputs: &Inputs, repository: Option<&str>) -> Result<Slug, InputError> {
    let given = plain(inputs, "service");
    let named = given.clone().or_else(|| {
        let (_, name) = repository?.split_once('/')?;
        Some(name.to_lowercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "-"))
    });
    let named = named.ok_or_else(|| InputError::new("service", "is required outside of a workflow's run"))?;
    Slug::new(named.trim_matches('-')).map_err(|error| InputError::new("service", error.to_string()))
}

pub(super) fn id(inputs: &Inputs, name: &str) -> Result<Option<Ulid>, InputError> {
    let text = plain(inputs, name).filter(|text| text != "previous");
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let read = |text: String| {
        if number(&text) {
            let message = format!(
                "`{text}` looks like GitHub's number: give the ledger's id, the output `deployment-id` of the start, or leave it out"
            );
            return Err(InputError::new(name, message));
        }
        Ulid::new(text).map_err(|error| InputError::new(name, error.to_string()))
    };
    text.map(read).transpose()
}

pub(super) fn commit(inputs: &Inputs) -> Result<Option<String>, InputError> {
    let Some(text) = plain(inputs, "commit") else { return Ok(None) };
    let is_hex = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if is_hex && matches!(text.len(), 40 | 64) {
        return Ok(Some(text));
    }
    Err(InputError::new("commit", format!("`{text}` is no whole SHA: a branch or tag could move")))
}

pub(super) fn kind(inputs: &Inputs) -> Result<DeploymentKind, InputError> {
    use DeploymentKind::{Config, Hotfix, Planned, Redeploy, Rollback};
    word(
        inputs,
        "kind",
        &["planned", "hotfix", "rollback", "redeploy", "config"],
        &[Planned, Hotfix, Rollback, Redeploy, Config],
    )
}

/// `job.status` says `success`, `failure` or `cancelled`.
pub(super) fn ended(inputs: &Inputs, mode: Mode) -> Result<Ended, InputError> {
    match inputs.text("outcome").trim() {
        "success" | "succeeded" => Ok(Ended::Succeeded),
        "failure" | "failed" => Ok(Ended::Failed),
        "cancelled" | "canceled" => Ok(Ended::Cancelled),
        "" if mode == Mode::Finish => Err(InputError::new(
            "outcome",
            "is required: write `outcome: ${{ job.status }}`, in a step with `if: always()`",
        )),
        "" => Ok(Ended::Succeeded),
        other => Err(wrong("outcome", other, "success, failure, cancelled")),
    }
}

pub(super) fn request(inputs: &Inputs) -> Result<Option<String>, InputError> {
    let Some(text) = plain(inputs, "request-digest") else { return Ok(None) };
    let hex = text.strip_prefix("sha256:").unwrap_or(&text);
    match ledger::hash::Hash::parse_hex(hex) {
        Ok(_) => Ok(Some(hex.to_owned())),
        Err(_) => Err(InputError::new(
            "request-digest",
            format!("`{text}` is no digest: give approval-issue's output `request-digest`"),
        )),
    }
}

pub(super) fn mirror(inputs: &Inputs) -> Result<Mirror, InputError> {
    let url = |name: &str| match plain(inputs, name) {
        Some(text) if !text.starts_with("https://") && !text.starts_with("http://") => {
            Err(InputError::new(name, format!("`{text}` is no address: write https://…")))
        }
        text => Ok(text),
    };
    Ok(Mirror {
        shown: word(
            inputs,
            "github-deployment",
            &["create", "adopt", "none"],
            &[Shown::Create, Shown::Adopt, Shown::None],
        )?,
        environment_url: url("environment-url")?,
        log_url: url("log-url")?,
        description: plain(inputs, "description"),
        task: plain(inputs, "task"),
        transient: inputs.boolean("transient")?,
        auto_inactive: inputs.boolean("auto-inactive")?,
        comment: inputs.boolean("comment")?,
    })
}

pub(super) fn incident(inputs: &Inputs) -> Result<Event, InputError> {
    use IncidentEvent::{Linked, Opened, Reclassified, Resolved};
    let moment = |name: &str| {
        let text = plain(inputs, name);
        text.map(|text| {
            let time: Result<jiff::Timestamp, _> = text.parse();
            let millis = time.map_err(|_| {
                InputError::new(name, format!("`{text}` is no moment: write 2026-11-23T10:00:00Z"))
            })?;
            Moment::from_millis(millis.as_millisecond())
                .map_err(|error| InputError::new(name, error.to_string()))
        })
        .transpose()
    };
    let severity = plain(inputs, "severity").unwrap_or_else(|| "unknown".to_owned());
    let message = "is required: what names the incident, such as INC-7 or the address of its issue";
    Ok(Event {
        event: word(
            inputs,
            "incident",
            &["opened", "linked", "resolved", "reclassified"],
            &[Opened, Linked, Resolved, Reclassified],
        )?,
        reference: plain(inputs, "reference").ok_or_else(|| InputError::new("reference", message))?,
        severity: Slug::new(severity).map_err(|error| InputError::new("severity", error.to_string()))?,
        detected_at: moment("detected-at")?,
        resolved_at: moment("resolved-at")?,
    })
}

/// Files of the workspace, and no others: what is kept is kept for ever, and may be read by whoever has the ledger.
pub(super) fn evidence(inputs: &Inputs) -> Result<Vec<String>, InputError> {
    let patterns = inputs.lines("evidence");
    let leads_out = |pattern: &&String| {
        let plain = pattern.trim_start_matches('!').trim();
        plain.starts_with(['/', '\\'])
            || plain.as_bytes().get(1) == Some(&b':')
            || plain.split(['/', '\\']).any(|part| part == "..")
    };
    match patterns.iter().find(leads_out) {
        Some(pattern) => {
            let message = format!("`{pattern}` leads out of the workspace: copy what is to be kept into it");
            Err(InputError::new("evidence", message))
        }
        None => Ok(patterns),
    }
}

/// A name that means one environment to GitHub and to the ledger: GitHub does not mind letter case, and the ledger does.
pub(super) fn readable(environment: &str) -> Result<(), InputError> {
    // Unicode's format characters (Cf) and fillers, which are drawn as nothing.
    let unseen = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
                | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
    };
    if environment.chars().any(unseen) {
        return Err(InputError::new(
            "environment",
            "holds a character that nobody can see: write it on one line",
        ));
    }
    Ok(())
}
