//! How bad a vulnerability is, of which many may have an opinion.

use crate::error::Error;
use crate::node::Node;
use crate::score::Score;
use crate::severity::Severity;

/// Of several ratings the one by the newest method, and of these the highest.
pub(super) fn severity(item: &Node<'_>) -> Result<Severity, Error> {
    let mut best: Option<(u8, Option<Score>, &str)> = None;
    for rating in item.maybe("ratings")? {
        let rank = match rating.or_empty("method") {
            "CVSSv4" => 5,
            "CVSSv31" => 4,
            "CVSSv3" => 3,
            "CVSSv2" => 2,
            _ => 1,
        };
        // Other methods have other scales.
        let score = rating.score("score").filter(|_| rank > 1);
        let this = (if score.is_some() { rank } else { 0 }, score, rating.or_empty("severity"));
        let better = best.as_ref().is_none_or(|(rank, score, word)| {
            (this.0, this.1) > (*rank, *score) || (word.is_empty() && this.0 == *rank)
        });
        if better {
            best = Some(this);
        }
    }
    let (_, score, word) = best.unwrap_or_default();
    Ok(Severity::word(if word == "unknown" { "" } else { word }, score))
}
