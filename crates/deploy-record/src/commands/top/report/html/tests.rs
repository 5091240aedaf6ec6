use std::collections::BTreeSet;

use ::report::standing::{Finding, Standing, State};
use ::report::{Asked, Mapping, Report};
use history::{History, Part};
use ledger::hash::Hash;
use ledger::known::Known;
use ledger::moment::Moment;
use ledger::predicate::{Kind, LeafRef};
use ledger::statement::Statement;
use metrics::{Scope, Window};
use serde_json::{Value, json};

use super::*;

/// What a line of a record may hold, and a line of a mapping.
const HOSTILE: &str =
    "</script><script>document.title='owned'</script><img src=x onerror=alert(1)>\"' style=x =1+1 `|@team";

fn at(minute: i64) -> Moment {
    Moment::from_millis(1_795_341_600_000 + minute * 60_000).unwrap()
}

fn statement(kind: Kind, predicate: &Value) -> Statement {
    let subject = json!([{"name": HOSTILE, "digest": {"sha256": Hash::of(b"app")}}, {"name": "repo", "digest": {"gitCommit": "a".repeat(40)}}]);
    let value = json!({"_type": "https://in-toto.io/Statement/v1", "subject": subject, "predicateType": kind.uri(), "predicate": predicate});
    Statement::parse(&serde_json::to_vec(&value).unwrap()).unwrap()
}

fn ulid(number: i64) -> String {
    format!("01JD6ZC0V8Q4S9T2M3N5P{number:05}")
}

/// A deployment that failed, and an incident that it caused, whose names are hostile; then more that went well.
fn history(more: i64) -> History {
    let person = format!("p-{:032x}", 1);
    let deployment = |number: i64, event: &str| {
        statement(
            Kind::Deployment,
            &json!({
                "deploymentId": ulid(number), "idempotencyKey": Hash::of(format!("{number} {event}").as_bytes()), "event": event,
                "kind": "planned", "service": "payments", "environment": {"name": "production", "tier": "production"},
                "timing": {"source": "github"}, "actor": {"pseudonym": person, "kind": "human"},
                "changes": [{"commit": format!("{number:040x}"), "committedAt": at(-600)}],
                "gates": [{"id": "tests", "result": "fail", "verdict": Hash::of(b"v"), "evidence": [{"sha256": Hash::of(b"e"), "mediaType": HOSTILE, "size": 1}]}],
            }),
        )
    };
    let incident = statement(
        Kind::Incident,
        &json!({
            "incidentId": ulid(90), "event": "opened", "service": "payments", "environment": "production", "severity": "high",
            "detectedAt": at(5), "reference": HOSTILE, "causedBy": {"deploymentId": ulid(1), "confidence": "inferred", "windowMillis": 1},
        }),
    );
    let gap = statement(
        Kind::Gap,
        &json!({"found": "snapshot", "environment": "production", "foundAt": at(6), "reference": HOSTILE, "reason": HOSTILE}),
    );
    let mut all = vec![deployment(1, "failed"), incident, gap];
    all.extend((2..2 + more).map(|number| deployment(number, "succeeded")));
    let known = (0_u64..).zip(all).map(|(index, statement)| {
        let leaf = LeafRef { index, hash: Hash::of(&index.to_be_bytes()) };
        Known { leaf, key: Hash::ZERO, time: at(i64::try_from(index).unwrap()), statement: Some(statement) }
    });
    let known: Vec<Known> = known.collect();
    History::of(&[Part { shard: None, entries: &known }])
}

fn standing(state: State) -> Standing {
    let fault =
        Finding { shard: None, index: Some(1), code: "chain-broken".to_owned(), message: HOSTILE.to_owned() };
    Standing {
        ledger: "github.com/1/2/deployments".to_owned(),
        store: HOSTILE.to_owned(),
        state,
        words: state.word().to_owned(),
        part: false,
        heads: Vec::new(),
        proves: vec![HOSTILE.to_owned()],
        cannot_prove: vec!["that all was recorded".to_owned()],
        faults: if state == State::Faulty { vec![fault.clone()] } else { Vec::new() },
        notices: vec![fault],
        unknown: Vec::new(),
    }
}

fn report(state: State, more: i64) -> Report {
    let (scope, window) = (Scope::default(), Window::new(at(-1000), at(100_000), "UTC").unwrap());
    let own = json!({"schema": "releasegate/controls/v1", "framework": HOSTILE, "edition": HOSTILE, "controls": [
        {"id": HOSTILE, "title": HOSTILE, "shows": HOSTILE, "doesNotShow": HOSTILE, "queries": ["nothing-missing", "two-approvers"]}]});
    let mut controls = Mapping::built_in();
    controls.push(Mapping::parse(own.to_string().as_bytes()).unwrap());
    Report::of(
        &history(more),
        Asked { scope: &scope, window: &window, now: at(100_000) },
        standing(state),
        controls,
    )
}

