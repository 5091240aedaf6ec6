use crate::tidy::tests::{Case, case};

pub(in crate::tidy) fn cases() -> Vec<Case> {
    let workflow = |name, text| case(name).file(".github/workflows/ci.yml", text);
    vec![
        workflow("none", "on: push\npermissions: {}\njobs: {}\n"),
        workflow("some", "on: push\npermissions:\n  contents: read\njobs: {}\n"),
        workflow("silence", "on: push\njobs: {}\n").finds(".github/workflows/ci.yml", 1),
        workflow("of a job only", "on: push\njobs:\n  test:\n    permissions: {}\n")
            .finds(".github/workflows/ci.yml", 1),
        workflow("all", "on: push\npermissions: write-all\njobs: {}\n").finds(".github/workflows/ci.yml", 2),
        case("other configuration and examples")
            .file(".github/dependabot.yml", "version: 2\n")
            .file("README.md", "```yaml\non: push\n```\n"),
    ]
}
