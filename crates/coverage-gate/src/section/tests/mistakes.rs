//! Every mistake is told with its member and what to write.

use super::*;

fn told(member: &str) -> String {
    let text = format!("coverage:\n  {member}\n");
    read(&node(&text), "backend").unwrap_err().to_string()
}

#[test]
fn a_member_that_nobody_knows_gets_a_suggestion() {
    for (member, expected) in [
        ("limist: { line: 80 }", "p.yml:2: coverage.limist: is unknown; did you mean `limits`?"),
        ("limits: { lien: 80 }", "p.yml:2: coverage.limits.lien: is unknown; did you mean `line`?"),
        ("limits: { complexity: 80 }", "coverage.limits.complexity: is unknown; write one of line, branch"),
        (
            "components: [{ name: a, files: [a] }, { name: b, files: [b], limits: { braanch: 3% } }]",
            "coverage.components[1].limits.braanch: is unknown; did you mean `branch`?",
        ),
        (
            "gates: { backend: { patch: { limits: { lines: 80 } } } }",
            "coverage.gates.backend.patch.limits.lines: is unknown; did you mean `line`?",
        ),
        // A mistake of another gate, too.
        ("gates: { frontend: { gates: {} } }", "coverage.gates.frontend.gates: is unknown"),
        ("ratchet: { branch: { lines: 3 } }", "coverage.ratchet.branch.lines: is unknown; write one of points"),
        ("patch: { limits: { function: 80 } }", "coverage.patch.limits.function: is unknown"),
    ] {
        assert!(told(member).contains(expected), "{member}: {}", told(member));
    }
}

#[test]
fn a_value_that_is_none_is_told_with_what_to_write() {
    for (member, expected) in [
        ("limits: { line: 0.8 }", "coverage.limits.line: `0.8` is 1 percent or less: write 80"),
        ("limits: { line: 101 }", "coverage.limits.line: `101` is more than 100 percent"),
        ("limits: { line: -1 }", "coverage.limits.line: `-1` is not a percentage"),
        ("limits: { line: 8e1 }", "coverage.limits.line: `8e1` is not a percentage"),
        ("limits: { line: .nan }", "coverage.limits.line: `.nan` is not a percentage"),
        ("limits: { line: \"79,5\" }", "has a decimal comma"),
        ("limits: { line: 79.9500001 }", "more than six digits"),
        ("limits: { line: }", "coverage.limits.line: has no value"),
        ("limits:", "coverage.limits: is nothing: write members"),
        ("limits: {}", "coverage.limits: sets no limit: write one, such as `line: 80`"),
        ("limits: 80", "coverage.limits: is `80`: write members"),
        ("files: cov.xml", "coverage.files: is `cov.xml`: write a list"),
        ("files: []", "coverage.files: names no file"),
        ("files: [\"!a\"]", "coverage.files: names no file"),
        ("files: [a, \"a[\"]", "coverage.files: `a[` is not a pattern"),
        ("files: [a, \"\"]", "coverage.files: has an item that is empty"),
        ("expected-reports: 0", "coverage.expected-reports: `0` reports cannot be expected"),
        ("expected-reports: []", "coverage.expected-reports: names no report"),
        ("expected-reports: true", "coverage.expected-reports: is boolean `true`: write a number of reports"),
        ("expected-reports: [a, a]", "`a` stands twice"),
        ("path-map: [\"/app\"]", "coverage.path-map: `/app` has no `=>`"),
        ("unmapped: warning", "coverage.unmapped: `warning` is no word that it knows"),
        ("unreported: cuont", "coverage.unreported: `cuont` is no word that it knows; did you mean `count`?"),
        (
            "fail-on: never",
            "coverage.fail-on: `never` is no word that it knows; write one of fail, inconclusive, warn",
        ),
        ("report-only: yes", "coverage.report-only: `yes` is not a boolean"),
        ("per-file: { except: [a] }", "coverage.per-file: has no `limits`"),
        ("per-file: { limits: {} }", "coverage.per-file.limits: sets no limit"),
        ("new-files: { limits: { line: 80 }, except: [\"!a\"] }", "coverage.new-files.except: has `!a`"),
        (
            "patch: { limits: { line: 80 }, min-lines: five }",
            "coverage.patch.min-lines: `five` is not a whole number",
        ),
        ("patch: { limits: {} }", "coverage.patch.limits: sets no limit"),
        ("ratchet: {}", "coverage.ratchet: holds no metric"),
        ("ratchet: { line: {} }", "coverage.ratchet.line: says nothing"),
        ("ratchet: { line: { points: -1 } }", "coverage.ratchet.line.points: `-1%` is not a percentage"),
        ("exclusions: { new: forbid }", "coverage.exclusions.new: `forbid` is no word that it knows"),
        ("classes: { C: {} }", "coverage.classes.C: sets no limit"),
        ("classes: { \"a b\": { line: 80 } }", "coverage.classes.\"a b\": is not a name"),
        ("gates: []", "coverage.gates: write one member for each gate"),
        ("gates: { \"a/b\": {} }", "coverage.gates.\"a/b\": is not a gate's name"),
        ("gates: { backend: }", "coverage.gates.backend: write what holds for this gate alone"),
    ] {
        assert!(told(member).contains(expected), "{member}: {}", told(member));
    }
}

