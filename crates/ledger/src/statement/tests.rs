use serde_json::json;

use super::*;

fn refused(value: &Value) -> String {
    Statement::parse(&serde_json::to_vec(value).unwrap()).unwrap_err().to_string()
}

/// Changes one member, by its JSON pointer, of the sample of a kind.
fn with(kind: Kind, pointer: &str, to: Value) -> Value {
    let at = Kind::ALL.iter().position(|other| *other == kind).unwrap();
    let mut value = samples::all().remove(at);
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    value.pointer_mut(parent).unwrap()[member] = to;
    value
}

#[test]
fn each_kind_is_read_and_written_back() {
    for (kind, value) in Kind::ALL.into_iter().zip(samples::all()) {
        let statement = samples::parse(&value);
        assert_eq!(statement.predicate.kind(), kind);
        let bytes = statement.to_bytes().unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap(), value, "nothing is added or lost");
        assert_eq!(bytes, verdict::canonical::bytes(&value).unwrap());
        assert_eq!(Statement::parse(&bytes).unwrap(), statement);
        assert_eq!(Kind::of(kind.uri()), Some(kind));
    }
}

#[test]
fn unknown_members_are_refused_at_every_depth() {
    for value in samples::all() {
        let mut outside = value.clone();
        outside["extra"] = json!(1);
        assert!(refused(&outside).contains("unknown field `extra`"));
        let mut inside = value.clone();
        inside["predicate"]["extra"] = json!(1);
        assert!(refused(&inside).contains("unknown field `extra`"), "{}", refused(&inside));
        let mut subject = value;
        subject["subject"][0]["extra"] = json!(1);
        assert!(refused(&subject).contains("unknown field `extra`"));
    }
    assert!(refused(&with(Kind::Deployment, "/predicate/actor/login", json!("octocat"))).contains("login"));
    assert!(refused(&with(Kind::Key, "/predicate/change/key", json!("x"))).contains("key"));
}

#[test]
fn attack_16_another_type_or_version_is_refused() {
    for other in
        ["urn:releasegate:deployment:v2", "urn:releasegate:verdict:v1", "https://slsa.dev/provenance/v1", ""]
    {
        assert!(
            refused(&with(Kind::Deployment, "/predicateType", json!(other))).contains("no type of predicate")
        );
    }
    // The predicate of one type under another.
    assert!(
        Statement::parse(
            &serde_json::to_vec(&with(Kind::Approval, "/predicateType", json!(Kind::Incident.uri()))).unwrap()
        )
        .is_err()
    );
    let old = "https://in-toto.io/Statement/v0.1";
    assert!(refused(&with(Kind::Gap, "/_type", json!(old))).contains(old));
}

#[test]
fn subjects_are_named_once_and_have_digests() {
    assert!(refused(&with(Kind::Gap, "/subject", json!([]))).contains("no subject"));
    let subject = |name: String| json!({"name": name, "digest": {"sha256": samples::artifact("a")}});
    let many = |count: u32| json!((0..count).map(|at| subject(format!("s{at}"))).collect::<Vec<_>>());
    assert!(Statement::parse(&serde_json::to_vec(&with(Kind::Gap, "/subject", many(256))).unwrap()).is_ok());
    assert!(refused(&with(Kind::Gap, "/subject", many(257))).contains("256"), "attack 14");
    assert!(
        refused(&with(Kind::Gap, "/subject", json!([subject("a".into()), subject("a".into())])))
            .contains("one name")
    );
    assert!(refused(&with(Kind::Gap, "/subject", json!([{"name": "a", "digest": {}}]))).contains("no digest"));
}

#[test]
fn an_amendment_is_about_its_target_and_nothing_else() {
    for kind in [Kind::Correction, Kind::Redaction, Kind::Hold, Kind::Seal, Kind::Key] {
        let other = json!([{"name": "entry", "digest": {"sha256": samples::artifact("another entry")}}]);
        assert!(refused(&with(kind, "/subject", other)).contains("its one subject is not"), "{kind:?}");
    }
}

