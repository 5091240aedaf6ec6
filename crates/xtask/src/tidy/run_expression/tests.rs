use crate::tidy::tests::{Case, case};

pub(in crate::tidy) fn cases() -> Vec<Case> {
    let workflow = |name, text: &str| {
        case(name).file(".github/workflows/ci.yml", format!("jobs:\n  a:\n    steps:\n{text}"))
    };
    let path = ".github/workflows/ci.yml";
    vec![
        workflow("through env", "      - run: echo \"$REF\"\n        env: { REF: \"${{ github.ref }}\" }\n"),
        workflow(
            "elsewhere",
            "      - if: ${{ always() }}\n        name: run ${{ x }}\n        run: |\n          echo\n",
        ),
        workflow("a scalar", "      - run: echo ${{ github.ref }}\n").finds(path, 4),
        workflow("a literal block", "      - run: |\n          set -e\n          echo ${{ github.ref }}\n")
            .finds(path, 6),
        workflow(
            "a folded block",
            "      - name: x\n        run: >-\n          echo\n          ${{ github.ref }}\n",
        )
        .finds(path, 7),
        workflow("quoted", "      - run: \"echo ${{ github.ref }}\"\n").finds(path, 4),
        workflow("quoted key", "      - \"run\": 'echo ${{ github.ref }}'\n").finds(path, 4),
        workflow("a flow mapping", "      - { name: x, run: \"echo ${{ github.ref }}\" }\n").finds(path, 4),
        workflow("hidden by an escape", "      - run: \"echo \\x24{{ github.ref }}\"\n").finds(path, 4),
        case("an action")
            .file(
                "actions/x/action.yml",
                "runs:\n  using: composite\n  steps:\n    - run: echo ${{ inputs.x }}\n",
            )
            .finds("actions/x/action.yml", 4),
        case("an output of that name").file("action.yml", "outputs:\n  run: { value: \"${{ x }}\" }\n"),
        case("a scenario")
            .file("tests/scenarios/gate/workflow.yml", "jobs: { a: { steps: [{ run: \"${{ x }}\" }] } }\n")
            .finds("tests/scenarios/gate/workflow.yml", 1),
        case("a README")
            .file(
                "README.md",
                "# x\n\n1. Do:\n\n   ~~~~ YAML title\n   - run: |\n       echo ${{ x }}\n   ~~~~\n",
            )
            .finds("README.md", 7),
        case("a fragment of one step").file("README.md", "```yml\nrun: ${{ x }}\n```\n").finds("README.md", 2),
        case("an alert")
            .file("README.md", "> [!TIP]\n> ```yaml\n> steps:\n>   - run: ${{ x }}\n> ```\n")
            .finds("README.md", 4),
        case("an indented fence that begins a document")
            .file("README.md", "1. x\n\n   ```yaml\n   ---\n   - run: ${{ x }}\n   ```\n")
            .finds("README.md", 5),
        case("a fence that holds the opening of another")
            .file("README.md", "```yaml\n- run: |\n    cat <<X\n    ```sh\n    ${{ x }}\n```\n")
            .finds("README.md", 5),
        case("a fence that is never closed")
            .file("README.md", "```yaml\n- run: ${{ x }}\n")
            .finds("README.md", 2),
        case("other fences").file("README.md", "```sh\n- run: ${{ x }}\n```\n```\n- run: ${{ x }}\n```\n"),
        case("test data").file("tests/cases/x/y/action.yml", "runs: { steps: [{ run: \"${{ x }}\" }] }\n"),
    ]
}
