//! The policy file and files beside it, all of one commit, which is found once.

use runner::gate::Origin;
use runner::{InputError, Setting};

use crate::file;
use crate::section::{Bytes, Found, find, in_folder};
use crate::sources::{At, Sources};
use crate::trusted::Trusted;
use crate::wanted::{USUAL, Wanted};
use crate::yaml::LARGEST;

/// Reads files of the commit whose policy holds.
pub struct Reading {
    setting: Setting,
    sources: Option<Sources>,
    /// The commit; nothing within for the working folder.
    at: Option<Option<At>>,
    /// Files that may be read later, and are asked for together with the commit.
    beside: Vec<String>,
}

impl Reading {
    /// Nothing is looked for yet. `beside` are files that may be read after the policy: where GitHub is asked for the commit, they come
    /// with it.
    #[must_use]
    pub fn of(setting: &Setting, beside: &[&str]) -> Self {
        let beside = beside.iter().map(|path| (*path).to_owned()).collect();
        Self { setting: setting.clone(), sources: None, at: None, beside }
    }

    /// As [`crate::section`].
    ///
    /// # Errors
    /// As [`crate::section`].
    pub fn section(&mut self, config: &str, name: &str) -> anyhow::Result<Found> {
        let wanted = Wanted::read(config)?;
        let paths = match &wanted {
            Wanted::Nothing => return Ok(Found::None { looked_at: None }),
            Wanted::Usual => USUAL.to_vec(),
            Wanted::Path(path) => vec![path.as_str()],
        };
        let at = self.at(&paths)?;
        let place = at.as_ref().map(|at| format!("commit {} ({})", at.sha, at.what));
        let place = place.unwrap_or_else(|| "the working folder".to_owned());
        let found: Bytes = find(&wanted, &place, |path| self.bytes(at.as_ref(), path))?;
        let commit = at.map(|at| at.sha);
        let Some((path, bytes)) = found else {
            let [usual, _] = USUAL;
            return Ok(Found::None { looked_at: Some(Origin { path: usual.to_owned(), commit }) });
        };
        let section = file::section(&path, &bytes, name).map_err(InputError::from)?;
        let origin = Origin { path, commit };
        Ok(match section {
            Some(value) => Found::Section { value, origin },
            None => Found::None { looked_at: Some(origin) },
        })
    }

    /// As [`crate::beside`].
    ///
    /// # Errors
    /// As [`crate::beside`].
    pub fn beside(&mut self, path: &str) -> anyhow::Result<Option<(Vec<u8>, Origin)>> {
        let Wanted::Path(path) = Wanted::read(path)? else {
            return Err(InputError::new("config", "name a file").into());
        };
        let at = self.at(&[&path])?;
        let bytes = self.bytes(at.as_ref(), &path)?;
        if bytes.as_ref().is_some_and(|bytes| bytes.len() > LARGEST) {
            return Err(InputError::new("config", format!("`{path}` has more than {LARGEST} bytes")).into());
        }
        Ok(bytes.map(|bytes| (bytes, Origin { path, commit: at.map(|at| at.sha) })))
    }

    /// The commit, found together with these files and those that may follow.
    fn at(&mut self, paths: &[&str]) -> anyhow::Result<Option<At>> {
        if let Some(at) = &self.at {
            return Ok(at.clone());
        }
        let at = match Trusted::of(&self.setting)? {
            Trusted::Folder => None,
            Trusted::Commit { sha, what } => Some(At { sha, what }),
            Trusted::DefaultBranch => {
                let beside = self.beside.iter().map(String::as_str).filter(|path| !paths.contains(path));
                let all: Vec<&str> = paths.iter().copied().chain(beside).collect();
                let sources = self.sources.get_or_insert_with(|| Sources::new(&self.setting));
                Some(At { sha: sources.tip(&all)?, what: "the default branch" })
            }
        };
        self.at = Some(at.clone());
        Ok(at)
    }

    fn bytes(&mut self, at: Option<&At>, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
        match at {
            None => in_folder(&self.setting, path),
            Some(at) => self.sources.get_or_insert_with(|| Sources::new(&self.setting)).read(at, path),
        }
    }
}
