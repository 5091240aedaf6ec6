//! What an attacker would try, by the numbers of the list in FORMAT.md.

use serde_json::{Value, json};

use super::world::{APPROVAL, CHECKPOINT, RECORD, key};
use super::*;
use crate::note::Note;
use crate::predicate::Role;
use crate::witness::{WitnessKey, cosign};

#[test]
fn attack_01_history_that_was_rewritten_and_signed_again_is_named_by_an_earlier_head() {
    let honest = World::full();
    let mut forged = World::new();
    forged.append(&samples::deployment("succeeded", 1, "malware"), &[RECORD]);
    for at in 2..6 {
        forged.append(&samples::deployment("succeeded", at, "malware"), &[RECORD]);
    }
    forged.sign();
    assert_eq!(forged.report().soundness(), Soundness::Sound, "by itself it is in order");
    forged.earlier.push(honest.head(3));
    assert_eq!(forged.kinds(), [(None, F::Rewritten)]);
}

#[test]
fn attack_02_a_ledger_that_was_cut_off_is_named_by_an_earlier_head_and_by_a_later_checkpoint() {
    let mut world = World::full();
    let (whole, last) = (world.size(), world.checkpoints.pop().unwrap());
    world.entries.truncate(6);
    world.sign();
    assert!(
        world.report().faults.iter().all(|fault| fault.kind == F::EnvelopeMissing),
        "entry 3 was erased by entry 8"
    );
    world.checkpoints.push(last);
    assert!(world.kinds().contains(&(Some(6), F::CheckpointBeyond)));
    world.checkpoints.pop();
    world.earlier.push(World::full().head(whole));
    assert!(world.kinds().contains(&(Some(6), F::Shrunk)));
}

#[test]
fn attack_03_two_heads_of_one_size_are_a_fork() {
    let mut world = World::full();
    let other = Checkpoint { root: Hash::of(b"other"), ..world.head(5) };
    world.checkpoints.push(world.signed_head(5));
    world.checkpoints.push(other.sign(&[&key(CHECKPOINT)]).unwrap().to_text().into_bytes());
    assert_eq!(world.kinds(), [(None, F::Fork), (None, F::CheckpointRoot)]);
    let mut world = World::full();
    world.checkpoints.push(world.signed_head(5));
    world.earlier.push(other);
    assert_eq!(world.kinds(), [(None, F::Fork), (None, F::Rewritten)]);
}

#[test]
fn attack_03_the_last_head_has_to_be_seen_by_a_quorum() {
    let mut world = World::full();
    let (one, two) = (key(60), key(61));
    let witnesses = vec![WitnessKey::of(&one), WitnessKey::of(&two)];
    world.quorum = Some(Quorum::new(2, witnesses).unwrap());
    assert_eq!(world.kinds(), [(None, F::CheckpointUnwitnessed)]);
    let mut note = Note::parse(&world.checkpoints[0]).unwrap();
    cosign(&mut note, &one, 100);
    cosign(&mut note, &two, 200);
    world.checkpoints[0] = note.to_text().into_bytes();
    assert_eq!(world.kinds(), []);
    assert!(world.report().unknown.iter().all(|one| one.kind != UnknownKind::NoWitness));
    // The same head as its signer handed it out before anybody had seen it, before and after it.
    world.checkpoints.insert(0, world.signed_head(world.size()));
    assert_eq!(world.kinds(), []);
    world.checkpoints.swap(0, 1);
    assert_eq!(world.kinds(), []);
}

#[test]
fn attack_03_a_signer_that_was_shown_another_history_tells() {
    let mut world = World::new();
    world.append(&samples::gap(), &[RECORD]);
    for (size, root) in [(1, Hash::of(b"other")), (2, Hash::ZERO)] {
        let mut deployment = samples::deployment("succeeded", size, "app");
        deployment["predicate"]["observedHead"] = json!({"origin": world.origin, "size": size, "root": root});
        world.append(&deployment, &[RECORD]);
    }
    let mut elsewhere = samples::deployment("succeeded", 9, "app");
    elsewhere["predicate"]["observedHead"] =
        json!({"origin": "github.com/583231/1296269/deployments/2026-10", "size": 1, "root": Hash::ZERO});
    world.append(&elsewhere, &[RECORD]);
    world.sign();
    assert_eq!(world.kinds(), [(Some(1), F::ObservedHead), (Some(2), F::ObservedHead)]);
    assert!(world.report().unknown.iter().any(|one| one.kind == UnknownKind::OtherLedger));
}

