"""Statements, section 2: the eleven predicates, member by member."""

import re

import note
from forms import (boolean, commit, commitment, digests, exactly, hash_, head, leaf, line, list_of, millis, moment,
                   number, number_id, obj, one_of, origin, pseudonym, slug, text, ulid)
from strict import Refused, parse

ROLES = ("root", "record", "approval", "checkpoint")

RUN = obj({"repositoryId": number_id, "repositoryOwnerId": number_id, "runId": number_id, "attempt": number,
           "workflowRef": line, "eventName": line},
          {"jobWorkflowRef": line, "jobWorkflowSha": commit, "runnerEnvironment": line})

EVIDENCE = list_of(obj({"sha256": hash_, "mediaType": line, "size": number}, {"locations": list_of(line)}))

DEPLOYMENT = obj(
    {"deploymentId": ulid, "idempotencyKey": hash_, "service": slug,
     "event": one_of("requested", "started", "succeeded", "failed", "cancelled", "superseded", "rolled-back",
                     "undeployed", "adopted"),
     "kind": one_of("planned", "hotfix", "rollback", "redeploy", "config"),
     "environment": obj({"name": slug, "tier": one_of("production", "staging", "testing", "development", "other")},
                        {"region": slug, "rolloutId": ulid}),
     "timing": obj({"source": one_of("runner", "github", "tsa")},
                   {"requestedAt": moment, "startedAt": moment, "finishedAt": moment}),
     "actor": obj({"pseudonym": pseudonym, "kind": one_of("human", "workflow")}, {"name": commitment})},
    {"previous": obj({"digest": digests}, {"deploymentId": ulid}),
     "configDigest": digests, "planDigest": digests, "policyDigest": digests, "remediates": list_of(ulid),
     "changes": list_of(obj({"commit": commit, "committedAt": moment},
                            {"firstAuthoredAt": moment, "mergedAt": moment, "pr": number, "firstDeploy": boolean})),
     "impact": boolean,
     "gates": list_of(obj({"id": slug, "verdict": hash_,
                           "result": one_of("pass", "warn", "fail", "inconclusive", "error", "skipped")},
                          {"evidence": EVIDENCE})),
     "evidence": EVIDENCE, "approvals": list_of(obj({"leaf": leaf, "appliesTo": digests})),
     "override": obj({"by": pseudonym, "reason": commitment}, {"reviewBy": moment}),
     "authors": list_of(pseudonym), "run": RUN,
     "github": obj({"deploymentId": number_id}, {"statusId": number_id}), "observedHead": head})

APPROVAL = obj(
    {"approvalId": ulid, "decision": one_of("approve", "reject", "revoke"), "environment": slug,
     "meaning": one_of("authored", "reviewed", "approved", "released"), "approver": pseudonym,
     "authentication": obj({"method": one_of("github-session", "ssh-signature", "webauthn", "oidc", "external")},
                           {"acr": line, "time": moment}),
     "signedAt": moment, "expiresAt": moment,
     "source": one_of("github-environment", "github-issue", "pr-review", "ssh-signature", "webauthn", "external")},
    {"planDigest": digests, "policyDigest": digests, "deploymentId": ulid, "name": commitment,
     "comment": commitment, "revokes": leaf, "run": RUN, "statedMeaning": slug, "requestId": ulid})

REQUEST = obj(
    {"requestId": ulid, "environment": slug, "digest": hash_, "at": moment, "expiresAt": moment,
     "event": one_of("requested", "noticed", "reminded", "escalated", "approved", "overridden", "denied", "withdrawn",
                     "superseded", "expired", "voided", "consumed", "reviewed")},
    {"planDigest": digests, "policyDigest": digests,
     "place": obj({"repositoryId": number_id, "number": number_id, "node": line, "text": hash_}),
     "notices": list_of(obj({"id": number_id, "writtenAt": moment, "text": hash_,
                             "found": one_of("approval", "denial", "withdrawal", "override", "ignored", "edited",
                                             "hidden", "deleted")},
                            {"author": pseudonym, "reason": slug})),
     "decisions": list_of(leaf), "deploymentId": ulid, "supersededBy": hash_, "by": pseudonym, "reason": commitment,
     "evidence": EVIDENCE, "run": RUN})

INCIDENT = obj(
    {"incidentId": ulid, "event": one_of("opened", "linked", "resolved", "reclassified"), "service": slug,
     "severity": slug, "detectedAt": moment},
    {"environment": slug, "resolvedAt": moment, "reference": line,
     "causedBy": obj({"deploymentId": ulid, "confidence": one_of("explicit", "inferred")}, {"windowMillis": number})})

SNAPSHOT = obj(
    {"environment": slug, "collector": obj({"id": slug, "version": line}), "complete": boolean, "takenAt": moment,
     "workloads": list_of(obj({"name": line, "digest": digests}, {"since": moment}))},
    {"drift": list_of(obj({"name": line}, {"recorded": digests, "found": digests}))})

CORRECTION = obj(
    {"target": leaf, "reason": line, "authority": line, "by": pseudonym,
     "values": list_of(obj({"path": line}, {"recorded": line, "correct": line}), least=1)})

REDACTION = obj(
    {"target": leaf, "redacted": one_of("disclosures", "envelope"), "erasedAt": moment, "reason": line,
     "authority": line, "by": pseudonym},
    {"commitments": list_of(commitment)})

HOLD = obj({"target": leaf, "event": one_of("placed", "released"), "at": moment, "reason": line, "authority": line,
            "by": pseudonym})

SEAL = obj({"size": number, "root": hash_, "reason": line}, {"next": origin, "protection": digests})

