"""What somebody should look at, and what cannot be known: the end of section 7. None of it makes a ledger faulty."""

import tree
from forms import millis

SKEW = 5 * 60 * 1000
# What a record tells of that happened before it was written, by type; the lists of changes and workloads are not looked at.
TOLD = {"deployment": ("requestedAt", "startedAt", "finishedAt"), "approval": ("signedAt",),
        "environment-snapshot": ("takenAt",), "request": ("at",), "gap": ("foundAt",)}


def notices(ledger, nodes):
    """The notices, each with the index of its entry; `nodes` are the files that are kept beside entries."""
    leaves = [record.leaf for record in ledger.records]
    found = {(index, "nodes-damaged") for index, data in nodes.items() if data != tree.kept(leaves, index)}
    _times(ledger, found)
    _deployments(ledger, found)
    _approvals(ledger, found)
    _workloads(ledger, found)
    found |= {(record.index, "envelope-erased") for record in ledger.records if record.missing and record.erased}
    return [{"index": index, "what": what} for index, what in sorted(found)]


def _told(record):
    predicate = record.predicate
    said = predicate["timing"] if record.kind == "deployment" else predicate
    return [millis(said[name]) for name in TOLD.get(record.kind, ()) if name in said]


def _times(ledger, found):
    before = None
    for record in ledger.records:
        if not record.entry:
            continue
        now = millis(record.entry["time"])
        late = record.statement and any(moment > now + SKEW for moment in _told(record))
        if late or (before is not None and now < before - SKEW):
            found.add((record.index, "clock-skew"))
        before = now


def _deployments(ledger, found):
    for events in ledger.deployments.events.values():
        said = [event.predicate["event"] for event in events]
        if all(event in ("requested", "started") for event in said):
            found.add((events[-1].index, "deployment-open"))
        found |= {(event.index, "overridden") for event in events if "override" in event.predicate}
    for events in ledger.requests.events.values():
        found |= {(event.index, "overridden") for event in events if event.predicate["event"] == "overridden"}


def _approvals(ledger, found):
    used = {}
    for events in ledger.deployments.events.values():
        for event in events:
            predicate = event.predicate
            for approval in predicate.get("approvals", []):
                given = ledger.at(approval["leaf"], event.index)
                if given and given.passed >= 5 and given.kind == "approval":
                    used.setdefault(given.index, set()).add(predicate["deploymentId"])
            covered = [approval["appliesTo"] for approval in predicate.get("approvals", [])]
            if covered and any("gitCommit" not in subject["digest"] and subject["digest"] not in covered
                               for subject in event.statement["subject"]):
                found.add((event.index, "approval-partial"))
    found |= {(index, "approval-reused") for index, deployments in used.items() if len(deployments) > 1}


def _workloads(ledger, found):
    there = {}
    for record in ledger.records:
        if not record.statement:
            continue
        predicate = record.predicate
        if record.kind == "deployment" and predicate["event"] != "requested":
            there.setdefault(predicate["environment"]["name"], []).extend(
                subject["digest"] for subject in record.statement["subject"])
        elif record.kind == "environment-snapshot":
            known = there.get(predicate["environment"], [])
            if any(workload["digest"] not in known for workload in predicate["workloads"]):
                found.add((record.index, "workload-unrecorded"))


def unknown(ledger, covered, heads, quorum):
    """What this verification cannot tell."""
    found = set(ledger.unknown)
    if covered is None:
        found.add("no-checkpoint")
    elif covered < len(ledger.records):
        found.add("not-covered")
    if not heads:
        found.add("no-earlier-head")
    if not quorum:
        found.add("no-witness")
    if any(record.missing and record.erased for record in ledger.records):
        found.add("erased")
    return sorted(found)
