use crate::tidy::tests::{Case, case};

pub(in crate::tidy) fn cases() -> Vec<Case> {
    let rust = |name, text: &str| case(name).file("crates/sarif/src/lib.rs", text);
    let path = "crates/sarif/src/lib.rs";
    let mark = |word: &str| format!("fn f() {{}}\n// {word}: later\n");
    vec![
        rust(
            "an allowed lint with its reason",
            "#[allow(dead_code, reason = \"built per platform\")]\nfn f() {}\n",
        ),
        rust("an allowed lint", "\n#[allow(dead_code)]\nfn f() {}\n").finds(path, 2),
        rust("an allowed lint of the crate", "#![allow(\n    dead_code\n)]\n").finds(path, 1),
        rust("an expected lint", "#[expect(dead_code)]\nfn f() {}\n").finds(path, 1),
        rust("an allowed lint behind a condition", "#[cfg_attr(test, allow(dead_code))]\nfn f() {}\n")
            .finds(path, 1),
        rust("an ignored test", "#[test]\n#[ignore = \"slow\"]\nfn f() {}\n").finds(path, 2),
        rust("missing code", "fn f() {\n    todo!()\n}\n").finds(path, 2),
        rust("more missing code", "fn f() { unimplemented!(\"later\") }\n").finds(path, 1),
        rust("a mark", &mark(concat!("FIX", "ME"))).finds(path, 2),
        rust("another mark", &mark(concat!("X", "XX"))).finds(path, 2),
        rust("a mark within a longer word", &mark(concat!("XX", "XXXX"))),
        rust(
            "named in prose",
            "//! No `todo!()` and no `#[ignore]`.\nconst TEXT: &str = \"#[allow(dead_code)] todo!()\";\n",
        ),
        rust(
            "named otherwise",
            "fn todo() {}\nfn allow(ignore: bool) -> bool { result.expect(\"x\"); ignore }\n",
        ),
        case("a module in a folder that is called as test data is")
            .file("tests/src/cases/walk.rs", "fn f() { todo!() }\n")
            .finds("tests/src/cases/walk.rs", 1),
        case("another project's code")
            .file("tests/fixtures/rust/src/lib.rs", "#[allow(dead_code)]\nfn f() { todo!() }\n"),
    ]
}
