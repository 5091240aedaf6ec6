use crate::tidy::tests::{Case, case};

pub(in crate::tidy) fn cases() -> Vec<Case> {
    let list = "[licenses]\nallow = [\"MIT\", \"Unicode-3.0\", \"Apache-2.0 WITH LLVM-exception\"]\n";
    vec![
        case("allowed, by choice, in conjunction, with an exception, and in the old notation")
            .file("deny.toml", list)
            .package("a", Some("MIT"))
            .package("b", Some("GPL-3.0-only OR MIT"))
            .package("c", Some("(MIT OR Apache-2.0) AND Unicode-3.0"))
            .package("d", Some("Apache-2.0 WITH LLVM-exception"))
            .package("e", Some("MIT/Apache-2.0")),
        case("not allowed").file("deny.toml", list).package("a", Some("GPL-3.0-only")).finds("deny.toml", 1),
        case("half allowed").file("deny.toml", list).package("a", Some("MIT AND ISC")).finds("deny.toml", 1),
        case("not without the exception")
            .file("deny.toml", list)
            .package("a", Some("Apache-2.0"))
            .finds("deny.toml", 1),
        case("no expression").file("deny.toml", list).package("a", Some("see LICENSE")).finds("deny.toml", 1),
        case("nothing declared").file("deny.toml", list).package("a", None).finds("deny.toml", 1),
        case("no list").finds("deny.toml", 1),
        case("a list that is not there").file("deny.toml", "[licenses]\n").finds("deny.toml", 1),
        case("a list that is no TOML").file("deny.toml", "[licenses\n").finds("deny.toml", 1),
    ]
}