/// An approval, changed, and a deployment that rests on it, changed: what the verifier says.
fn rests(approval: impl Fn(&mut Value), deployment: impl Fn(&mut Value)) -> Vec<FaultKind> {
    let mut world = World::new();
    let mut given = samples::approval(60, 9, "app");
    approval(&mut given["predicate"]);
    let leaf = world.append(&given, &[APPROVAL]);
    let mut done = samples::deployment("started", 1, "app");
    done["predicate"]["approvals"] = json!([{"leaf": leaf, "appliesTo": {"sha256": samples::artifact("app")}}]);
    deployment(&mut done);
    world.append(&done, &[RECORD]);
    world.sign();
    world.kinds().into_iter().map(|(_, kind)| kind).collect()
}

#[test]
fn attack_04_an_approval_is_of_exactly_this() {
    let nothing = |_: &mut Value| {};
    assert_eq!(rests(nothing, nothing), []);
    let another = json!({"sha256": samples::artifact("another")});
    let cases: [(&str, Value); 3] = [
        ("environment", json!("staging")),
        ("planDigest", another.clone()),
        ("deploymentId", json!(samples::ulid(2))),
    ];
    for (member, value) in cases {
        assert_eq!(rests(|one| one[member] = value.clone(), nothing), [F::ApprovalUnfit], "{member}");
    }
    assert_eq!(rests(|one| one["deploymentId"] = json!(samples::ulid(1)), nothing), []);
    // A plan that was not shown, and one that was shown and not followed.
    let no_plan = |one: &mut Value| drop(one.as_object_mut().unwrap().remove("planDigest"));
    assert_eq!(rests(no_plan, nothing), [F::ApprovalUnfit]);
    assert_eq!(rests(nothing, |one| no_plan(&mut one["predicate"])), [F::ApprovalUnfit]);
    assert_eq!(rests(nothing, |one| one["predicate"]["policyDigest"] = another.clone()), [F::ApprovalUnfit]);
    // The artifact that was approved is swapped for another.
    let swapped = |one: &mut Value| {
        one["subject"][0]["digest"] = another.clone();
        one["predicate"]["approvals"][0]["appliesTo"] = another.clone();
    };
    assert_eq!(rests(nothing, swapped), [F::ApprovalUnfit]);
}

#[test]
fn attack_04_an_approved_commit_is_no_approved_artifact() {
    let mut world = World::new();
    let (commit, artifact) = (json!({"gitCommit": "d20a".repeat(10)}), samples::artifact("malware"));
    let mut given = samples::approval(60, 9, "app");
    given["subject"].as_array_mut().unwrap().push(json!({"name": "commit", "digest": commit}));
    let leaf = world.append(&given, &[APPROVAL]);
    let mut done = samples::deployment("succeeded", 1, "malware");
    // An artifact that claims to be the commit, in one set of digests.
    let both = json!({"gitCommit": "d20a".repeat(10), "sha256": artifact});
    done["subject"] = json!([{"name": "app", "digest": both}]);
    done["predicate"]["approvals"] = json!([{"leaf": leaf, "appliesTo": both}]);
    world.append(&done, &[RECORD]);
    assert_eq!(world.kinds(), [(Some(1), F::ApprovalUnfit)]);
    // Or beside it: nothing of that is false, and somebody should look.
    let mut done = samples::deployment("succeeded", 2, "malware");
    done["predicate"]["approvals"] = json!([{"leaf": leaf, "appliesTo": commit}]);
    world.append(&done, &[RECORD]);
    let report = world.report();
    assert_eq!((report.faults.len(), report.notices[1].kind), (1, NoticeKind::ApprovalPartial));
}

#[test]
fn an_erased_beginning_makes_no_approval_expire() {
    let mut world = World::new();
    let leaf = world.append(&samples::approval(60, 9, "app"), &[APPROVAL]);
    let started = world.append(&samples::deployment("started", 1, "app"), &[RECORD]);
    world.time = "2026-11-24T15:00:00.000Z";
    let mut done = samples::deployment("succeeded", 1, "app");
    done["predicate"]["approvals"] = json!([{"leaf": leaf, "appliesTo": {"sha256": samples::artifact("app")}}]);
    world.append(&done, &[RECORD]);
    world.append(&samples::redaction(started.index, started.hash, "envelope"), &[RECORD]);
    world.sign();
    assert_eq!(world.kinds(), [], "it began in time");
    world.entries[1].1 = None;
    assert_eq!(world.kinds(), [], "when it began is erased, and nobody can say that it was too late");
    assert!(world.report().unknown.iter().any(|one| one.kind == UnknownKind::Erased));
}

