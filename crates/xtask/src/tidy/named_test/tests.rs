use crate::tidy::tests::{Case, case};

pub(in crate::tidy) fn cases() -> Vec<Case> {
    let page = "docs/threat-model.md";
    let list = "crates/xtask/src/validate/requirements/suite.toml";
    let source = concat!("#[te", "st]\nfn it_holds_well() {}\nfn it_holds_not() {}\n");
    let tested = |name: &'static str| case(name).file("crates/a/src/lib.rs", source);
    vec![
        tested("named and there")
            .file(page, "| `it_holds_well` |\n")
            .file(list, "tests = [\"it_holds_well\"]\n"),
        tested("named and not there").file(page, "# A\n| `it_holds_well`, `it_held_once` |\n").finds(page, 2),
        tested("a function that is no test").file(list, "\ntests = [\"it_holds_not\"]\n").finds(list, 2),
        tested("other words").file(page, "`min-line`, `two_words`, it_held_once\n"),
        tested("other pages").file("README.md", "`it_held_once`\n"),
    ]
}
