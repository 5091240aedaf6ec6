use crate::tidy::tests::{Case, case};

pub(in crate::tidy) fn cases() -> Vec<Case> {
    let text = |name, text: &str| case(name).file("tests/fixtures/lcov/lcov.info", text);
    let path = "tests/fixtures/lcov/lcov.info";
    let root = concat!("/ro", "ot/");
    let home = concat!("/ho", "me/");
    let users = concat!("/Us", "ers/");
    let work = concat!("/wo", "rk/");
    vec![
        text("root's folder", &format!("TN:\nSF:{root}app/src/lib.rs\n")).finds(path, 2),
        text("a work folder", &format!("file://{work}app\n")).finds(path, 1),
        text("a home", &format!("SF:{home}ada/app/lib.rs\n")).finds(path, 1),
        text("a home of macOS", &format!("SF:{users}ada/app/lib.rs\n")).finds(path, 1),
        text("a runner's home, then a person's", &format!("{home}runner/x {home}ada/x\n")).finds(path, 1),
        text("a folder beside the checkout", concat!("see ../", "shared/design\n")).finds(path, 1),
        text("runners", &format!("SF:{home}runner{work}app/app/lib.rs\n{users}runner{work}app\n")),
        text(
            "within a longer path",
            &format!("src{root}mod.rs\n$HOME{work}x\n${{GITHUB_WORKSPACE}}{root}x\nexample.org{home}ada\n"),
        ),
        text("a placeholder", &format!("{home}<user>\n")),
        case("a package from a repository")
            .file("Cargo.lock", "[[package]]\nsource = \"git+https://example.org/x#0\"\n")
            .finds("Cargo.lock", 2),
        case("a package from crates.io").file(
            "Cargo.lock",
            "[[package]]\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n",
        ),
    ]
}
