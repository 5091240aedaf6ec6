use crate::tidy::tests::{Case, case};

pub(in crate::tidy) fn cases() -> Vec<Case> {
    let manifest = |name: &str, rest: &str| format!("[package]\nname = \"{name}\"\n{rest}");
    vec![
        case("a tool on its layers").file(
            "crates/deploy-record/Cargo.toml",
            manifest(
                "deploy-record",
                "[dependencies]\nverdict.workspace = true\nledger = { path = \"x\" }\nstores = \"1\"\n",
            ),
        ),
        case("a tool on a tool")
            .file(
                "crates/sarif-merge/Cargo.toml",
                manifest("sarif-merge", "[dependencies]\ncoverage-gate.workspace = true\n"),
            )
            .finds("crates/sarif-merge/Cargo.toml", 4),
        case("a tool on a tool, for tests and for one platform")
            .file(
                "crates/sarif-merge/Cargo.toml",
                manifest(
                    "sarif-merge",
                    "[target.'cfg(unix)'.dev-dependencies]\nanyhow = \"1\"\ncoverage-gate = \"1\"\n",
                ),
            )
            .finds("crates/sarif-merge/Cargo.toml", 5),
        case("the contract on another crate")
            .file(
                "crates/verdict/Cargo.toml",
                manifest("verdict", "[build-dependencies.coverage]\npath = \"x\"\n"),
            )
            .finds("crates/verdict/Cargo.toml", 3),
        case("a pure crate on ledger, and on another pure crate")
            .file(
                "crates/history/Cargo.toml",
                manifest("history", "[dependencies]\nledger = \"1\"\nsarif = \"1\"\n"),
            )
            .finds("crates/history/Cargo.toml", 5),
        case("a pure crate with any package of others for its tests")
            .file("crates/approval/Cargo.toml", manifest("approval", "[dev-dependencies]\ntempfile = \"3\"\n")),
        case("an IO crate on ledger, and on another pure crate")
            .file(
                "crates/stores/Cargo.toml",
                manifest("stores", "[dependencies]\nledger = \"1\"\nsarif = \"1\"\n"),
            )
            .finds("crates/stores/Cargo.toml", 5),
        case("the simulator on what it tests")
            .file("crates/github-sim/Cargo.toml", manifest("github-sim", "[dependencies]\ngithub = \"1\"\n"))
            .finds("crates/github-sim/Cargo.toml", 4),
        case("an edge behind a rename")
            .file(
                "crates/sarif/Cargo.toml",
                manifest("sarif", "[dependencies]\nx = { package = \"github\", path = \"y\" }\n"),
            )
            .finds("crates/sarif/Cargo.toml", 4),
        case("an edge behind a rename of the workspace")
            .file(
                "Cargo.toml",
                "[workspace.dependencies]\ngh = { package = \"github\", path = \"crates/github\" }\n",
            )
            .file("crates/sarif/Cargo.toml", manifest("sarif", "[dependencies]\ngh.workspace = true\n"))
            .finds("crates/sarif/Cargo.toml", 4),
        case("commands and tests depend on anything")
            .file(
                "crates/xtask/Cargo.toml",
                manifest("xtask", "[dependencies]\ngithub-sim = \"1\"\ntests = \"1\"\n"),
            )
            .file(
                "tests/Cargo.toml",
                manifest("tests", "[dependencies]\ngithub-sim = \"1\"\ncoverage-gate = \"1\"\n"),
            ),
        case("a crate without a layer")
            .file("crates/notary/Cargo.toml", manifest("notary", ""))
            .finds("crates/notary/Cargo.toml", 2),
        case("a crate under another name than its folder")
            .file("crates/judge/Cargo.toml", manifest("verdict", ""))
            .finds("crates/judge/Cargo.toml", 2),
        case("a crate without an idea")
            .file("crates/utils/Cargo.toml", manifest("utils", ""))
            .finds("crates/utils/Cargo.toml", 2),
        case("a manifest that is no TOML")
            .file("crates/sarif/Cargo.toml", "[package]\nname =\n")
            .finds("crates/sarif/Cargo.toml", 2),
        case("modules without an idea")
            .file("crates/sarif/src/helpers.rs", "")
            .file("tests/src/common/mod.rs", "")
            .finds("crates/sarif/src/helpers.rs", 1)
            .finds("tests/src/common/mod.rs", 1),
        case("other names, other languages and the sample programs of tests")
            .file("crates/sarif/src/typestate.rs", "")
            .file("tests/fixtures/rust/src/utils.rs", "")
            .file("tests/cases/coverage-gate/lcov/workspace/Cargo.toml", manifest("core", ""))
            .file("dist/common.sh", ""),
    ]
}
