"""Step 6 for requests: what the events of one say together, and whether the decisions that an outcome names hold."""

from forms import millis

ENDS = ("denied", "withdrawn", "superseded", "expired", "voided", "consumed")
AFTER = ("noticed", "reviewed")
COMMON = ("environment", "digest", "expiresAt", "planDigest", "policyDigest")


def _identity(record):
    subjects = sorted((subject["name"], sorted(subject["digest"].items())) for subject in record.statement["subject"])
    return [record.predicate.get(name) for name in COMMON], subjects


class Requests:
    """All events that were read so far, by request."""

    def __init__(self, ledger):
        self.ledger, self.events = ledger, {}

    def event(self, record):
        """Judges an event of a request, and keeps it."""
        earlier = self.events.setdefault(record.predicate["requestId"], [])
        if earlier and _identity(earlier[0]) != _identity(record):
            self.ledger.fault(record, "request-changed", "something that all events share differs")
        if self._misplaced(record.predicate["event"], [event.predicate["event"] for event in earlier]):
            self.ledger.fault(record, "request-order", "the event cannot come here")
        earlier.append(record)
        counted = set()
        for leaf in record.predicate.get("decisions", []):
            self._decision(record, leaf, counted)

    @staticmethod
    def _misplaced(event, before):
        if event == "requested" or not before:
            return bool(before) or event != "requested"
        if event not in AFTER and any(one in ENDS for one in before):
            return True
        return event == "consumed" and not any(one in ("approved", "overridden") for one in before)

    def _decision(self, record, leaf, counted):
        said = record.predicate
        wanted = "reject" if said["event"] == "denied" else "approve"
        found = self.ledger.at(leaf, record.index)
        if not found or found.passed < 5 or found.kind != "approval" or found.predicate["decision"] != wanted:
            self.ledger.fault(record, "approval-unknown", "the leaf is no such decision that passed")
            return
        given = found.predicate
        about = [subject["digest"] for subject in record.statement["subject"]]
        same = all(given.get(name) == said.get(name) for name in ("environment", "planDigest", "policyDigest"))
        same = same and given.get("requestId", said["requestId"]) == said["requestId"]
        if not same or not any(subject["digest"] in about for subject in found.statement["subject"]):
            self.ledger.fault(record, "approval-unfit", "the decision is of something else")
        elif millis(given["expiresAt"]) <= millis(record.entry["time"]):
            self.ledger.fault(record, "approval-expired", "it had expired")
        elif any(other.passed >= 5 and other.kind == "approval"
                 and other.predicate.get("revokes", {}).get("index") == found.index
                 for other in self.ledger.records[:record.index]):
            self.ledger.fault(record, "approval-revoked", "it was revoked before")
        elif given["approver"] in counted:
            self.ledger.fault(record, "approval-twice", "its approver is counted already")
        else:
            counted.add(given["approver"])