/// Reads the markup: every element is closed, no id stands twice, and whatever points somewhere does. Gives the elements and the attributes.
fn read(html: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut open, mut ids, mut links) = (Vec::<String>::new(), BTreeSet::new(), BTreeSet::new());
    let (mut elements, mut attributes) = (BTreeSet::new(), BTreeSet::new());
    let mut rest = html.strip_prefix("<!doctype html>").unwrap();
    while let Some((_, behind)) = rest.split_once('<') {
        let (tag, behind) = behind.split_once('>').unwrap();
        rest = behind;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
            continue;
        }
        let tag = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, mut left) = tag.0.split_once(' ').unwrap_or((tag.0, ""));
        while let Some((key, behind)) = left.split_once("=\"") {
            let (value, behind) = behind.split_once('"').unwrap();
            match key {
                "id" => assert!(ids.insert(value.to_owned()), "{value} twice"),
                "href" => drop(links.insert(value.strip_prefix('#').unwrap().to_owned())),
                "aria-labelledby" => links.extend(value.split(' ').map(str::to_owned)),
                "fill" => drop(
                    links.insert(value.strip_prefix("url(#").unwrap().strip_suffix(')').unwrap().to_owned()),
                ),
                _ => {}
            }
            attributes.insert(key.to_owned());
            left = behind.trim();
        }
        if ["style", "script"].contains(&name) {
            rest = rest.split_once(&format!("</{name}>")).unwrap().1;
        } else if !tag.1 && !["meta", "br"].contains(&name) {
            open.push(name.to_owned());
        }
        elements.insert(name.to_owned());
    }
    assert!(open.is_empty(), "{open:?}");
    assert_eq!(links.difference(&ids).collect::<Vec<_>>(), Vec::<&String>::new());
    (elements, attributes)
}

#[test]
fn what_is_hostile_is_text() {
    let html = page(&report(State::Faulty, 3), 500);
    let (elements, attributes) = read(&html);
    assert!(
        !elements.contains("img")
            && !attributes.contains("style")
            && !attributes.iter().any(|key| key.starts_with("on"))
    );
    assert_eq!(html.matches("<script>").count(), 1);
    assert!(
        !html.contains("src=x onerror=alert(1)>\"")
            && html.contains("&lt;/script&gt;&lt;script&gt;document.title=&#39;owned&#39;")
    );
    let policy = html::policy(PAGE).finish();
    assert!(
        html.contains(&format!("content=\"{policy}\""))
            && !PAGE.style.contains('\r')
            && !PAGE.script.contains('\r')
    );
    assert_eq!(PAGE.style.lines().find(|line| line.contains("rgb") || line.contains(": #")), None);
}

#[test]
fn the_state_comes_first_and_each_part_is_there_in_order() {
    let html = page(&report(State::Faulty, 3), 500);
    let place = |text: &str| html.find(text).unwrap_or_else(|| panic!("no {text}"));
    let order = [
        "</span> faulty</span>",
        "id=\"faults\"",
        "id=\"rests\"",
        "id=\"figures\"",
        "id=\"charts\"",
        "id=\"deployments\"",
        "id=\"incidents\"",
        "id=\"controls\"",
        "21 CFR Part 11",
        "id=\"answers\"",
        "id=\"query-approved-deployments\"",
        "id=\"verify\"",
    ];
    assert!(order.windows(2).all(|pair| place(pair[0]) < place(pair[1])));
    assert!(html.contains("Nothing is measured from records of which one is wrong."));
}

#[test]
fn each_drawing_has_its_name_and_its_table() {
    let html = page(&report(State::Sound, 3), 500);
    read(&html);
    assert_eq!((html.matches("<svg role=\"img\"").count(), html.matches("<figure>").count()), (3, 3));
    assert_eq!(html.matches("<summary>The numbers of this chart</summary>").count(), 3);
    for drawing in html.split("<figure>").skip(1) {
        let (drawn, behind) = drawing.split_once("</svg>").unwrap();
        assert!(
            drawn.contains("<title id=")
                && drawn.contains("<desc id=")
                && behind.contains("<th scope=\"row\">")
        );
    }
    // Neither place nor size of anything that is drawn is beyond the drawing.
    let widths =
        html.split(" x=\"").skip(1).map(|rest| rest.split('"').next().unwrap().parse::<u64>().unwrap());
    assert!(widths.max().unwrap() <= drawn::WIDTH);
}

#[test]
fn no_answer_says_that_all_is_well() {
    let html = page(&report(State::Sound, 0), 500);
    for word in ["compliant", "fulfilled", "badge pass\"><span aria-hidden=\"true\">✓</span> no exception"] {
        assert!(!html.contains(word), "{word}");
    }
    assert!(
        html.contains("cannot be told")
            && html.contains("nothing to judge")
            && html.contains("1 of 1 deployments that began.")
    );
}

#[test]
fn what_is_left_out_is_counted() {
    let html = page(&report(State::Sound, 30), 10);
    read(&html);
    let deployments = html.split("id=\"deployments\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert_eq!(deployments.matches("<tr>").count(), 11);
    assert!(deployments.contains("Left out here: 21 older deployments of 31."));
    assert!(html.contains("Left out here: 21 exceptions of 31."));
}

#[test]
fn markdown_holds_no_markup_of_others_and_counts_what_it_leaves_out() {
    let text = crate::commands::top::report::markdown::page(&report(State::Faulty, 30), 10);
    for foreign in ["<script", "<img", "|@team", "`|"] {
        assert!(!text.contains(foreign), "{foreign} in {text}");
    }
    assert!(text.contains("## Faults") && text.contains("The newest 10 of 31 are shown"));
    for table in text.split("\n\n").filter(|block| block.starts_with("| ")) {
        let cells: BTreeSet<usize> = table.lines().map(|line| line.matches('|').count()).collect();
        assert_eq!(cells.len(), 1, "{table}");
    }
}
