use crate::tidy::tests::{Case, case};

pub(in crate::tidy) fn cases() -> Vec<Case> {
    vec![
        case("committed").file("Cargo.lock", "version = 4\n"),
        case("not committed").file("Cargo.toml", "").finds("Cargo.lock", 1),
        case("stale")
            .file("Cargo.lock", "version = 4\n")
            .unresolved("needs to be updated")
            .finds("Cargo.lock", 1),
    ]
}
