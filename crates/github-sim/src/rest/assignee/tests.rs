use serde_json::json;

use crate::Seed;
use crate::probe::start;

#[test]
fn whoever_belongs_to_the_repository_can_be_assigned() {
    let sim = start(Seed::small());
    let people = sim.get("actions-token", "/repos/octo/shop/assignees").expect(200).each("login");
    assert_eq!(people, ["olivia", "alice", "bob", "carol", "dave"]);
    let check = |login: &str| sim.get("actions-token", &format!("/repos/octo/shop/assignees/{login}")).status;
    assert_eq!(["dave", "mallory", "nobody", "gate%5Bbot%5D"].map(check), [204, 404, 404, 404]);
}

#[test]
fn those_who_cannot_be_assigned_are_ignored_without_a_word() {
    let sim = start(Seed::small());
    let path = format!("/repos/octo/shop/issues/{}/assignees", sim.issue());
    let body = json!({"assignees": ["bob", "mallory", "nobody"]});
    let got = sim.post("actions-token", &path, &body).expect(201);
    assert_eq!(got.at("/assignees/0/login"), "bob");
    assert_eq!((got.at("/assignee/login"), got.at("/assignees/1")), (json!("bob"), json!(null)));
    let got = sim.post("mallory-token", &path, &json!({"assignees": ["alice"]})).expect(201);
    assert_eq!(got.at("/assignees/1"), json!(null));
    let got = sim.call("actions-token", "DELETE", &path, &json!({"assignees": ["bob"]})).expect(200);
    assert_eq!(got.at("/assignees"), json!([]));
}

#[test]
fn ten_people_at_most_are_assigned() {
    let mut seed = Seed::small();
    let logins: Vec<String> = (0..12).map(|number| format!("p{number:02}")).collect();
    for (login, id) in logins.iter().zip(1000..) {
        seed = seed.user(login, id);
    }
    let all = logins.clone();
    let sim = start(seed.with_repository("octo/shop", move |shop| {
        shop.collaborators.extend(all.into_iter().map(|login| (login, "read".to_owned())));
    }));
    let path = format!("/repos/octo/shop/issues/{}/assignees", sim.issue());
    let got = sim.post("alice-token", &path, &json!({"assignees": logins})).expect(201);
    assert_eq!(got.at("/assignees").as_array().unwrap().len(), 10);
}
