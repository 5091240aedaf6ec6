use crate::tidy::tests::{Case, case};

pub(in crate::tidy) fn cases() -> Vec<Case> {
    let path = "crates/sarif/src/lib.rs";
    let pure = |name: &'static str, source: &str| {
        case(name)
            .file("crates/sarif/Cargo.toml", "[package]\nname = \"sarif\"\n")
            .file("crates/sarif/clippy.toml", "disallowed-methods = [{ path = \"std::fs::read\" }]\n")
            .file(path, source)
    };
    vec![
        pure(
            "pure",
            "use std::collections::BTreeMap;\nuse std::io::{self, Read};\nfn f() -> std::fmt::Result { Ok(()) }\n",
        ),
        pure("a call", "fn f() {\n    std::fs::read(\"x\");\n}\n").finds(path, 2),
        pure("an import", "use std::env;\n").finds(path, 1),
        pure("a nested import", "use std::{\n    fmt,\n    net::{TcpStream, UdpSocket},\n};\n")
            .finds(path, 3)
            .finds(path, 3),
        pure("a renamed nested import", "use std::{io as x, process as y};\n").finds(path, 1),
        pure("everything", "use std::*;\n").finds(path, 1),
        pure("another name for everything", "use std as s;\nuse std::{self as t};\n")
            .finds(path, 1)
            .finds(path, 2),
        pure("a sleep", "use std::thread;\nfn f() { thread::sleep(x) }\n").finds(path, 2),
        pure("a clock", "use std::time::SystemTime;\n").finds(path, 1),
        pure("a clock of jiff", "use jiff::Timestamp;\nfn f() { g(Timestamp::now()) }\n").finds(path, 2),
        pure("a runtime", "#[tokio::main]\nasync fn f() {}\n").finds(path, 1),
        pure("the standard streams", "fn f() { std::io::stdin() }\n").finds(path, 1),
        pure(
            "prose",
            "//! Reads no std::fs.\n/* use std::env; */\nconst A: &str = \"std::net\";\nconst B: &str = r#\"tokio\"#;\n",
        ),
        pure("its tests", "")
            .file("crates/sarif/src/model/tests.rs", "use std::fs;\n")
            .file("crates/sarif/tests/x.rs", "use std::fs;\n"),
        case("a shell").file("crates/runner/Cargo.toml", "").file("crates/runner/src/lib.rs", "use std::fs;\n"),
        case("no list of clippy").file("crates/sarif/Cargo.toml", "").finds("crates/sarif/clippy.toml", 1),
        case("an empty list of clippy")
            .file("crates/sarif/Cargo.toml", "")
            .file("crates/sarif/clippy.toml", "disallowed-methods = []\n")
            .finds("crates/sarif/clippy.toml", 1),
        case("packages for IO")
            .file(
                "crates/sarif/Cargo.toml",
                "[dependencies]\nserde = \"1\"\nwalkdir = \"2\"\n[dev-dependencies]\ntempfile = \"3\"\n",
            )
            .file("crates/sarif/clippy.toml", "disallowed-methods = [\"x\"]\n")
            .finds("crates/sarif/Cargo.toml", 3),
    ]
}
