//! `<source>`: the folder that a report's paths are relative to.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::error::ReadError;
use crate::limits::Limits;
use crate::model::Coverage;
use crate::path;

/// The folders that a report names, while it is read.
#[derive(Default)]
pub(super) struct Sources {
    open: Option<String>,
    found: BTreeSet<String>,
}

impl Sources {
    pub(super) fn open(&mut self) {
        self.open = Some(String::new());
    }

    pub(super) fn text(&mut self, text: &str, limits: &Limits) -> Result<(), ReadError> {
        let Some(open) = &mut self.open else { return Ok(()) };
        if open.len().saturating_add(text.len()) > limits.name_bytes {
            return Err(ReadError::malformed(format!("a source has more than {} bytes", limits.name_bytes)));
        }
        open.push_str(text);
        Ok(())
    }

    pub(super) fn close(&mut self) -> Result<(), ReadError> {
        let Some(text) = self.open.take() else { return Ok(()) };
        let folder = text.trim();
        if folder.is_empty() {
            return Ok(());
        }
        if folder.contains(char::is_control) {
            return Err(ReadError::malformed(format!("the source {folder:?} holds a control character")));
        }
        let folder = folder.replace('\\', "/");
        let bare = folder.trim_end_matches('/');
        let folder = if bare.is_empty() { "/" } else { bare };
        self.found.insert(folder.to_owned());
        Ok(())
    }

    /// Notes the folders with every file that is relative to one of them; of several, nobody knows which is meant, but that a report
    /// has others is worth knowing.
    pub(super) fn note_in(self, coverage: &mut Coverage) {
        if self.found.is_empty() {
            return;
        }
        let folder: Arc<str> = self.found.into_iter().collect::<Vec<_>>().join("\n").into();
        for (_, file) in coverage.files.iter_mut().filter(|(key, _)| !path::is_absolute(&key.path)) {
            file.source = Some(Arc::clone(&folder));
        }
    }
}
