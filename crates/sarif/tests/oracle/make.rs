//! Makes runs of few words, so that they often collide, with indexes into everything.

use serde_json::{Map, Value, json};

/// Numbers that look random and are always the same.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % (end as u64)).unwrap()
    }

    fn chance(&mut self, of_ten: usize) -> bool {
        self.below(10) < of_ten
    }

    fn one<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }

    fn many(&mut self, most: usize, mut make: impl FnMut(&mut Self, usize) -> Value) -> Vec<Value> {
        let count = self.below(most + 1);
        (0..count).map(|at| make(self, at)).collect()
    }

    fn index(&mut self, length: usize) -> Option<usize> {
        (length > 0 && self.chance(7)).then(|| self.below(length))
    }
}

/// How long the tables of a run are, while it is made.
struct Lengths {
    artifacts: usize,
    logical: usize,
    steps: usize,
    graphs: usize,
    requests: usize,
    responses: usize,
    addresses: usize,
    invocations: usize,
    rules: usize,
    notifications: usize,
    extensions: Vec<usize>,
    taxonomies: Vec<usize>,
}

fn put(object: &mut Map<String, Value>, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        object.insert(name.to_owned(), value.into());
    }
}

/// A run.
pub fn run(dice: &mut Dice) -> Value {
    let lengths = Lengths {
        artifacts: dice.below(4),
        logical: dice.below(3),
        steps: dice.below(3),
        graphs: dice.below(3),
        requests: dice.below(3),
        responses: dice.below(2),
        addresses: dice.below(3),
        invocations: dice.below(3),
        rules: dice.below(4),
        notifications: dice.below(3),
        extensions: (0..dice.below(3)).map(|_| dice.below(3)).collect(),
        taxonomies: (0..dice.below(3)).map(|_| dice.below(3)).collect(),
    };
    let mut run = Map::new();
    run.insert("tool".to_owned(), tool(dice, &lengths));
    if dice.chance(3) {
        let id = dice.one(&["one/1", "one/2", "one/", "solo"]);
        run.insert("automationDetails".to_owned(), json!({ "id": id }));
    }
    if dice.chance(5) {
        let root = dice.one(&["file:///a/", "file:///b/"]);
        run.insert(
            "originalUriBaseIds".to_owned(),
            json!({"ROOT": {"uri": root}, "SRC": {"uri": "src/", "uriBaseId": "ROOT"}}),
        );
    }
    if dice.below(30) == 0 {
        run.insert("x-run".to_owned(), json!(dice.below(2)));
    }
    let table =
        |length: usize, make: &mut dyn FnMut(usize) -> Value| -> Value { (0..length).map(make).collect() };
    run.insert(
        "artifacts".to_owned(),
        table(lengths.artifacts, &mut |at| {
            let mut one = json!({"location": {"uri": dice.one(&["a.py", "b.py"])}, "x-unknown": dice.below(2)});
            put(one.as_object_mut().unwrap(), "parentIndex", (at > 0 && dice.chance(4)).then(|| at - 1));
            if dice.chance(4) {
                one["location"]["index"] = json!(at);
            }
            base(dice, &mut one["location"]);
            one
        }),
    );
    run.insert(
        "logicalLocations".to_owned(),
        table(lengths.logical, &mut |at| {
            let mut one = json!({"name": dice.one(&["f", "g"])});
            put(one.as_object_mut().unwrap(), "parentIndex", (at > 0 && dice.chance(6)).then(|| at - 1));
            one
        }),
    );
    run.insert(
        "addresses".to_owned(),
        table(lengths.addresses, &mut |at| {
            let mut one = json!({"absoluteAddress": dice.below(2)});
            put(one.as_object_mut().unwrap(), "parentIndex", (at > 0).then(|| at - 1));
            one
        }),
    );
    run.insert(
        "webRequests".to_owned(),
        table(lengths.requests, &mut |_| json!({"method": dice.one(&["GET", "PUT"])})),
    );
    run.insert(
        "webResponses".to_owned(),
        table(lengths.responses, &mut |_| json!({"statusCode": 200 + dice.below(2)})),
    );
    let steps = table(lengths.steps, &mut |_| step(dice, &lengths, false));
    run.insert("threadFlowLocations".to_owned(), steps);
    run.insert(
        "graphs".to_owned(),
        table(lengths.graphs, &mut |_| {
            let inner = json!({"id": "n2", "location": location(dice, &lengths)});
            json!({"nodes": [{"id": "n1", "location": location(dice, &lengths), "children": [inner]}]})
        }),
    );
    run.insert("invocations".to_owned(), table(lengths.invocations, &mut |_| invocation(dice, &lengths)));
    if dice.chance(4) {
        let mut mapped = json!({});
        base(dice, &mut mapped);
        let revision = dice.one(&["1", "2"]);
        let provenance = json!([{"repositoryUri": "https://x", "revisionId": revision, "mappedTo": mapped}]);
        run.insert("versionControlProvenance".to_owned(), provenance);
    }
    for shelf in ["policies", "translations"] {
        let components = dice.many(1, |dice, _| {
            let mut one = json!({"name": shelf, "rules": [{"id": "R1", "properties": {"p": dice.below(2)}}]});
            put(
                one.as_object_mut().unwrap(),
                "associatedComponent",
                dice.index(lengths.extensions.len()).map(|at| json!({"index": at})),
            );
            one
        });
        if dice.chance(3) {
            run.insert(shelf.to_owned(), Value::Array(components));
        }
    }
    run.insert("results".to_owned(), Value::Array(dice.many(6, |dice, _| result(dice, &lengths))));
    Value::Object(run)
}

