"""Step 6 for deployments: what the events of one say together, and whether their approvals hold."""

from forms import millis

BEGUN = ("requested", "started")
AFTER = ("superseded", "rolled-back", "undeployed")


def _identity(record):
    predicate = record.predicate
    subjects = sorted((subject["name"], sorted(subject["digest"].items())) for subject in record.statement["subject"])
    return predicate["service"], predicate["environment"], subjects


class Deployments:
    """All events that were read so far, by deployment."""

    def __init__(self, ledger):
        self.ledger, self.events = ledger, {}

    def event(self, record):
        """Judges an event of a deployment, and keeps it."""
        predicate = record.predicate
        earlier = self.events.setdefault(predicate["deploymentId"], [])
        if earlier and _identity(earlier[0]) != _identity(record):
            self.ledger.fault(record, "deployment-changed", "service, environment or subjects differ")
        over = any(event.predicate["event"] not in BEGUN for event in earlier)
        if over and predicate["event"] not in AFTER:
            self.ledger.fault(record, "deployment-over", "the deployment had ended before")
        earlier.append(record)
        for approval in predicate.get("approvals", []):
            self._approval(record, approval, earlier)

    def _approval(self, record, used, events):
        found = self.ledger.at(used["leaf"], record.index)
        if not found or found.passed < 5 or found.kind != "approval" or found.predicate["decision"] != "approve":
            self.ledger.fault(record, "approval-unknown", "the leaf is no approval that passed")
            return
        if not _fits(record.predicate, used["appliesTo"], found):
            self.ledger.fault(record, "approval-unfit", "the approval is for something else")
            return
        # The entry that the approval has to come before: the first that is more than a wish.
        deed = record
        if record.predicate["event"] != "requested":
            deed = next(event for event in events if event.predicate["event"] != "requested")
        known = not self._may_be_erased(deed)
        late = found.index >= deed.index
        if known and (late or millis(found.predicate["expiresAt"]) <= millis(deed.entry["time"])):
            self.ledger.fault(record, "approval-expired", "it came later, or had expired")
            return
        if known and self._revoked(found, deed.index):
            self.ledger.fault(record, "approval-revoked", "it was revoked before")
            return
        own = [record.predicate["actor"]["pseudonym"], *record.predicate.get("authors", [])]
        if found.predicate["approver"] in own and found.predicate["meaning"] != "authored":
            self.ledger.fault(record, "approval-own", "the approver is the actor or an author")

    def _may_be_erased(self, deed):
        """Whether an earlier deed of the same deployment may have been erased: one that began it leaves none before."""
        lost = any(record.missing and record.kind == "deployment" for record in self.ledger.records[:deed.index])
        return lost and deed.predicate["event"] not in BEGUN

    def _revoked(self, approval, before):
        return any(record.passed >= 5 and record.kind == "approval"
                   and record.predicate.get("revokes", {}).get("index") == approval.index
                   for record in self.ledger.records[:before])


def _fits(predicate, digests, approval):
    said = approval.predicate
    return (any(subject["digest"] == digests for subject in approval.statement["subject"])
            and said["environment"] == predicate["environment"]["name"]
            and said.get("planDigest") == predicate.get("planDigest")
            and said.get("policyDigest") == predicate.get("policyDigest")
            and said.get("deploymentId", predicate["deploymentId"]) == predicate["deploymentId"])
