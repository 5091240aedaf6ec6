//! The tests that stand in a source: functions below `#[test]` or `#[tokio::test]`.

/// The fewest words of a name that is taken for a test's where prose or data name one.
const WORDS: usize = 3;

/// The names of the tests of a Rust source, in their order. Nothing but attributes stands between the mark and the function.
pub(crate) fn tests(source: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut marked = false;
    for line in source.lines().map(str::trim) {
        if line.starts_with("#[") {
            marked |= line == "#[test]" || line.starts_with("#[tokio::test");
            continue;
        }
        if marked && let Some(name) = function(line) {
            found.push(name);
        }
        marked &= line.is_empty() || line.starts_with("//");
    }
    found
}

fn function(line: &str) -> Option<&str> {
    let line = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ")?;
    line.split_once(['(', '<']).map(|(name, _)| name.trim())
}

/// The names between two of `mark` in a text that can only be those of tests: small letters and digits in three words or more.
pub(crate) fn named(text: &str, mark: char) -> impl Iterator<Item = &str> {
    text.split(mark).skip(1).step_by(2).filter(|name| {
        let word = |word: &str| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        name.split('_').count() >= WORDS && name.split('_').all(word)
    })
}

#[cfg(test)]
mod tests {
    use super::{named, tests};

    #[test]
    fn a_test_is_a_function_below_its_mark() {
        let mark = concat!("#[te", "st]");
        let source = format!(
            "fn help() {{}}\n{mark}\nfn one() {{}}\n    {mark}\n    #[should_panic]\n    // Why.\n    fn two(a in b) {{}}\n#[tokio::test]\nasync fn three() {{}}\n{mark}\nconst NOT: u8 = 1;\nfn four() {{}}\n"
        );
        assert_eq!(tests(&source), ["one", "two", "three"]);
    }

    #[test]
    fn a_name_in_prose_has_three_words_of_small_letters() {
        let text = "`a_test_of_it`, `min-line`, `two_words`, `A_b_c`, `a__b`, `x 1_2_3`, `t2_alice_and`";
        assert_eq!(named(text, '`').collect::<Vec<_>>(), ["a_test_of_it", "t2_alice_and"]);
    }
}