fn tool(dice: &mut Dice, lengths: &Lengths) -> Value {
    let rules: Vec<Value> = (0..lengths.rules).map(|_| descriptor(dice, lengths)).collect();
    let notifications: Vec<Value> = (0..lengths.notifications)
        .map(|_| json!({"id": dice.one(&["N1", "N2"]), "name": dice.one(&["n", "m"])}))
        .collect();
    let mut driver = json!({"name": dice.one(&["T", "T", "T", "T", "T", "T", "T", "U"]), "rules": rules, "notifications": notifications});
    if dice.below(20) == 0 {
        driver["version"] = json!("1");
    }
    let extensions: Vec<Value> = lengths
        .extensions
        .iter()
        .map(|count| {
            let rules: Vec<Value> = (0..*count).map(|_| descriptor(dice, lengths)).collect();
            json!({"name": dice.one(&["E", "F"]), "rules": rules})
        })
        .collect();
    json!({"driver": driver, "extensions": extensions})
}

fn descriptor(dice: &mut Dice, lengths: &Lengths) -> Value {
    let mut one = json!({"id": dice.one(&["R1", "R2", "R1/a"])});
    let object = one.as_object_mut().unwrap();
    if dice.chance(6) {
        object.insert("defaultConfiguration".to_owned(), json!({"level": dice.one(&["note", "error"])}));
    }
    if dice.chance(3) {
        let target = match dice.index(lengths.rules) {
            Some(at) if dice.chance(1) => json!({"id": "R9", "index": at}),
            _ => taxon(dice, lengths),
        };
        object.insert("relationships".to_owned(), json!([{"target": target, "kinds": ["relevant"]}]));
    }
    one
}

/// A reference into a taxonomy; which the run holds with the names that are given here.
fn taxon(dice: &mut Dice, lengths: &Lengths) -> Value {
    let Some(at) = dice.index(lengths.taxonomies.len()) else { return json!({"id": "79"}) };
    match dice.index(lengths.taxonomies[at]) {
        Some(index) => {
            json!({"id": "79", "index": index, "toolComponent": {"name": format!("X{at}"), "index": at}})
        }
        None => json!({"id": "79", "toolComponent": {"name": format!("X{at}"), "index": at}}),
    }
}

