//! The name that somebody meant who wrote another one.

/// So many letters may be wrong.
const MOST_EDITS: usize = 2;
/// Longer names are none that anybody mistypes, and comparing costs the product of both lengths.
const LONGEST: usize = 200;

/// The known name that is nearest, if it is near enough to be a slip of the finger: the same in another case, or a few letters away.
pub(crate) fn nearest<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.to_lowercase();
    let distance = |name: &str| strsim::damerau_levenshtein(&name.to_lowercase(), &given);
    let fits = |name: &&str| name.len().abs_diff(given.len()) <= MOST_EDITS && name.len() <= LONGEST;
    let (best, edits) =
        known.filter(fits).map(|name| (name, distance(name))).min_by_key(|(_, edits)| *edits)?;
    // Of a short name half is another name.
    (edits <= MOST_EDITS.min(best.len() / 4)).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_finger_is_near_and_another_name_is_not() {
        let known = || ["Bandit", "Semgrep", "tfsec", "Snyk"].into_iter();
        for (given, meant) in [
            ("bandit", "Bandit"),
            ("Bandti", "Bandit"),
            ("Semgrp", "Semgrep"),
            ("tfsex", "tfsec"),
            ("SNYK", "Snyk"),
        ] {
            assert_eq!(nearest(given, known()), Some(meant), "{given}");
        }
        for other in ["", "Trivy", "tflint", "mypy", "Snow", &"Bandit".repeat(1000)] {
            assert_eq!(nearest(other, known()), None, "{other}");
        }
    }
}
