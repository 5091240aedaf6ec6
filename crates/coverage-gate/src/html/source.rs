//! Sources out of the workspace. A report may name any file of the machine, and the page may be published: only what git tracks is
//! shown, and where there is no repository, only what lies openly below the workspace.

use std::io::{ErrorKind, Read as _};
use std::path::{Component, Path};

use checkout::Lookup;
use runner::files::Workspace;

use crate::repository::Repository;

/// No source that people read is larger.
const LARGEST: u64 = 2 << 20;

/// Reads sources.
#[derive(Debug)]
pub(super) struct Sources<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) repository: Option<&'a Repository>,
    /// The commit that was judged, where it is known.
    pub(super) judged: Option<&'a str>,
}

/// A source's text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) text: String,
    /// Whether some of its bytes are no UTF-8, and are shown as `�`.
    pub(super) replaced: bool,
    /// Whether it is known to be another text than that of the commit that was judged.
    pub(super) edited: bool,
}

impl Sources<'_> {
    /// The text of a file of the repository, or why it is not shown.
    pub(super) fn read(&self, path: &str) -> Result<Text, String> {
        self.permits(path)?;
        let failed = |error: &dyn std::fmt::Display| format!("it cannot be read: {error}");
        let place = self.workspace.root().join(path);
        // What a link leads to must be permitted by its own name: a link to a file with secrets is none of the sources.
        let root = self.workspace.root().canonicalize().map_err(|error| failed(&error))?;
        let real = place.canonicalize().map_err(|error| match error.kind() {
            ErrorKind::NotFound => "it is not in the workspace".to_owned(),
            _ => failed(&error),
        })?;
        let real = real.strip_prefix(&root).map_err(|_| "it is a link that leads out of the workspace")?;
        let real = real.to_string_lossy().replace('\\', "/");
        self.permits(&real)?;
        let file = self.workspace.open(&place).map_err(|error| failed(&format!("{error:#}")))?;
        if file.size() > LARGEST {
            return Err("it is larger than 2 MiB".to_owned());
        }
        let mut bytes = Vec::new();
        file.take(LARGEST).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
        if bytes.contains(&0) {
            return Err("it is no text".to_owned());
        }
        let edited = self.is_edited(&real, &bytes);
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let text = String::from_utf8_lossy(bytes);
        let replaced = matches!(text, std::borrow::Cow::Owned(_));
        Ok(Text { text: text.into_owned(), replaced, edited })
    }

    /// Whether a file is another than in the commit that was judged. Line ends are git's to change on the way out.
    fn is_edited(&self, path: &str, now: &[u8]) -> bool {
        let git = self.repository.and_then(|repository| repository.git.as_ref());
        let Some((git, commit)) = git.zip(self.judged) else { return false };
        match git.read(commit, path, LARGEST) {
            Ok(Lookup::Found(then)) => !lines(&then).eq(lines(now)),
            Ok(Lookup::Absent | Lookup::NoFile | Lookup::TooLarge) => true,
            Ok(Lookup::NoCommit) | Err(_) => false,
        }
    }

    /// Whether a path, with `/`, may be shown by its name.
    fn permits(&self, path: &str) -> Result<(), String> {
        let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        if !plain || path.is_empty() || crate::paths::is_absolute(path) {
            return Err("it does not lie in the workspace".to_owned());
        }
        match self.repository {
            Some(repository) if repository.tracks(path) => Ok(()),
            Some(_) => Err("git does not track it".to_owned()),
            None if path.split(['/', '\\']).any(|part| part.starts_with('.')) => {
                Err("it is hidden, and no repository says that it is a source".to_owned())
            }
            None => Ok(()),
        }
    }
}

/// The lines of a text, however they end.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

#[cfg(test)]
mod tests;