/// The taxonomies, which are added last, since nothing else depends on what they hold.
pub fn taxonomies(dice: &mut Dice, run: &mut Value) {
    let mut needed: Vec<usize> = vec![0; 3];
    fn seek(value: &Value, needed: &mut [usize]) {
        match value {
            Value::Array(all) => all.iter().for_each(|one| seek(one, needed)),
            Value::Object(object) => {
                if let (Some(index), Some(component)) = (object.get("index"), object.get("toolComponent"))
                    && component["name"].as_str().is_some_and(|name| name.starts_with('X'))
                {
                    let at = usize::try_from(component["index"].as_u64().unwrap()).unwrap();
                    needed[at] = needed[at].max(usize::try_from(index.as_u64().unwrap()).unwrap() + 1);
                }
                if let Some(name) =
                    object.get("name").and_then(Value::as_str).and_then(|name| name.strip_prefix('X'))
                {
                    let at: usize = name.parse().unwrap();
                    needed[at] = needed[at].max(1);
                }
                object.values().for_each(|one| seek(one, needed));
            }
            _ => {}
        }
    }
    seek(run, &mut needed);
    let length = needed.iter().rposition(|count| *count > 0).map_or(0, |last| last + 1);
    if length > 0 {
        let shelf: Vec<Value> = (0..length).map(|at| {
            let taxa: Vec<Value> = (0..needed[at]).map(|index| json!({"id": if index == 0 { "79" } else { dice.one(&["79", "89"]) }, "name": dice.one(&["p", "q"])})).collect();
            json!({"name": format!("X{at}"), "taxa": taxa})
        }).collect();
        run["taxonomies"] = Value::Array(shelf);
    }
}

fn base(dice: &mut Dice, place: &mut Value) {
    if dice.chance(5) {
        place["uriBaseId"] = json!(dice.one(&["ROOT", "SRC", "NONE"]));
    }
}

fn location(dice: &mut Dice, lengths: &Lengths) -> Value {
    let mut place = json!({"uri": dice.one(&["a.py", "b.py"])});
    put(place.as_object_mut().unwrap(), "index", dice.index(lengths.artifacts));
    base(dice, &mut place);
    let mut physical = json!({"artifactLocation": place, "region": {"startLine": 1 + dice.below(2)}});
    put(
        physical.as_object_mut().unwrap(),
        "address",
        dice.index(lengths.addresses).map(|at| json!({"index": at})),
    );
    let mut one = json!({"physicalLocation": physical});
    put(
        one.as_object_mut().unwrap(),
        "logicalLocations",
        dice.index(lengths.logical).map(|at| json!([{"index": at}])),
    );
    one
}

fn step(dice: &mut Dice, lengths: &Lengths, used: bool) -> Value {
    let mut one = json!({"location": location(dice, lengths), "stack": {"frames": [{"location": location(dice, lengths)}]}});
    let object = one.as_object_mut().unwrap();
    if used {
        put(object, "index", dice.index(lengths.steps));
    }
    put(object, "webRequest", dice.index(lengths.requests).map(|at| json!({"index": at})));
    if dice.chance(3) {
        object.insert("taxa".to_owned(), json!([taxon(dice, lengths)]));
    }
    one
}

fn rule(dice: &mut Dice, lengths: &Lengths) -> Value {
    let mut one = json!({"id": dice.one(&["R1", "R2", "R1/a"])});
    match dice.index(lengths.extensions.len()) {
        Some(at) if lengths.extensions[at] > 0 => {
            one["toolComponent"] = json!({"index": at});
            one["index"] = json!(dice.below(lengths.extensions[at]));
        }
        _ => put(one.as_object_mut().unwrap(), "index", dice.index(lengths.rules)),
    }
    one
}

