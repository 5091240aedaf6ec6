use crate::tidy::tests::{Case, case};

pub(in crate::tidy) fn cases() -> Vec<Case> {
    let action =
        |name, step| case(name).file("actions/x/action.yml", format!("runs:\n  steps:\n    - {step}\n"));
    let path = "actions/x/action.yml";
    vec![
        action("bash", "{ run: make, shell: bash }"),
        action("bash with options", "{ run: make, shell: \"bash --noprofile -e {0}\" }"),
        action("no script", "{ uses: ./x }"),
        action("no shell", "run: make").finds(path, 3),
        action("sh", "{ run: make, shell: sh }").finds(path, 3),
        action("sh with options", "{ run: make, shell: \"sh -e {0}\" }").finds(path, 3),
        action("another shell", "{ run: make, shell: pwsh }").finds(path, 3),
        case("a workflow").file(".github/workflows/ci.yml", "jobs: { a: { steps: [{ run: make }] } }\n"),
        case("a default of a workflow")
            .file(".github/workflows/ci.yml", "defaults:\n  run:\n    shell: sh\n")
            .finds(".github/workflows/ci.yml", 3),
        case("an example").file("README.md", "```yaml\n- run: make\n  shell: sh\n```\n").finds("README.md", 3),
    ]
}
