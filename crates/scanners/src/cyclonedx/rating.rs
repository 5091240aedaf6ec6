//! How bad a vulnerability is, of which many may have an opinion.

use crate::error::Error;
use crate::node::Node;
use crate::severity::{Bucket, Severity};

/// Of several ratings the highest word and the highest score, whoever gave them, and of these two the worse.
pub(super) fn severity(item: &Node<'_>) -> Result<Severity, Error> {
    let (mut word, mut score) = ("", None);
    for rating in item.maybe("ratings")? {
        let said = rating.or_empty("severity");
        if word.is_empty() || Bucket::read(said) > Bucket::read(word) {
            word = said;
        }
        // Other methods than CVSS have other scales; a score without a method is CVSS's, as most are.
        if matches!(rating.text("method"), None | Some("CVSSv4" | "CVSSv31" | "CVSSv3" | "CVSSv2")) {
            score = score.max(rating.score("score"));
        }
    }
    Ok(Severity::word(if word == "unknown" { "" } else { word }, score))
}