fn invocation(dice: &mut Dice, lengths: &Lengths) -> Value {
    let mut notification = json!({"message": {"text": "m"}, "locations": [location(dice, lengths)]});
    let object = notification.as_object_mut().unwrap();
    put(object, "descriptor", dice.index(lengths.notifications).map(|at| json!({"id": "N", "index": at})));
    if dice.chance(3) {
        object.insert(
            "exception".to_owned(),
            json!({"innerExceptions": [{"stack": {"frames": [{"location": location(dice, lengths)}]}}]}),
        );
    }
    let mut place = json!({"uri": "/w/"});
    base(dice, &mut place);
    let mut one = json!({"executionSuccessful": true, "workingDirectory": place, "toolExecutionNotifications": [notification]});
    if dice.chance(3) {
        let level = dice.one(&["note", "error"]);
        one["ruleConfigurationOverrides"] =
            json!([{"descriptor": rule(dice, lengths), "configuration": {"level": level}}]);
    }
    one
}

fn result(dice: &mut Dice, lengths: &Lengths) -> Value {
    if dice.chance(2) {
        return json!({"message": {"text": "plain"}, "ruleId": dice.one(&["R1", "R2"])});
    }
    let mut one = json!({"message": {"text": dice.one(&["one", "two"])}, "x-result": dice.below(2)});
    match dice.below(4) {
        0 => one["ruleId"] = json!(dice.one(&["R1", "R2", "R1/a", "R1/b"])),
        1 if lengths.rules > 0 => one["ruleIndex"] = json!(dice.below(lengths.rules)),
        2 => one["rule"] = rule(dice, lengths),
        _ => {}
    }
    let locations: Vec<Value> = (0..dice.below(3)).map(|_| location(dice, lengths)).collect();
    one["locations"] = Value::Array(locations);
    if dice.chance(3) {
        one["level"] = json!(dice.one(&["note", "error"]));
    }
    if dice.chance(1) {
        one["kind"] = json!(dice.one(&["pass", "fail"]));
    }
    if let Some(at) = dice.index(lengths.invocations) {
        one["provenance"] =
            json!({"invocationIndex": at, "conversionSources": [location(dice, lengths)["physicalLocation"]]});
    }
    if dice.chance(3) {
        one["codeFlows"] = json!([{"threadFlows": [{"locations": [step(dice, lengths, true)]}]}]);
    }
    if let Some(at) = dice.index(lengths.graphs) {
        one["graphs"] = json!([{"nodes": [{"id": "n", "location": location(dice, lengths)}]}]);
        one["graphTraversals"] = json!([{"runGraphIndex": at}, {"resultGraphIndex": 0}]);
    }
    let object = one.as_object_mut().unwrap();
    put(object, "webRequest", dice.index(lengths.requests).map(|at| json!({"index": at})));
    put(object, "webResponse", dice.index(lengths.responses).map(|at| json!({"index": at})));
    if dice.chance(3) {
        object.insert("taxa".to_owned(), json!([taxon(dice, lengths)]));
    }
    if dice.chance(2) {
        let place = location(dice, lengths)["physicalLocation"]["artifactLocation"].clone();
        object.insert("fixes".to_owned(), json!([{"artifactChanges": [{"artifactLocation": place, "replacements": [{"deletedRegion": {"startLine": 1}}]}]}]));
        object.insert("attachments".to_owned(), json!([{"artifactLocation": place}]));
        object.insert("analysisTarget".to_owned(), place);
        object.insert("relatedLocations".to_owned(), json!([location(dice, lengths)]));
    }
    if dice.chance(1) {
        object.insert(
            "suppressions".to_owned(),
            json!([{"kind": "external", "location": location(dice, lengths)}]),
        );
    }
    one
}

/// A log of up to three runs.
pub fn log(seed: u64) -> Value {
    let dice = &mut Dice(seed);
    let runs: Vec<Value> = (0..=dice.below(3))
        .map(|_| {
            let mut run = run(dice);
            taxonomies(dice, &mut run);
            run
        })
        .collect();
    super::log(&runs)
}
