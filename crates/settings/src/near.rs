//! What a mistyped name was most likely meant to be.

/// More edits than this make another word.
const MOST_EDITS: usize = 2;
/// Names that a message lists at most.
const MOST_LISTED: usize = 30;

/// The known name that is nearest, if it is near enough to be a slip of the finger.
fn nearest<'a>(given: &str, known: &[&'a str]) -> Option<&'a str> {
    let given = given.to_lowercase();
    // Whatever is far longer than any name is none, and comparing costs the product of both lengths.
    let fits = |name: &&&str| name.len().abs_diff(given.len()) <= MOST_EDITS;
    let distance = |name: &str| strsim::damerau_levenshtein(name, &given);
    let best = known.iter().filter(fits).min_by_key(|name| distance(name))?;
    // Of a short name half is another name.
    (distance(best) <= MOST_EDITS.min(best.len().div_ceil(3))).then_some(best)
}

/// `did you mean …?`, or all that there is.
#[must_use]
pub(crate) fn hint(given: &str, known: &[&str]) -> String {
    if let Some(name) = nearest(given, known) {
        return format!("did you mean `{name}`?");
    }
    let shown: Vec<&str> = known.iter().take(MOST_LISTED).copied().collect();
    format!("write one of {}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_seen_and_another_word_is_not() {
        let known = ["line", "branch", "function", "mcdc"];
        assert_eq!(hint("lien", &known), "did you mean `line`?");
        assert_eq!(hint("Branch", &known), "did you mean `branch`?");
        assert_eq!(hint("funktion", &known), "did you mean `function`?");
        for other in ["complexity", "x", "", &"line".repeat(10_000)] {
            assert_eq!(hint(other, &known), "write one of line, branch, function, mcdc", "{other:.20}");
        }
    }
}
