//! Marks in a source that take code out of the measurement. They are found by their letters without blanks and case, wherever they
//! stand in a line: one mark too many is a look, one too few is code that nobody measures.

use super::change::chosen;
use crate::facts::Mark;

/// A mark as it is found, and as people write it.
const MARKS: [(&str, &str); 34] = [
    // coverage.py: https://coverage.readthedocs.io/en/latest/excluding.html
    ("pragma:nocover", "pragma: no cover"),
    ("pragmanocover", "pragma: no cover"),
    ("pragma:nobranch", "pragma: no branch"),
    ("pragmanobranch", "pragma: no branch"),
    // lcov's geninfo(1), gcovr
    ("lcov_excl_", "LCOV_EXCL"),
    ("lcov_unreachable_", "LCOV_UNREACHABLE"),
    ("gcov_excl_", "GCOV_EXCL"),
    ("gcovr_excl_", "GCOVR_EXCL"),
    ("grcov_excl_", "GRCOV_EXCL"),
    // SimpleCov
    (":nocov:", ":nocov:"),
    ("simplecov:disable", "simplecov:disable"),
    // Istanbul, c8, Vitest, Node's own
    ("istanbulignore", "istanbul ignore"),
    ("c8ignore", "c8 ignore"),
    ("v8ignore", "v8 ignore"),
    ("node:coverage", "node:coverage"),
    // Rust: the attribute, and tarpaulin's
    ("coverage(off)", "#[coverage(off)]"),
    ("#[no_coverage]", "#[no_coverage]"),
    ("tarpaulin_include", "cfg(not(tarpaulin_include))"),
    ("tarpaulin::skip", "tarpaulin::skip"),
    ("cfg(not(tarpaulin))", "cfg(not(tarpaulin))"),
    ("cfg(not(coverage", "cfg(not(coverage))"),
    ("no_profile_instrument_function", "no_profile_instrument_function"),
    // PHPUnit
    ("@codecoverageignore", "@codeCoverageIgnore"),
    ("codecoverageignore]", "#[CodeCoverageIgnore]"),
    // .NET
    ("excludefromcodecoverage", "ExcludeFromCodeCoverage"),
    ("debuggernonusercode", "DebuggerNonUserCode"),
    ("[generatedcode", "GeneratedCode"),
    // scoverage, Dart, go-test-coverage, Elixir
    ("$coverage-off$", "$COVERAGE-OFF$"),
    ("coverage:ignore", "coverage:ignore"),
    ("coverage-ignore", "coverage-ignore"),
    ("coveralls-ignore", "coveralls-ignore"),
    // covr, Devel::Cover
    ("#nocov", "# nocov"),
    ("#uncoverable", "# uncoverable"),
    // Kover and JaCoCo, by the usual names of their annotations
    ("excludefromjacoco", "ExcludeFromJacocoGeneratedReport"),
];

/// JaCoCo leaves out what bears an annotation whose name holds `Generated`.
const GENERATED: (&str, &str) = ("generated", "@Generated");
/// Languages that JaCoCo measures.
const OF_JVM: [&str; 4] = [".java", ".kt", ".groovy", ".scala"];
/// How many marks of one file are kept.
const MOST: usize = 1000;

/// The marks on chosen lines.
pub(super) fn find(path: &str, text: &[u8], ranges: &[(u32, u32)]) -> Vec<Mark> {
    let of_jvm = OF_JVM.iter().any(|end| path.ends_with(end));
    let marked = chosen(text, ranges).filter_map(|(line, text)| {
        // Any blank, of Unicode too, may stand within a mark.
        let compact: String = String::from_utf8_lossy(text)
            .chars()
            .filter(|c| !c.is_whitespace() && !c.is_control())
            .flat_map(char::to_lowercase)
            .collect();
        let known = MARKS.iter().find(|(mark, _)| compact.contains(mark)).copied();
        let (_, mark) = known.or_else(|| (of_jvm && is_annotated(&compact)).then_some(GENERATED))?;
        Some(Mark { line, mark: mark.to_owned() })
    });
    marked.take(MOST).collect()
}

/// Whether an annotation's name holds the word, wherever in the line it stands.
fn is_annotated(compact: &str) -> bool {
    let part_of_a_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '$');
    compact.split('@').skip(1).any(|rest| {
        let name = rest.split(|c| !part_of_a_name(c)).next().unwrap_or_default();
        name.contains(GENERATED.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<(u32, String)> {
        let marks = find(path, text.as_bytes(), &[(1, u32::MAX)]);
        marks.into_iter().map(|mark| (mark.line, mark.mark)).collect()
    }

    #[test]
    fn every_mark_is_found_as_people_write_it() {
        let written = [
            "x = 1  # pragma: no cover",
            "if a:  # Pragma:NO BRANCH",
            "abort(); /* LCOV_EXCL_LINE */",
            "// GCOVR_EXCL_START",
            "# :nocov:",
            "/* istanbul ignore next */",
            "/* c8 ignore start */",
            "// v8 ignore else",
            "/* node:coverage disable */",
            "#[coverage(off)]",
            "#[cfg_attr(coverage_nightly, coverage(off))]",
            "#[cfg(not(tarpaulin_include))]",
            " * @codeCoverageIgnore",
            "[ExcludeFromCodeCoverage]",
            "// $COVERAGE-OFF$",
            "// coverage:ignore-line",
            "# pragma:\u{a0}no\u{b}cover",
            "#[cfg(not(coverage))]",
            "// GRCOV_EXCL_LINE",
        ];
        for line in written {
            assert_eq!(found("a.x", line).len(), 1, "{line}");
        }
        assert_eq!(
            found("A.java", "  @lombok.Generated\n// generated by hand\npublic @Generated void f()\n").len(),
            2
        );
        assert_eq!(found("a.py", "@generated\ncoverage = 1\n"), []);
    }

    #[test]
    fn only_chosen_lines_are_looked_at() {
        let text = "a # pragma: no cover\nb\nc # pragma: no cover\nd\ne # pragma: no cover";
        let marks = find("a.py", text.as_bytes(), &[(2, 3), (5, 9)]);
        assert_eq!(marks.iter().map(|mark| mark.line).collect::<Vec<_>>(), [3, 5]);
    }
}
