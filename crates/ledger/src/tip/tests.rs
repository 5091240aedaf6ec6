use proptest::prelude::*;

use super::*;
use crate::statement::samples;

const ORIGIN: &str = "github.com/583231/1296269/deployments/2026-11";

fn tip() -> Tip {
    Tip::new(Origin::parse(ORIGIN).unwrap())
}

fn record(at: u64) -> Record {
    let key = SignerKey::new("github.com/583231/1296269/deployments", &[1; 32]).unwrap();
    Record::sign(&samples::parse(&samples::gap()), Hash::of(&at.to_be_bytes()), &[&key]).unwrap()
}

fn time() -> Moment {
    Moment::parse("2026-11-22T10:00:00.000Z").unwrap()
}

#[test]
fn entries_are_chained_and_counted() {
    let mut tip = tip();
    let first = tip.append(&record(0), time(), None).unwrap();
    let second = tip.append(&record(1), time(), None).unwrap();
    let (one, two) = (Entry::parse(&first.entry).unwrap(), Entry::parse(&second.entry).unwrap());
    assert_eq!((one.index, one.prev_leaf_hash), (0, Hash::ZERO));
    assert_eq!((two.index, two.prev_leaf_hash), (1, Hash::leaf(&first.entry)));
    assert_eq!(tip.checkpoint().root, Hash::node(&Hash::leaf(&first.entry), &Hash::leaf(&second.entry)));
    assert_eq!((one.kind, one.env.unwrap().as_str()), (Kind::Gap, "production"));
}

#[test]
fn only_the_first_entry_names_the_shard_before() {
    let head =
        HeadRef { origin: Origin::parse("github.com/1/2/d/2026-10").unwrap(), size: 3, root: Hash::of(b"r") };
    let mut tip = tip();
    let first = tip.append(&record(0), time(), Some(&head)).unwrap();
    let second = tip.append(&record(1), time(), Some(&head)).unwrap();
    assert_eq!(Entry::parse(&first.entry).unwrap().previous_shard, Some(head));
    assert_eq!(Entry::parse(&second.entry).unwrap().previous_shard, None);
}

#[test]
fn nothing_is_appended_to_a_sealed_ledger() {
    let (mut tip, key) = (tip(), SignerKey::new("k", &[1; 32]).unwrap());
    let seal = samples::parse(&samples::seal(0, Hash::empty_root()));
    tip.append(&Record::sign(&seal, Hash::of(b"s"), &[&key]).unwrap(), time(), None).unwrap();
    let before = tip.clone();
    assert!(matches!(tip.append(&record(1), time(), None), Err(TipError::Sealed(_))));
    assert_eq!(tip, before);
    assert!(Tip::parse(&tip.to_text()).unwrap().is_sealed());
}

#[test]
fn a_deployment_is_recorded_under_its_own_key() {
    let (key, statement) =
        (SignerKey::new("k", &[1; 32]).unwrap(), samples::parse(&samples::deployment("started", 1, "app")));
    assert!(matches!(Record::sign(&statement, Hash::of(b"x"), &[&key]), Err(RecordError::IdempotencyKey(_))));
    assert!(Record::sign(&statement, Hash::of(b"1 started"), &[&key]).is_ok());
}

#[test]
fn a_tip_is_held_against_a_checkpoint() {
    let mut tip = tip();
    assert!(tip.check(&tip.checkpoint()).is_ok());
    tip.append(&record(0), time(), None).unwrap();
    let checkpoint = tip.checkpoint();
    assert!(tip.check(&checkpoint).is_ok());
    assert!(tip.check(&Checkpoint { extensions: vec!["x".to_owned()], ..checkpoint.clone() }).is_ok());
    for other in [
        Checkpoint { size: 2, ..checkpoint.clone() },
        Checkpoint { root: Hash::ZERO, ..checkpoint.clone() },
        Checkpoint { origin: "o".to_owned(), ..checkpoint.clone() },
    ] {
        assert!(matches!(tip.check(&other), Err(TipError::NotTheCheckpoint)));
    }
    let forged = tip.to_text().replacen(&tip.last_leaf.to_string(), &Hash::of(b"x").to_string(), 1);
    assert!(Tip::parse(&forged).unwrap().check(&checkpoint).is_err());
}

#[test]
fn other_texts_are_no_tips() {
    let mut tip = tip();
    for at in 0..3 {
        tip.append(&record(at), time(), None).unwrap();
    }
    let text = tip.to_text();
    assert_eq!(text.lines().count(), 7);
    for (from, to) in [("v1", "v2"), ("\n3\n", "\n4\n"), ("\n3\n", "\n03\n"), ("open", "closed"), (ORIGIN, "x")]
    {
        assert!(Tip::parse(&text.replacen(from, to, 1)).is_err(), "{from} {to}");
    }
    assert!(Tip::parse(text.trim_end()).is_err() && Tip::parse("").is_err());
    assert!(Tip::parse(&format!("{text}{}\n", Hash::ZERO)).is_err());
    assert!(Tip::parse(&format!("{text}{}", format!("{}\n", Hash::ZERO).repeat(70))).is_err());
}

proptest! {
    #[test]
    fn a_tip_that_was_stored_goes_on_as_if_it_had_not(before in 0..40_u64, after in 0..10_u64) {
        let (mut whole, record) = (tip(), record(0));
        for _ in 0..before {
            whole.append(&record, time(), None).unwrap();
        }
        let mut stored = Tip::parse(&whole.to_text()).unwrap();
        for _ in 0..after {
            prop_assert_eq!(stored.append(&record, time(), None).unwrap(), whole.append(&record, time(), None).unwrap());
        }
        prop_assert_eq!(stored, whole);
    }
}