GAP = obj(
    {"found": one_of("github-deployment", "workflow-run", "snapshot", "admission", "stale"), "foundAt": moment,
     "reference": line, "reason": line},
    {"environment": slug, "from": moment, "to": moment})


def roles(value):
    """At least one role, in the page's order, each once."""
    list_of(one_of(*ROLES), least=1)(value)
    if value != [role for role in ROLES if role in value]:
        raise Refused("roles out of order, or twice")


def vkey(value):
    """The vkey of an Ed25519 key."""
    note.read_vkey(value, note.ED25519)


CHANGES = {
    "introduced": obj({"event": text, "vkey": vkey, "roles": roles}),
    "rotated": obj({"event": text, "vkey": vkey, "replaces": hash_, "roles": roles}),
    "revoked": obj({"event": text, "key": hash_}, {"fromIndex": number, "compromisedAt": moment}),
}


def change(value):
    """What happens to a key."""
    event = value.get("event") if isinstance(value, dict) else None
    if not isinstance(event, str) or event not in CHANGES:
        raise Refused("a change of a key that the page does not name")
    CHANGES[event](value)


PREDICATES = {
    "urn:releasegate:deployment:v1": DEPLOYMENT,
    "urn:releasegate:approval:v1": APPROVAL,
    "urn:releasegate:request:v1": REQUEST,
    "urn:releasegate:incident:v1": INCIDENT,
    "urn:releasegate:environment-snapshot:v1": SNAPSHOT,
    "urn:releasegate:correction:v1": CORRECTION,
    "urn:releasegate:redaction:v1": REDACTION,
    "urn:releasegate:hold:v1": HOLD,
    "urn:releasegate:key:v1": obj({"change": change, "reason": line}),
    "urn:releasegate:seal:v1": SEAL,
    "urn:releasegate:gap:v1": GAP,
}


def kind(predicate_type):
    """The short name of a type, such as `deployment`."""
    return predicate_type.split(":")[2]


def read(payload):
    """The statement of a payload."""
    value = parse(payload, "statement")
    predicate_type = value.get("predicateType")
    if not isinstance(predicate_type, str) or predicate_type not in PREDICATES:
        raise Refused("a predicateType that is not in the list")
    obj({"_type": exactly("https://in-toto.io/Statement/v1"), "predicateType": text,
         "predicate": PREDICATES[predicate_type],
         "subject": list_of(obj({"digest": digests, "name": line}), least=1, most=256)})(value)
    subjects = value["subject"]
    if len({subject["name"] for subject in subjects}) != len(subjects):
        raise Refused("two subjects of one name")
    check = RULES.get(kind(predicate_type))
    if check:
        check(value["predicate"], subjects)
    return value


def environment(value):
    """The environment that a statement names, or None."""
    predicate = value["predicate"]
    if kind(value["predicateType"]) == "deployment":
        return predicate["environment"]["name"]
    return predicate.get("environment")


def _deployment(predicate, subjects):
    known = [subject["digest"] for subject in subjects]
    if any(approval["appliesTo"] not in known for approval in predicate.get("approvals", [])):
        raise Refused("an approval applies to what is no subject")


def _approval(predicate, _):
    if millis(predicate["expiresAt"]) <= millis(predicate["signedAt"]):
        raise Refused("the approval expires before it is signed")
    if (predicate["decision"] == "revoke") != ("revokes" in predicate):
        raise Refused("revokes belongs to the decision revoke")


def _request(predicate, _):
    event = predicate["event"]
    if event == "requested" and millis(predicate["expiresAt"]) <= millis(predicate["at"]):
        raise Refused("the request ends before it is made")
    if "deploymentId" in predicate and event != "consumed":
        raise Refused("deploymentId belongs to consumed")
    if ("supersededBy" in predicate) != (event == "superseded"):
        raise Refused("supersededBy belongs to superseded")
    if predicate.get("decisions") and event not in ("approved", "overridden", "denied"):
        raise Refused("decisions belong to an outcome")
    if "reason" in predicate and "by" not in predicate:
        raise Refused("a reason of nobody")


def _incident(predicate, _):
    if "resolvedAt" in predicate and millis(predicate["resolvedAt"]) < millis(predicate["detectedAt"]):
        raise Refused("resolved before it was detected")


def _subject(subjects, wanted):
    if len(subjects) != 1 or subjects[0]["digest"].get("sha256") != wanted:
        raise Refused("the subject is not what the predicate is about")


def _target(predicate, subjects):
    _subject(subjects, predicate["target"]["hash"])


def _correction(predicate, subjects):
    _target(predicate, subjects)
    for value in predicate["values"]:
        if not re.fullmatch("(?:/(?:[^~/]|~[01])*)+", value["path"]):
            raise Refused("the path is no JSON pointer")
        if value.get("recorded") == value.get("correct"):
            raise Refused("recorded and correct do not differ")


def _redaction(predicate, subjects):
    _target(predicate, subjects)
    if (predicate["redacted"] == "disclosures") != bool(predicate.get("commitments")):
        raise Refused("commitments belong to redacted disclosures")


def _key(predicate, subjects):
    changed = predicate["change"]
    _subject(subjects, changed["key"] if "key" in changed else note.read_vkey(changed["vkey"], note.ED25519).id)


def _seal(predicate, subjects):
    _subject(subjects, predicate["root"])


def _gap(predicate, _):
    if "from" in predicate and "to" in predicate and millis(predicate["to"]) < millis(predicate["from"]):
        raise Refused("the gap ends before it begins")


RULES = {"deployment": _deployment, "approval": _approval, "request": _request, "incident": _incident, "correction": _correction,
         "redaction": _redaction, "hold": _target, "key": _key, "seal": _seal, "gap": _gap}