#[test]
fn rules_of_the_kinds_hold() {
    for (kind, pointer, value, says) in [
        (Kind::Approval, "/predicate/decision", json!("revoke"), "revokes"),
        (Kind::Approval, "/predicate/revokes", samples::target(1, Hash::ZERO), "revokes"),
        (Kind::Approval, "/predicate/expiresAt", json!("2026-11-22T09:30:00.000Z"), "expires"),
        (Kind::Incident, "/predicate/resolvedAt", json!("2026-11-22T10:59:59.999Z"), "resolved"),
        (Kind::Correction, "/predicate/values", json!([]), "no value"),
        (Kind::Correction, "/predicate/values/0/correct", json!("planned"), "by itself"),
        (Kind::Redaction, "/predicate/commitments", json!([]), "commitments"),
        (Kind::Redaction, "/predicate/redacted", json!("envelope"), "commitments"),
        (Kind::Key, "/predicate/change/roles", json!([]), "roles"),
        (Kind::Key, "/predicate/change/roles", json!(["record", "record"]), "roles"),
        (Kind::Gap, "/predicate/to", json!("2026-11-22T12:00:00.000Z"), "ends before"),
        (Kind::Deployment, "/predicate/environment/name", json!("Production"), "Production"),
        (Kind::Deployment, "/predicate/event", json!("done"), "done"),
        (Kind::Deployment, "/predicate/gates/0/evidence/0/size", json!(-1), "-1"),
        (
            Kind::Deployment,
            "/predicate/approvals",
            json!([{"leaf": samples::target(1, Hash::ZERO),
            "appliesTo": {"sha256": samples::artifact("another artifact")}}]),
            "no subject of it",
        ),
    ] {
        let message = refused(&with(kind, pointer, value));
        assert!(message.contains(says), "{pointer}: {message}");
    }
}

#[test]
fn attack_21_evidence_is_its_bytes_and_not_its_address() {
    let Predicate::Deployment(deployment) =
        samples::parse(&samples::deployment("succeeded", 1, "app")).predicate
    else {
        panic!("a deployment");
    };
    let mut evidence = deployment.gates[0].evidence[0].clone();
    (evidence.sha256, evidence.size) = (Hash::of(b"TN:\nSF:a.c\n"), 11);
    assert!(evidence.fits(b"TN:\nSF:a.c\n"));
    assert!(!evidence.fits(b"TN:\nSF:b.c\n") && !evidence.fits(b""));
    evidence.size = 12;
    assert!(!evidence.fits(b"TN:\nSF:a.c\n"));
}

#[test]
fn what_cannot_be_read_back_is_not_written() {
    let mut statement = samples::parse(&samples::seal(1, Hash::ZERO));
    let Predicate::Seal(seal) = &mut statement.predicate else { panic!("a seal") };
    seal.size = u64::MAX;
    assert!(matches!(statement.to_bytes(), Err(StatementError::Write(_))));
    let mut statement = samples::parse(&samples::gap());
    statement.subject.clear();
    assert!(matches!(statement.to_bytes(), Err(StatementError::Rule(_))));
}

#[test]
fn the_values_of_people_are_found() {
    let mut value = samples::deployment("started", 1, "app");
    let commitment = |name: &str| format!("hmac-sha256:{}", samples::artifact(name));
    value["predicate"]["actor"]["name"] = json!(commitment("name"));
    value["predicate"]["override"] = json!({"by": samples::person(7), "reason": commitment("why")});
    let statement = samples::parse(&value);
    let held = statement.predicate.commitments();
    let held: Vec<_> =
        held.iter().map(|(who, field, value)| (who.to_string(), *field, value.to_string())).collect();
    let expected =
        [(samples::person(1), "name", commitment("name")), (samples::person(7), "reason", commitment("why"))];
    assert_eq!(held, expected);
    let approval = samples::parse(&samples::approval(60, 9, "app"));
    assert_eq!(approval.predicate.commitments().len(), 1);
    // No commitment in any sample is overlooked.
    for value in samples::all() {
        let text = value["predicate"].to_string();
        let there = text.matches("hmac-sha256:").count();
        let named = text.matches("\"commitments\"").count();
        assert_eq!(samples::parse(&value).predicate.commitments().len(), there - named);
    }
}

#[test]
fn the_path_of_a_correction_is_a_pointer() {
    for right in ["/kind", "/a/", "/a~1b/~0", "/changes/0/pr"] {
        let value = with(Kind::Correction, "/predicate/values", json!([{"path": right, "correct": "x"}]));
        assert!(Statement::parse(&serde_json::to_vec(&value).unwrap()).is_ok(), "{right}");
    }
    for wrong in ["kind", "/a~", "/~2", "#/kind"] {
        let value = with(Kind::Correction, "/predicate/values", json!([{"path": wrong, "correct": "x"}]));
        assert!(refused(&value).contains("JSON pointer"), "{wrong}");
    }
}

#[test]
fn attack_10_a_list_is_no_statement() {
    for (kind, value) in Kind::ALL.into_iter().zip(samples::all()) {
        let list = json!([value["_type"], value["subject"], value["predicateType"], value["predicate"]]);
        assert!(refused(&list).contains("a list stands"), "{kind:?}");
    }
    let mut value = samples::correction(3, Hash::of(b"entry"));
    value["predicate"]["target"] = json!([3, Hash::of(b"entry")]);
    assert!(refused(&value).contains("a list stands"));
}