#[test]
fn an_erased_beginning_makes_no_approval_taken_back_before() {
    let mut world = World::new();
    let leaf = world.append(&samples::approval(60, 9, "app"), &[APPROVAL]);
    let started = world.append(&samples::deployment("started", 1, "app"), &[RECORD]);
    let mut back = samples::approval(61, 8, "app");
    back["predicate"]["decision"] = json!("revoke");
    back["predicate"]["revokes"] = json!(leaf);
    world.append(&back, &[APPROVAL]);
    let mut done = samples::deployment("succeeded", 1, "app");
    done["predicate"]["approvals"] = json!([{"leaf": leaf, "appliesTo": {"sha256": samples::artifact("app")}}]);
    // Its subjects in another order are the same subjects.
    done["subject"].as_array_mut().unwrap().reverse();
    world.append(&done, &[RECORD]);
    world.append(&samples::redaction(started.index, started.hash, "envelope"), &[RECORD]);
    world.sign();
    assert_eq!(world.kinds(), [], "it was taken back after the beginning");
    world.entries[1].1 = None;
    assert_eq!(world.kinds(), [], "and nobody can say otherwise");
}

#[test]
fn attack_04_an_approval_that_expired_or_came_later_is_none() {
    let nothing = |_: &mut Value| {};
    assert_eq!(
        rests(|one| one["expiresAt"] = json!("2026-11-22T15:00:00.000Z"), nothing),
        [F::ApprovalExpired]
    );
    assert_eq!(rests(|one| one["expiresAt"] = json!("2026-11-22T15:00:00.001Z"), nothing), []);
    assert_eq!(rests(|one| one["decision"] = json!("reject"), nothing), [F::ApprovalUnknown]);
    // The deployment began before it was approved, and names the approval when it ends.
    let mut world = World::new();
    world.append(&samples::deployment("started", 1, "app"), &[RECORD]);
    let leaf = world.append(&samples::approval(60, 9, "app"), &[APPROVAL]);
    let mut done = samples::deployment("succeeded", 1, "app");
    done["predicate"]["approvals"] = json!([{"leaf": leaf, "appliesTo": {"sha256": samples::artifact("app")}}]);
    world.append(&done, &[RECORD]);
    world.sign();
    assert_eq!(world.kinds(), [(Some(2), F::ApprovalExpired)]);
}

#[test]
fn attack_04_an_approval_that_was_taken_back_or_never_given_is_none() {
    let mut world = World::new();
    let leaf = world.append(&samples::approval(60, 9, "app"), &[APPROVAL]);
    let mut revoke = samples::approval(61, 9, "app");
    revoke["predicate"]["decision"] = json!("revoke");
    revoke["predicate"]["revokes"] = serde_json::to_value(leaf).unwrap();
    world.append(&revoke, &[APPROVAL]);
    let gap = world.append(&samples::gap(), &[RECORD]);
    let uses = |at: u64, leaf: LeafRef| {
        let mut done = samples::deployment("started", at, "app");
        done["predicate"]["approvals"] =
            json!([{"leaf": leaf, "appliesTo": {"sha256": samples::artifact("app")}}]);
        done
    };
    world.append(&uses(1, leaf), &[RECORD]);
    world.append(&uses(2, gap), &[RECORD]);
    world.append(&uses(3, LeafRef { hash: Hash::ZERO, ..leaf }), &[RECORD]);
    world.append(&uses(4, LeafRef { index: 99, ..leaf }), &[RECORD]);
    revoke["predicate"]["revokes"] = serde_json::to_value(gap).unwrap();
    world.append(&revoke, &[APPROVAL]);
    world.sign();
    let expected =
        [F::ApprovalRevoked, F::ApprovalUnknown, F::ApprovalUnknown, F::ApprovalUnknown, F::TargetUnknown];
    let expected: Vec<_> = (3..).map(Some).zip(expected).collect();
    assert_eq!(world.kinds(), expected);
}

#[test]
fn attack_04_an_approval_that_is_used_again_is_told() {
    let mut world = World::new();
    let leaf = world.append(&samples::approval(60, 9, "app"), &[APPROVAL]);
    for at in [1, 2] {
        // Two regions of one rollout, for instance.
        let mut done = samples::deployment("succeeded", at, "app");
        done["predicate"]["approvals"] =
            json!([{"leaf": leaf, "appliesTo": {"sha256": samples::artifact("app")}}]);
        world.append(&done, &[RECORD]);
    }
    world.sign();
    let report = world.report();
    assert_eq!(report.faults, []);
    assert_eq!((report.notices[0].index, report.notices[0].kind), (0, NoticeKind::ApprovalReused));
}

#[test]
fn attack_19_nobody_approves_what_they_deploy_or_wrote() {
    let by = |who: u8| move |one: &mut Value| one["approver"] = json!(samples::person(who));
    assert_eq!(rests(by(1), |_| {}), [F::ApprovalOwn], "the actor");
    assert_eq!(rests(by(2), |_| {}), [F::ApprovalOwn], "an author");
    assert_eq!(rests(by(3), |_| {}), []);
}

