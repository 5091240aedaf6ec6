//! What a verdict becomes as a GitHub check.

use crate::status::Status;

/// The `conclusion` of a check run. GitHub lets `neutral` and `skipped` satisfy a required check, so a gate that
/// could not measure must never become one of them.
#[must_use]
pub const fn check_conclusion(status: Status) -> &'static str {
    match status {
        Status::Pass => "success",
        Status::Warn => "neutral",
        Status::Skipped => "skipped",
        Status::Fail | Status::Error | Status::Inconclusive => "failure",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_has_its_conclusion() {
        let conclusions = Status::ALL.map(check_conclusion);
        assert_eq!(conclusions, ["success", "neutral", "failure", "failure", "failure", "skipped"]);
    }
}
