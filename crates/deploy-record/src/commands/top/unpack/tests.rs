use super::*;

#[test]
fn attack_13_a_name_is_a_computed_one_or_none() {
    let digest = Hash::of(b"x");
    let computed = [
        layout::HEAD.to_owned(),
        layout::entry(0),
        layout::envelope(123_456),
        layout::nodes(7),
        layout::evidence(&digest),
        layout::mark(&digest),
    ];
    for path in &computed {
        for folder in ["ledger", "ledger-2026-11"] {
            let found = place(&format!("store/{folder}/{path}")).unwrap();
            assert_eq!(found.path, format!("store/{folder}/{path}"));
            for wrong in [
                format!("store/{folder}//{path}"),
                format!("store/{folder}/./{path}"),
                format!("store/{folder}/x/../{path}"),
                format!("/store/{folder}/{path}"),
                format!("./store/{folder}/{path}"),
                format!("store\\{folder}\\{path}"),
                format!("store/{folder}/{path}/"),
                format!("store/{folder}/{path} "),
                format!("store/{folder}/{path}."),
                format!("store/{folder}/{path}:stream"),
                format!("store/{folder}/{}", path.to_uppercase()),
                format!("store/{folder}-/{path}"),
            ] {
                assert!(place(&wrong).is_none(), "{wrong}");
            }
        }
    }
    for wrong in [
        "",
        "store",
        "store/",
        "store/ledger",
        "store/ledger/",
        "store/ledger/staged/00",
        "store/ledger-con/nul",
    ] {
        assert!(place(wrong).is_none(), "{wrong}");
    }
}

#[test]
fn attack_13_a_part_holds_entries_proofs_and_evidence_alone() {
    assert_eq!(proof(8450), "entries/0000/84/00008450.proof");
    let found = place("part/ledger-2026-11/entries/0000/84/00008450.json").unwrap();
    assert_eq!(found.entry, Some(("ledger-2026-11".to_owned(), 8450)));
    assert!(place(&format!("part/ledger/{}", proof(3))).is_some_and(|found| found.entry.is_none()));
    for path in [layout::HEAD.to_owned(), layout::nodes(7), layout::mark(&Hash::ZERO)] {
        assert!(place(&format!("part/ledger/{path}")).is_none(), "{path}");
    }
    assert!(place(&format!("store/ledger/{}", proof(3))).is_none());
}

#[test]
fn what_lies_beside_the_ledger_has_fixed_names_too() {
    for name in [
        README,
        EARLIER,
        PACKERS_TRUST,
        FORMAT,
        SCHEMA,
        REPORT,
        "verifier/deploy-record-x86_64-linux",
        "verifier/deploy-record-x86_64-windows.exe",
    ] {
        assert!(is_beside(name), "{name}");
        assert!(place(name).is_none(), "{name} goes nowhere");
    }
    for name in [
        "verifier/",
        "verifier/../a",
        "verifier/a/b",
        "verifier/A",
        "report.html/",
        "Report.html",
        "schemas/other.json",
        "packer/keys.json",
    ] {
        assert!(!is_beside(name), "{name}");
    }
}

#[test]
fn attack_14_each_kind_of_file_has_its_own_end() {
    let most = |path: String| place(&format!("store/ledger/{path}")).unwrap().most;
    assert_eq!(most(layout::entry(0)), Limits::ENTRY.bytes);
    assert_eq!(most(layout::envelope(0)), Limits::ENVELOPE.bytes);
    assert_eq!(most(layout::mark(&Hash::ZERO)), layout::MAX_MARK);
    assert_eq!(most(layout::evidence(&Hash::ZERO)), layout::MAX_EVIDENCE);
}