#[test]
fn components_have_one_name_each_and_a_class_that_is_written() {
    for (member, expected) in [
        ("components: [{ files: [a] }]", "coverage.components[0]: has no `name`: write it"),
        ("components: [{ name: a }]", "coverage.components[0]: has no `files`: write it"),
        (
            "components: [{ name: a, files: [a] }]",
            "coverage.components[0]: says nothing: write `limits` or `class`",
        ),
        ("components: [{ name: a b, files: [a] }]", "coverage.components[0].name: is not a name"),
        (
            "components: [{ name: a, files: [a], limits: { line: 9 } }, { name: A, files: [b] }]",
            "coverage.components[1].name: `A` is the name of two components",
        ),
        (
            "components: [{ name: a, files: [a], class: C }]",
            "coverage.components[0].class: `C` is not among `classes` (none is written)",
        ),
        (
            "components: [{ name: a, files: [a], class: D }]\n  classes: { C: { line: 80 } }",
            "`D` is not among `classes` (C)",
        ),
        ("components: [{ name: a, files: [a], limits: {} }]", "coverage.components[0].limits: sets no limit"),
    ] {
        assert!(told(member).contains(expected), "{member}: {}", told(member));
    }
    let long = format!("components: [{{ name: {}, files: [a] }}]", "n".repeat(65));
    assert!(told(&long).contains("is not a name"), "{}", told(&long));
}

#[test]
fn a_waiver_is_complete_and_somebody_elses() {
    let waiver = |changed: &str, to: &str| {
        let full = "waivers: [{ rule: total-line, owner: ada, approver: grace, reason: moved, link: \"https://e.com/1\", expires: 2026-12-31 }]";
        told(&full.replace(changed, to))
    };
    for (changed, to, expected) in [
        ("rule: total-line, ", "", "coverage.waivers[0]: has no `rule`"),
        ("owner: ada, ", "", "coverage.waivers[0]: has no `owner`"),
        ("reason: moved, ", "", "coverage.waivers[0]: has no `reason`"),
        (", expires: 2026-12-31", "", "coverage.waivers[0]: has no `expires`"),
        ("link: \"https://e.com/1\", ", "", "coverage.waivers[0]: has no `link`"),
        ("moved", "\" \"", "coverage.waivers[0].reason: is blank"),
        ("grace", "\"@Ada\"", "coverage.waivers[0].approver: is the owner"),
        ("2026-12-31", "2026-13-31", "coverage.waivers[0].expires: `2026-13-31` is not a day"),
        ("2026-12-31", "20261231", "is not a day"),
        ("2026-12-31", "never", "is not a day"),
        ("https://e.com/1", "QA-7", "coverage.waivers[0].link: is no address"),
        ("https://e.com/1", "javascript:alert(1)", "coverage.waivers[0].link: is no address"),
        ("total-line", "\"total line\"", "coverage.waivers[0].rule: is no rule's id"),
        ("rule:", "file: \"!x\", rule:", "coverage.waivers[0].file: names no file"),
    ] {
        assert!(waiver(changed, to).contains(expected), "{to}: {}", waiver(changed, to));
    }
}

#[test]
fn a_baseline_fits_its_place() {
    for (member, expected) in [
        ("baseline: { bootstrap: true }", "coverage.baseline: has no `from`"),
        ("baseline: { from: cloud }", "coverage.baseline.from: `cloud` is no word that it knows"),
        ("baseline: { from: file }", "coverage.baseline: has no `path`"),
        (
            "baseline: { from: file, path: ../x }",
            "coverage.baseline.path: `../x` is not a path in the repository",
        ),
        ("baseline: { from: file, path: /x }", "is not a path in the repository"),
        ("baseline: { from: file, path: a//b }", "is not a path in the repository"),
        ("baseline: { from: file, path: 'C:\\x' }", "is not a path in the repository"),
        ("baseline: { from: file, path: x, ref: y }", "coverage.baseline.ref: belongs to"),
        ("baseline: { from: notes, path: x }", "coverage.baseline.path: belongs to"),
        ("baseline: { from: notes, ref: a..b }", "coverage.baseline.ref: is no ref's name"),
        ("baseline: { from: notes, ref: -x }", "coverage.baseline.ref: is no ref's name"),
        ("baseline: { from: branch, ref: 'a b' }", "coverage.baseline.ref: is no ref's name"),
        ("baseline: { from: notes, ancestors: 1001 }", "coverage.baseline.ancestors: is more than 1000"),
        ("baseline: { from: notes, absent: pass }", "coverage.baseline.absent: `pass` is no word"),
    ] {
        assert!(told(member).contains(expected), "{member}: {}", told(member));
    }
}
