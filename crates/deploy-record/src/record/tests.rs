use super::*;

#[test]
fn a_deployment_has_one_number_in_an_attempt_and_another_in_the_next() {
    let (shop, production) = (Slug::new("shop").unwrap(), Slug::new("production").unwrap());
    let id = |attempt, job: &'static str| own_id(Some((1, 7, attempt)), 0, (&shop, &production, job)).unwrap();
    assert_eq!(id(1, "deploy"), id(1, "deploy"));
    assert_ne!(id(1, "deploy"), id(2, "deploy"));
    assert_ne!(id(1, "deploy"), id(1, "other"));
    let without = |now| own_id(None, now, (&shop, &production, "")).unwrap();
    assert_ne!(without(1), without(2));
}
