use serde_json::{Value, json};

use super::cut;
use crate::Seed;
use crate::probe::start;

fn link(count: u32, query: &str) -> Option<String> {
    let items = (0..count).map(|number| json!(number)).collect();
    cut(items, &crate::route::pairs(query), "http://sim/x").link
}

#[test]
fn links_stand_as_github_writes_them() {
    let cases = [
        (30, "", None),
        (0, "", None),
        (31, "", Some(r#"<http://sim/x?page=2>; rel="next", <http://sim/x?page=2>; rel="last""#)),
        (
            250,
            "per_page=100&page=2",
            Some(
                r#"<http://sim/x?per_page=100&page=1>; rel="prev", <http://sim/x?per_page=100&page=3>; rel="next", <http://sim/x?per_page=100&page=3>; rel="last", <http://sim/x?per_page=100&page=1>; rel="first""#,
            ),
        ),
        (
            3,
            "page=2&per_page=2",
            Some(
                r#"<http://sim/x?page=1&per_page=2>; rel="prev", <http://sim/x?page=1&per_page=2>; rel="first""#,
            ),
        ),
        (
            2,
            "labels=a%20b%2Cc&per_page=1",
            Some(
                r#"<http://sim/x?labels=a%20b%2Cc&per_page=1&page=2>; rel="next", <http://sim/x?labels=a%20b%2Cc&per_page=1&page=2>; rel="last""#,
            ),
        ),
    ];
    for (count, query, expected) in cases {
        assert_eq!(link(count, query).as_deref(), expected, "{count} {query}");
    }
}

#[test]
fn a_page_has_thirty_items_and_a_hundred_at_most() {
    let items: Vec<Value> = (0..250).map(|number| json!(number)).collect();
    let size = |query: &str| cut(items.clone(), &crate::route::pairs(query), "").items.len();
    let asked = ["", "per_page=7", "per_page=1000", "per_page=0", "per_page=x", "page=9&per_page=100"];
    assert_eq!(asked.map(size), [30, 7, 100, 30, 30, 0]);
}

#[test]
fn following_the_links_sees_everything_once() {
    let sim = start(Seed::small().without_limits());
    let number = sim.issue();
    let ids: Vec<Value> = (0..5).map(|n| json!(sim.comment("bob-token", number, &format!("{n}")))).collect();
    let mut path = format!("/repos/octo/shop/issues/{number}/comments?per_page=2");
    let mut seen = Vec::new();
    loop {
        let got = sim.get("alice-token", &path).expect(200);
        seen.extend(got.each("id"));
        let next =
            got.header("link").split(", ").find(|link| link.ends_with("rel=\"next\"")).map(str::to_owned);
        let Some(next) = next else { break };
        assert!(next.starts_with(&format!("<{}/repositories/1/issues/", sim.url())), "{next}");
        path = next.trim_start_matches('<').split('>').next().unwrap().trim_start_matches(sim.url()).to_owned();
    }
    assert_eq!(seen, ids);
}
