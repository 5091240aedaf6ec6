//! `<source>`: the folder that a report's paths are relative to.

use std::sync::Arc;

use crate::error::ReadError;
use crate::limits::Limits;
use crate::model::Coverage;
use crate::path;

/// The folders that a report names, while it is read.
#[derive(Default)]
pub(super) struct Sources {
    open: Option<String>,
    found: Option<String>,
    several: bool,
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
        match &self.found {
            Some(known) if known != folder => self.several = true,
            _ => self.found = Some(folder.to_owned()),
        }
        Ok(())
    }

    /// Notes the folder with every file that is relative to it. Of several folders, nobody knows which is meant.
    pub(super) fn note_in(self, coverage: &mut Coverage) {
        let Some(folder) = self.found.filter(|_| !self.several) else { return };
        let folder: Arc<str> = folder.into();
        for (_, file) in coverage.files.iter_mut().filter(|(key, _)| !path::is_absolute(&key.path)) {
            file.source = Some(Arc::clone(&folder));
        }
    }
}
