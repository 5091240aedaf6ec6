//! The module of a package: the report's name and the names of the groups around it.

use std::sync::Arc;

use crate::error::ReadError;
use crate::limits::Limits;
use crate::model::Files;

/// The names of the report and of the open groups.
#[derive(Default)]
pub(super) struct Modules {
    path: String,
    /// How long the path was before each name was added.
    ends: Vec<usize>,
    /// The path as the open packages share it.
    shared: Option<Arc<str>>,
}

impl Modules {
    /// Goes into a group. A group may be named as two nested ones are: its own separators are marked.
    pub(super) fn enter(&mut self, name: &str, limits: &Limits) -> Result<(), ReadError> {
        let bytes = self.path.len().saturating_add(name.len());
        if bytes > limits.name_bytes {
            return Err(ReadError::malformed(format!(
                "the names of the report and its groups have {bytes} bytes"
            )));
        }
        if name.contains(char::is_control) {
            return Err(ReadError::malformed(format!("the name {name:?} holds a control character")));
        }
        self.shared = None;
        if !self.ends.is_empty() {
            self.path.push('/');
        }
        self.ends.push(self.path.len());
        for character in name.chars() {
            if matches!(character, '/' | '\\') {
                self.path.push('\\');
            }
            self.path.push(character);
        }
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.shared = None;
        let end = self.ends.pop().unwrap_or_default();
        self.path.truncate(end.saturating_sub(1));
    }

    /// The path. All packages of a group share one copy of it.
    pub(super) fn current(&mut self, files: &mut Files) -> Result<Arc<str>, ReadError> {
        if let Some(shared) = &self.shared {
            return Ok(Arc::clone(shared));
        }
        files.hold_name(self.path.len())?;
        let shared: Arc<str> = self.path.as_str().into();
        self.shared = Some(Arc::clone(&shared));
        Ok(shared)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Hits;

    #[test]
    fn names_are_entered_and_left() {
        let limits = Limits { name_bytes: 12, ..Limits::default() };
        let mut files = Files::new(Hits::Max, &limits);
        let mut modules = Modules::default();
        modules.enter("r", &limits).unwrap();
        for name in ["a/b", r"a\b", ""] {
            modules.enter(name, &limits).unwrap();
            modules.enter("x", &limits).unwrap();
            modules.leave();
            assert!(modules.enter("too long, really", &limits).is_err());
            modules.leave();
        }
        assert_eq!(&*modules.current(&mut files).unwrap(), "r");
        modules.enter(r"a/b\c", &limits).unwrap();
        assert_eq!(&*modules.current(&mut files).unwrap(), r"r/a\/b\\c");
        assert!(Arc::ptr_eq(&modules.current(&mut files).unwrap(), &modules.current(&mut files).unwrap()));
    }
}
