//! What a condition of a job or step lets happen, as far as its text tells ("Evaluate expressions in workflows and actions").
//!
//! Without a function of status in it, GitHub adds `success()`: what follows a failure is left out. Any such function takes that away.

/// The text without its braces, spaces and letter case, none of which mean anything to the functions.
fn plain(condition: &str) -> String {
    let text = condition.replace("${{", "").replace("}}", "");
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// Whether it may hold though something before failed.
pub(super) fn goes_on(condition: &str) -> bool {
    let text = plain(condition);
    let any = ["always(", "cancelled(", "failure("].iter().any(|function| text.contains(function));
    any || (text.contains("success(") && (text.contains("||") || text.contains("!success(")))
}

/// Whether it asks all the same that a job ended well.
pub(super) fn asks_for(condition: &str, job: &str) -> bool {
    let text = plain(condition);
    let wanted = format!("needs.{}.result=='success'", job.to_lowercase());
    text.contains(&wanted) && !text.contains("||") && !text.contains(&format!("!({wanted}"))
}

/// Whether it holds whenever everything before went well.
pub(super) fn always_looks(condition: &str) -> bool {
    matches!(plain(condition).as_str(), "always()" | "success()" | "!cancelled()" | "true")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_of_status_takes_the_usual_one_away() {
        for text in [
            "always()",
            "${{ always() }}",
            "${{ Always( ) && github.ref == 'x' }}",
            "!cancelled()",
            "failure()",
            "!failure()",
            "success() || github.event_name == 'push'",
            "!success()",
        ] {
            assert!(goes_on(text), "{text}");
        }
        for text in
            ["success()", "github.ref == 'refs/heads/main'", "needs.a.result == 'success'", "inputs.always"]
        {
            assert!(!goes_on(text), "{text}");
        }
    }

    #[test]
    fn who_asks_for_success_in_words_is_asked_again() {
        assert!(asks_for("always() && needs.Verify.result == 'success'", "verify"));
        assert!(!asks_for("always() || needs.verify.result == 'success'", "verify"));
        assert!(!asks_for("always() && !(needs.verify.result == 'success')", "verify"));
        assert!(!asks_for("always() && needs.verify.result != 'failure'", "verify"));
        assert!(!asks_for("always() && needs.build.result == 'success'", "verify"));
    }

    #[test]
    fn only_what_cannot_be_left_out_always_looks() {
        for text in ["always()", "${{ success() }}", "!cancelled()"] {
            assert!(always_looks(text), "{text}");
        }
        for text in ["github.ref == 'x'", "failure()", "false", "success() && inputs.check"] {
            assert!(!always_looks(text), "{text}");
        }
    }
}
