//! A tool's section of the policy file, from where it may be trusted.

use std::fs::File;
use std::io::{ErrorKind, Read as _};

use runner::gate::Origin;
use runner::{InputError, Setting};

use crate::node::Node;
use crate::reading::Reading;
use crate::wanted::{USUAL, Wanted};
use crate::yaml::LARGEST;

/// What was found.
#[derive(Debug, Clone)]
pub enum Found {
    /// No section: nothing was looked for, or the file is not there, or it says nothing about this tool.
    None {
        /// Where it was looked for; none if the input said not to.
        looked_at: Option<Origin>,
    },
    /// The section.
    Section {
        /// What it says.
        value: Node,
        /// Where it says so.
        origin: Origin,
    },
}

/// Finds the section `name` of the policy file. `config` is the input of that name: a path, `none`, or blank for the usual one.
///
/// # Errors
/// As [`InputError`]: a path that is none, a file that was named and is not there, or one that cannot be read as a policy. Else: the
/// commit that decides could not be found or read, so that nothing is known of its policy.
pub fn section(setting: &Setting, config: &str, name: &str) -> anyhow::Result<Found> {
    Reading::of(setting, &[]).section(config, name)
}

/// Reads another file of the repository from where the policy is read: a list of what was accepted must not come with the change that
/// it excuses. Nothing if it is not there.
///
/// # Errors
/// As [`section`].
pub fn beside(setting: &Setting, path: &str) -> anyhow::Result<Option<(Vec<u8>, Origin)>> {
    Reading::of(setting, &[]).beside(path)
}

/// The path of a file, and its bytes; nothing if it is not there.
pub(crate) type Bytes = Option<(String, Vec<u8>)>;

pub(crate) fn find(
    wanted: &Wanted,
    place: &str,
    mut read: impl FnMut(&str) -> anyhow::Result<Option<Vec<u8>>>,
) -> anyhow::Result<Bytes> {
    if let Wanted::Path(path) = wanted {
        let Some(bytes) = read(path)? else {
            let message = format!(
                "`{path}` is not in {place}, where the policy is read: correct the path, bring the file there first, or leave the input out"
            );
            return Err(InputError::new("config", message).into());
        };
        return Ok(Some((path.clone(), bytes)));
    }
    let mut found = None;
    for path in USUAL {
        let Some(bytes) = read(path)? else { continue };
        if found.replace((path.to_owned(), bytes)).is_some() {
            let message = format!("{} are both in {place}: remove one", USUAL.join(" and "));
            return Err(InputError::new("config", message).into());
        }
    }
    Ok(found)
}

pub(crate) fn in_folder(setting: &Setting, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
    let wrong =
        |error: &dyn std::fmt::Display| InputError::new("config", format!("failed to read `{path}`: {error}"));
    let full = setting.workspace.root().join(path);
    let file = match File::open(&full) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(wrong(&error).into()),
    };
    if !file.metadata().map_err(|error| wrong(&error))?.is_file() {
        return Err(wrong(&"it is no file").into());
    }
    let most = u64::try_from(LARGEST).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    // One byte more than is read at most, so that the reader can tell.
    file.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| wrong(&error))?;
    Ok(Some(bytes))
}

#[cfg(test)]
pub(crate) mod tests;
