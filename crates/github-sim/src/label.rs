//! Labels as state.

use serde::Serialize;

use crate::hub::Hub;

/// A label of a repository.
#[derive(Debug, Clone, Serialize)]
pub struct Label {
    /// The number.
    pub id: u64,
    /// The repository.
    pub repository: u64,
    /// The name.
    pub name: String,
    /// Six hexadecimal digits.
    pub color: String,
    /// What it means.
    pub description: Option<String>,
}

impl Hub {
    /// The label with a name, whatever its case.
    #[must_use]
    pub fn label_named(&self, repository: u64, name: &str) -> Option<&Label> {
        let same = |label: &&Label| label.repository == repository && label.name.eq_ignore_ascii_case(name);
        self.labels.values().find(same)
    }

    /// Makes a label.
    pub fn create_label(&mut self, repository: u64, name: &str, color: &str, description: Option<&str>) -> u64 {
        let id = self.fresh_id();
        let (name, color) = (name.to_owned(), color.to_owned());
        self.labels
            .insert(id, Label { id, repository, name, color, description: description.map(str::to_owned) });
        id
    }

    /// The labels of these names. Those that do not exist are made in grey, as GitHub does.
    pub fn label_ids(&mut self, repository: u64, names: &[String]) -> Vec<u64> {
        let mut ids = Vec::new();
        for name in names {
            let found = self.label_named(repository, name).map(|label| label.id);
            ids.push(found.unwrap_or_else(|| self.create_label(repository, name, "ededed", None)));
        }
        ids
    }
}