#[test]
fn attack_07_a_stolen_key_signs_nothing_but_its_own_kind() {
    for (statement, signer) in [
        (samples::gap(), APPROVAL),
        (samples::gap(), CHECKPOINT),
        (samples::gap(), 99),
        (samples::deployment("started", 1, "app"), APPROVAL),
        (samples::approval(60, 9, "app"), CHECKPOINT),
    ] {
        let mut world = World::new();
        world.append(&statement, &[signer]);
        world.sign();
        assert_eq!(world.kinds(), [(Some(0), F::SignatureUnknown)], "{signer}");
    }
    // A checkpoint by the key of records.
    let mut world = World::new();
    let forged = world.head(0).sign(&[&key(RECORD)]).unwrap();
    world.checkpoints.push(forged.to_text().into_bytes());
    assert_eq!(world.kinds(), [(None, F::CheckpointUnsigned)]);
}

#[test]
fn attack_15_a_repeated_append_is_named() {
    let mut world = World::new();
    for _ in 0..2 {
        world.append(&samples::deployment("started", 1, "app"), &[RECORD]);
    }
    world.sign();
    let report = world.report();
    let messages: Vec<&str> = report.faults.iter().map(|fault| fault.message.as_str()).collect();
    let expected = ["entry 0 has the same idempotency key", "entry 0 holds the same signed record"];
    assert_eq!(messages, expected);
}

#[test]
fn attack_04_a_signed_record_that_is_entered_again_is_named() {
    let mut world = World::new();
    let leaf = world.append(&samples::approval(60, 9, "app"), &[APPROVAL]);
    let mut revoke = samples::approval(61, 9, "app");
    revoke["predicate"]["decision"] = json!("revoke");
    revoke["predicate"]["revokes"] = serde_json::to_value(leaf).unwrap();
    world.append(&revoke, &[APPROVAL]);
    // Whoever sequences has no key, but the envelope of the approval that was taken back, and gives it another place.
    let again = world.append(&samples::approval(60, 9, "app"), &[APPROVAL]);
    let mut done = samples::deployment("started", 1, "app");
    done["predicate"]["approvals"] =
        json!([{"leaf": again, "appliesTo": {"sha256": samples::artifact("app")}}]);
    world.append(&done, &[RECORD]);
    world.sign();
    assert_eq!(world.kinds(), [(Some(2), F::EntryRepeated), (Some(3), F::ApprovalUnknown)]);
}

#[test]
fn attack_18_entries_and_checkpoints_of_another_repository_are_named() {
    // The same name, another number.
    let other = World::at("github.com/583231/7/deployments/2026-11");
    let mut world = World::new();
    let mut foreign = World::at("github.com/583231/7/deployments/2026-11");
    foreign.append(&samples::gap(), &[RECORD]);
    world.entries = foreign.entries;
    world.sign();
    assert_eq!(world.kinds(), [(Some(0), F::EntryOrigin)]);
    let mut world = World::new();
    world.checkpoints = vec![other.signed_head(0)];
    assert_eq!(world.kinds(), [(None, F::CheckpointOrigin)]);
    // A key that bears the name of another ledger signs no checkpoint of this one.
    let stranger = crate::signer::SignerKey::new("github.com/583231/7/deployments", &[50; 32]).unwrap();
    let mut world = World::new();
    world.ring = Keyring::new(vec![(stranger.verifier(), vec![Role::Checkpoint])]);
    world.checkpoints = vec![world.head(0).sign(&[&stranger]).unwrap().to_text().into_bytes()];
    assert_eq!(world.kinds(), [(None, F::CheckpointUnsigned)]);
}

#[test]
fn attack_20_no_message_carries_what_a_terminal_obeys() {
    let mut world = World::new();
    let hostile = "\u{1b}[31m\u{202e}\r\n::error::x";
    let json = serde_json::to_string(&json!({ hostile: [hostile], "payload": hostile })).unwrap();
    let kind = json!({"payload": "", "payloadType": "a::b<script>", "signatures": [], "x": 1}).to_string();
    let note = format!("{hostile}\n1\n\n— {hostile} AAAA\n").replace('\u{1b}', "");
    for bytes in [json.as_bytes(), hostile.as_bytes(), kind.as_bytes()] {
        world.entries.push((bytes.to_vec(), None));
        let appended = world.append(&samples::gap(), &[RECORD]);
        let at = world.entries.len() - 1;
        assert!(appended.index < at as u64);
        world.entries[at].1 = Some(bytes.to_vec());
        world.checkpoints.push(bytes.to_vec());
    }
    world.checkpoints.push(note.into_bytes());
    let report = world.report();
    assert!(report.faults.len() >= 9, "{:?}", report.faults);
    for fault in &report.faults {
        assert!(crate::text::check(&fault.message).is_ok(), "{:?}", fault.message);
    }
}
