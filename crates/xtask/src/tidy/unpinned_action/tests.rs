use crate::tidy::tests::{Case, case};

pub(in crate::tidy) fn cases() -> Vec<Case> {
    let commit = "3d3c42e5aac5ba805825da76410c181273ba90b1";
    let other = "6323deb102c322ba6fcbdcafc7e3dddab59af2b6";
    let digest = "0".repeat(64);
    let list = |name, path: &str, text: &str| {
        let pins =
            format!("[[action]]\nname = \"actions/checkout\"\ntag = \"v7.0.1\"\ncommit = \"{commit}\"\n");
        case(name).file(".github/action-pins.toml", pins).file(path, text)
    };
    let ours = ".github/workflows/ci.yml";
    let workflow =
        |name, uses: &str| list(name, ours, &format!("jobs:\n  a:\n    steps:\n      - uses: {uses}\n"));
    let action = "actions/x/action.yml";
    let shipped = |name, uses: &str| list(name, action, &format!("runs:\n  steps:\n    - uses: {uses}\n"));
    let example = |name, uses: &str| list(name, "README.md", &format!("```yaml\n- uses: {uses}\n```\n"));
    vec![
        workflow("the listed pin", &format!("actions/checkout@{commit} # v7.0.1")),
        workflow("a folder of a listed repository", &format!("actions/checkout/init@{commit} # v7.0.1")),
        workflow("a local action", "./actions/coverage-gate"),
        workflow("our own action at the running commit", "$/actions/coverage-gate"),
        workflow("an image by digest", &format!("docker://alpine@sha256:{digest}")),
        workflow("a tag", "actions/checkout@v7.0.1").finds(ours, 4),
        workflow("no ref", "actions/checkout").finds(ours, 4),
        workflow("another commit", &format!("actions/checkout@{other} # v7.0.1")).finds(ours, 4),
        workflow("another tag in the comment", &format!("actions/checkout@{commit} # v7.0.0")).finds(ours, 4),
        workflow("no comment", &format!("actions/checkout@{commit}")).finds(ours, 4),
        workflow("not in the list", &format!("Swatinem/rust-cache@{other} # v2.9.2")).finds(ours, 4),
        workflow("an image by tag", "docker://alpine:3").finds(ours, 4),
        workflow("an image by a short digest", "docker://alpine@sha256:00").finds(ours, 4),
        workflow(
            "our own action from a workflow by version",
            "releasegate/releasegate/actions/coverage-gate@v1",
        )
        .finds(ours, 4),
        list("a reusable workflow", ours, "jobs:\n  a:\n    uses: other/repo/.github/workflows/x.yml@main\n")
            .finds(ours, 3),
        shipped("the listed pin in an action", &format!("actions/checkout@{commit} # v7.0.1")),
        shipped("the caller's folder", "./actions/coverage-gate").finds(action, 3),
        shipped("the running commit in an action", "$/actions/coverage-gate").finds(action, 3),
        list("the image of a Docker action", action, "runs:\n  image: docker://x/y:1\n").finds(action, 2),
        list("a Dockerfile", action, "runs:\n  image: ../../Dockerfile\n"),
        list("a test's stub", "tests/scenarios/stubs/x/action.yml", "runs: { steps: [{ uses: ./x }] }\n"),
        example("ours by major version", "releasegate/releasegate/actions/coverage-gate@v1"),
        example("ours by a placeholder", "releasegate/releasegate@<sha> # v0.1.0"),
        example("ours by commit", &format!("releasegate/releasegate/actions/x@{other}")),
        example("ours by a branch", "releasegate/releasegate/actions/x@main").finds("README.md", 2),
        example("another's by tag", "actions/checkout@v7").finds("README.md", 2),
        case("no list").finds(".github/action-pins.toml", 1),
        case("a list of tags")
            .file(".github/action-pins.toml", "[[action]]\nname = \"a/b\"\ntag = \"v1\"\ncommit = \"v1\"\n")
            .finds(".github/action-pins.toml", 1),
    ]
}
