use crate::tidy::tests::{Case, case};

pub(in crate::tidy) fn cases() -> Vec<Case> {
    vec![
        case("readable")
            .file("action.yml", "name: x\n")
            .file("README.md", "```yaml\n- uses: x\n  with: ...\n```\n"),
        case("a workflow")
            .file(".github/workflows/ci.yml", "on: push\njobs: [\n")
            .finds(".github/workflows/ci.yml", 2),
        case("a fence").file("README.md", "# x\n\n```yaml\na: b: c\n```\n").finds("README.md", 4),
        case("not ours to read").file("tests/cases/x/y/action.yml", "[").file("docs/x.yml", "["),
    ]
}
