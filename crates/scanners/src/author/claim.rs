//! What a report counts, held against what it lists. A count beyond the list stands for findings that nobody can judge: the scan is not
//! whole. A count below the list is left alone, since all that is listed is judged.

use super::Run;
use crate::node::{Node, is_misspelt};
use crate::xml::Element;

impl Run<'_> {
    /// Holds the member `key` of `counts` against a list. A count that is absent claims nothing; one that is no number could claim anything,
    /// and so could one whose name is damaged.
    pub(crate) fn claimed(&mut self, counts: &Node<'_>, key: &str, listed: usize, what: &str) {
        if counts.has(key) || counts.misspelt(key).is_some() {
            self.claim(counts.whole(key), key, listed, what);
        }
    }

    /// The same for the attribute of an element.
    pub(crate) fn claimed_by(&mut self, element: &Element, key: &str, listed: usize, what: &str) {
        let misspelt = || element.attributes.iter().any(|(name, _)| is_misspelt(name, key));
        match element.attribute(key) {
            Some(text) => self.claim(text.parse().ok(), key, listed, what),
            None if misspelt() => self.claim(None, key, listed, what),
            None => {}
        }
    }

    fn claim(&mut self, told: Option<u64>, key: &str, listed: usize, what: &str) {
        match told {
            None => self.incomplete(what, &format!("its count `{key}` is no number")),
            Some(told) if usize::try_from(told).is_ok_and(|told| told <= listed) => {}
            Some(told) => {
                let reason = format!(
                    "`{key}` counts {told}, and {listed} are listed; have the scanner list all that it found"
                );
                self.incomplete(what, &reason);
            }
        }
    }
}
