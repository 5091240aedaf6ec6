use crate::seed::{RepositorySeed, TeamSeed};
use crate::{Options, Seed, Simulator};

fn refused(seed: Seed) -> String {
    format!("{:#}", Simulator::start(seed).err().expect("the seed is refused"))
}

#[test]
fn a_seed_reads_back_from_its_json() {
    let text = serde_json::to_string(&Seed::small()).unwrap();
    let read: Seed = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
}

#[test]
fn a_short_state_file_is_enough() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let text = r#"{"users": [{"login": "ann", "id": 5}], "repositories": [{"name": "ann/x", "id": 6, "private": true}],
        "tokens": [{"secret": "t", "kind": {"user": {"login": "ann", "scopes": ["repo"]}}}]}"#;
    std::fs::write(&path, text).unwrap();
    let sim = Simulator::start_with(Seed::read(&path).unwrap(), &Options::default()).unwrap();
    assert_eq!(sim.get("t", "/repos/ann/x").expect(200).at("/permissions/admin"), true);
    std::fs::write(&path, r#"{"user": []}"#).unwrap();
    assert!(format!("{:#}", Seed::read(&path).unwrap_err()).contains("state.json"));
}

#[test]
fn a_seed_that_contradicts_itself_is_refused() {
    assert_eq!(refused(Seed::small().user("Alice", 999)), "two accounts are called `Alice`");
    assert!(refused(Seed::small().user("eve", 101)).starts_with("two accounts have the id 101"));
    assert_eq!(
        refused(Seed::small().repository(RepositorySeed::new("nobody/x", 9))),
        "nobody is called `nobody`"
    );
    let stranger = |shop: &mut RepositorySeed| {
        shop.collaborators.insert("carol".to_owned(), "boss".to_owned());
    };
    let seed = Seed::small().with_repository("octo/shop", stranger);
    assert_eq!(refused(seed), "`octo/shop` gives the unknown role `boss`");
    let orphan = TeamSeed {
        organization: "octo".to_owned(),
        slug: "kids".to_owned(),
        id: 71,
        parent: Some("none".to_owned()),
        ..TeamSeed::default()
    };
    assert!(refused(Seed::small().team(orphan)).contains("before its parent `none`"));
}
