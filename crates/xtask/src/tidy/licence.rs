//! Every dependency's licence is one that `deny.toml` allows: the list is read from there, so that cargo-deny, where
//! somebody runs it, judges by the same list.

use spdx::{Expression, ParseMode};
use toml::de::{DeTable, DeValue};

use super::tree::{Package, Tree};
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule { code: "licence", check };

const PATH: &str = "deny.toml";

fn check(tree: &Tree) -> Vec<Finding> {
    let allowed = match allowed(tree) {
        Ok(allowed) => allowed,
        Err(message) => return vec![Finding::new(RULE.code, PATH, 1, message)],
    };
    // That cargo could not list the packages is the lockfile rule's finding.
    let packages = tree.packages.as_deref().unwrap_or_default();
    let refused = packages.iter().filter_map(|package| {
        let Package { name, version, .. } = package;
        let reason = refusal(package, &allowed)?;
        let message = format!("{name} {version} {reason}; replace it, or allow the licence after reading it");
        Some(Finding::new(RULE.code, PATH, 1, message))
    });
    refused.collect()
}

/// `licenses.allow` of `deny.toml`.
fn allowed(tree: &Tree) -> Result<Vec<String>, String> {
    let file = tree.file(PATH).ok_or("no list of allowed licences; write `[licenses] allow = […]`")?;
    let parsed =
        DeTable::parse(&file.text).map_err(|error| format!("{}; write valid TOML", error.message()))?;
    let list = parsed.get_ref().get("licenses").and_then(|licenses| licenses.get_ref().get("allow"));
    let list =
        list.and_then(|list| list.get_ref().as_array()).ok_or("`licenses.allow` is missing; add the list")?;
    Ok(list.iter().map(|entry| entry.get_ref()).filter_map(DeValue::as_str).map(str::to_owned).collect())
}

/// Why a package may not be used.
fn refusal(package: &Package, allowed: &[String]) -> Option<String> {
    let Some(text) = &package.licence else { return Some("declares no licence expression".to_owned()) };
    // Old manifests write `MIT/Apache-2.0`, which cargo reads as OR.
    let Ok(expression) = Expression::parse_mode(text, ParseMode::LAX) else {
        return Some(format!("declares `{text}`, which is no SPDX expression"));
    };
    let permitted = expression.evaluate(|licence| allowed.contains(&licence.to_string()));
    (!permitted).then(|| format!("is under `{text}`, which {PATH} does not allow"))
}

#[cfg(test)]
pub(super) mod tests;
