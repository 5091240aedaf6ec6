//! What the change makes of the policy: it does not judge itself by it, and whoever reviews it should know that later ones will be.

use std::io::Read as _;

use runner::Setting;

use crate::facts::ProposedFact;
use crate::policy::{Asked, Policy};
use crate::section;

/// Policies are small.
const LARGEST: u64 = 256 * 1024;

/// The policy file as it lies in the checkout, held against the one that is judged by; none if nobody read one at another commit.
pub(super) fn compare(policy: &Policy, setting: &Setting) -> Option<ProposedFact> {
    let path = policy.file.as_ref()?;
    let policy = policy.of_file.as_deref().unwrap_or(policy);
    Some(match read(path, policy, setting) {
        Ok(proposed) => ProposedFact { loosens: policy.loosened_by(&proposed), broken: None },
        Err(message) => ProposedFact { loosens: Vec::new(), broken: Some(message) },
    })
}

fn read(path: &str, policy: &Policy, setting: &Setting) -> Result<Policy, String> {
    let workspace = &setting.workspace;
    let full = workspace.root().join(path);
    if full.symlink_metadata().is_err() {
        return Err("the change takes the policy file away".to_owned());
    }
    let file = workspace.open(&full).map_err(|error| format!("{error:#}"))?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    let node = settings::file::section(path, &bytes, crate::SECTION).map_err(|wrong| wrong.to_string())?;
    let node = node.ok_or_else(|| "the change takes the section away".to_owned())?;
    let section = section::read(&node, &setting.gate_id).map_err(|wrong| wrong.to_string())?;
    // What only inputs name is no part of the file.
    let files = policy.files.clone();
    let asked = Asked { files: if section.files.is_none() { files } else { Vec::new() }, ..Asked::default() };
    Policy::resolve(Some(&section), asked).map_err(|error| error.to_string())
}
