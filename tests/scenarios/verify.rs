//! The workflows of deploy-verify's README, as they stand there but for the shop's address and the waits: a deployment that is unhealthy is
//! gone back from and recorded so, and a canary that fails at 25 % ends there.

use std::sync::LazyLock;

use serde_json::Value;

use crate::docs::{VERIFICATIONS, examples, root};
use crate::harness::{Run, Scenario};
use crate::stage::clone::Clone;
use crate::stage::shop::Shop;
use crate::stage::{Stage, policy};

/// The workflow of this name, as the page shows it.
fn page(name: &str) -> String {
    let all = examples(&root().join(VERIFICATIONS)).into_iter().map(|example| example.yaml);
    let mut found = all.filter(|yaml| yaml.lines().next() == Some(&format!("name: {name}")));
    found.next().expect("the page shows the workflow")
}

/// The same for our shop, without its waits.
fn at(shop: &Shop, text: &str) -> String {
    let here = format!("http://127.0.0.1:{}", shop.port);
    let text = text.replace("https://staging.shop.example", &here).replace("https://shop.example", &here);
    text.replace("initial-delay: 60s", "initial-delay: 0s")
        .replace("10s", "500ms")
        .replace("pause: 5m", "pause: 0s")
}

fn prepared(shop: &Shop, scenario: Scenario) -> Scenario {
    scenario.with("SHOP_PORT", &shop.port.to_string()).with("NO_PROXY", "127.0.0.1")
}

/// What was seen after two deployments, of which the second is sick.
struct Story {
    shop: Shop,
    first: Run,
    sick: Run,
    told: Vec<String>,
    previous: String,
    verdict: Value,
}

static STORY: LazyLock<Story> = LazyLock::new(|| {
    let shop = Shop::open();
    let stage = Stage::of("verify", None).signing().with_a_shop();
    let workflow = at(&shop, &page("deploy"));
    let run = |name: &str| {
        let started = stage.push_and_start();
        let scenario = prepared(&shop, stage.scenario(name, &workflow, started.id));
        (scenario.told("$COMMIT", &started.commit).run("push"), started.commit)
    };
    let (first, previous) = run("first");
    shop.state().next_is_sick = true;
    let (sick, _) = run("sick");
    let told = Clone::of(&stage.simulator).told();
    let verdict = stage.verdict(&sick, "deploy-verify", 1);
    Story { shop, first, sick, told, previous, verdict }
});

#[test]
fn a_healthy_deployment_is_promoted_and_recorded() {
    let run = &STORY.first;
    assert_eq!(run.job("deploy").result(), "success");
    let verify = run.job("deploy").step("verify");
    assert_eq!((verify.last_set("outcome"), verify.last_set("next")), ("healthy", "promote"));
    assert_eq!(STORY.told[..2], ["planned started", "planned succeeded"]);
}

#[test]
fn an_unhealthy_deployment_is_gone_back_from_and_recorded_as_rolled_back() {
    let run = &STORY.sick;
    assert_eq!(run.job("deploy").result(), "failure");
    let verify = run.job("deploy").step("verify");
    assert_eq!(verify.exit_code(), 1);
    let said = ["outcome", "next", "rolled-back"].map(|name| verify.last_set(name));
    assert_eq!(said, ["unhealthy", "rollback", "true"]);
    let told = [
        "planned started",
        "planned failed",
        "planned rolled-back",
        "rollback started",
        "rollback succeeded",
        "planned superseded",
    ];
    assert_eq!(STORY.told[2..], told);
    // What runs now is what ran before, by the word of the record.
    let state = STORY.shop.state();
    assert_eq!((state.deployed.len(), &state.version), (3, &STORY.previous));
    assert_eq!(STORY.verdict["details"]["verification"]["rolled_back"], true);
}

static CANARY: LazyLock<(Shop, Run, Value)> = LazyLock::new(|| {
    let shop = Shop::open();
    shop.state().fails_at = Some("25".to_owned());
    let stage = Stage::of("verify", Some(&at(&shop, &policy(VERIFICATIONS)))).with_a_shop();
    let workflow = at(&shop, &page("canary"));
    let started = stage.start();
    let scenario = prepared(&shop, stage.scenario("canary", &workflow, started.id));
    let run = scenario.told("$COMMIT", &started.commit).run("push");
    let verdict = stage.verdict(&run, "deploy-verify", 1);
    (shop, run, verdict)
});

#[test]
fn a_canary_whose_errors_rise_at_25_is_rolled_back_at_25() {
    let (shop, run, verdict) = &*CANARY;
    let verify = run.job("canary").step("verify");
    assert_eq!(verify.exit_code(), 1);
    let said = ["next", "rolled-back", "percent"].map(|name| verify.last_set(name));
    assert_eq!(said, ["rollback", "true", "25"]);
    assert_eq!(shop.state().shares, ["10", "25", "0"]);
    let rules = verdict["rules"].as_array().unwrap();
    let reason = |id: &str| rules.iter().find(|rule| rule["id"] == id).unwrap()["reason"].as_str().unwrap();
    assert_eq!((reason("metric-errors-at-10"), reason("metric-errors-at-25")), ("within", "over-max"));
    assert_eq!((reason("step-50"), reason("rollback")), ("not-begun", "rolled-back"));
}
