use super::*;
use crate::resolve::{Draft, Resolved, SeatDraft, resolve};

fn with(preset: Preset, change: impl FnOnce(&mut Draft)) -> Resolved {
    let mut draft = Draft {
        environment: "production".to_owned(),
        preset: Some(preset.name().to_owned()),
        seats: vec![SeatDraft {
            id: "qa".to_owned(),
            people: "1 of team:acme/qa".to_owned(),
            ..SeatDraft::default()
        }],
        ..Draft::default()
    };
    change(&mut draft);
    resolve(&draft).unwrap()
}

fn told(resolved: &Resolved) -> Vec<String> {
    resolved.loosened.iter().map(ToString::to_string).collect()
}

#[test]
fn a_preset_is_its_own_policy_and_loosens_nothing() {
    for preset in Preset::ALL {
        let resolved = with(preset, |_| {});
        assert_eq!((resolved.preset, told(&resolved)), (preset, Vec::new()));
    }
}

#[test]
fn part_11_asks_for_code_meaning_and_reason_and_for_others_than_who_made_it() {
    let policy = with(Preset::Part11, |_| {}).policy;
    assert_eq!((policy.code, policy.meaning), (Demand::Required, Demand::Required));
    assert!(policy.reason > 0 && !policy.meanings.is_empty());
    assert!(policy.exclude.requesters && policy.exclude.contributors);
    assert_eq!((policy.exclude.unattributed, policy.rollback), (Unattributed::Stop, Rollback::Approval));
}

#[test]
fn soc_2_asks_for_others_than_who_made_it_and_no_more() {
    let (soc2, standard) = (with(Preset::Soc2, |_| {}).policy, with(Preset::Standard, |_| {}).policy);
    assert!(soc2.exclude.contributors && !standard.exclude.contributors);
    assert_eq!(Policy { exclude: standard.exclude, ..soc2 }, standard);
}

#[test]
fn asking_for_more_is_not_told() {
    let resolved = with(Preset::Part11, |draft| {
        draft.reason = Some(50);
        draft.exclude_mergers = Some(true);
        draft.expires = Some("1d".to_owned());
        draft.meanings = Some(vec!["released".to_owned()]);
    });
    assert_eq!(told(&resolved), [""; 0]);
    assert_eq!((resolved.policy.reason, resolved.policy.expires), (50, 24 * 60));
}

#[test]
fn asking_for_less_is_told() {
    let resolved = with(Preset::Part11, |draft| {
        draft.exclude_requesters = Some(false);
        draft.exclude_contributors = Some(false);
        draft.unattributed = Some("show".to_owned());
        draft.code = Some("optional".to_owned());
        draft.meaning = Some("optional".to_owned());
        draft.reason = Some(9);
        draft.rollback = Some("free".to_owned());
        draft.expires = Some("8d".to_owned());
    });
    assert_eq!(
        told(&resolved),
        [
            "`exclude-requesters` is false and the preset asks for true",
            "`exclude-contributors` is false and the preset asks for true",
            "`unattributed` is show and the preset asks for stop",
            "`code` is optional and the preset asks for required",
            "`meaning` is optional and the preset asks for required",
            "`reason` is 9 and the preset asks for 10",
            "`rollback` is free and the preset asks for approval",
            "`expires` is 11520 minutes and the preset asks for 10080 minutes",
        ]
    );
    let standard = with(Preset::Standard, |draft| draft.exclude_requesters = Some(false));
    assert_eq!(told(&standard), ["`exclude-requesters` is false and the preset asks for true"]);
}
