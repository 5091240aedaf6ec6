"""The walk over the entries, section 7: steps 1 to 7, and what each record changes for those that follow."""

import hashlib

import asked
import deployments
import forms
import statement
import tree
from commitment import held
from envelope import Envelope, read_entry
from strict import Refused

ZEROS = bytes(32)


class Record:
    """What is known of one entry; `statement` stays None if it was not read."""

    def __init__(self, index, data):
        self.index, self.leaf = index, tree.leaf_hash(data)
        self.entry = self.statement = self.payload = None
        self.signers, self.faults = [], []
        # The last of the steps 2 to 5 that was passed; what step 1 finds keeps nothing from being read.
        self.passed = 0
        self.missing = self.erased = False

    @property
    def kind(self):
        """The short type, as the entry says it."""
        return statement.kind(self.entry["type"]) if self.entry else None

    @property
    def predicate(self):
        """What a record that was read says."""
        return self.statement["predicate"]


class Ledger:
    """Entries that were gone through, with every fault."""

    def __init__(self, origin, keys, entries, envelopes):
        self.origin, self.keys = origin, keys
        self.records = [Record(index, data) for index, data in enumerate(entries)]
        self.roots = tree.roots([record.leaf for record in self.records])
        self.faults, self.unknown = [], set()
        self.sealed = False
        self._idempotency, self._payloads, self._held, self.redacted = set(), set(), set(), {}
        self.deployments = deployments.Deployments(self)
        self.requests = asked.Requests(self)
        for record, data in zip(self.records, entries):
            self._entry(record, data)
            self._envelope(record, envelopes.get(record.index))
        self._end()

    def fault(self, record, what, why):
        """Notes what is wrong with an entry."""
        record.faults.append(what)
        self.faults.append({"index": record.index, "what": what, "why": why})

    def at(self, leaf, before):
        """The record that a leaf names, if it stands before this index."""
        index = leaf["index"]
        if index < min(before, len(self.records)) and self.records[index].leaf.hex() == leaf["hash"]:
            return self.records[index]
        return None

    def _entry(self, record, data):
        """Step 1."""
        try:
            entry = record.entry = read_entry(data)
        except Refused as error:
            self.fault(record, "entry-malformed", str(error))
            return
        index = record.index
        if entry["origin"] != self.origin:
            self.fault(record, "entry-origin", "the entry is of another ledger")
        if entry["index"] != index:
            self.fault(record, "entry-index", f"the entry says {entry['index']}")
        before = self.records[index - 1].leaf if index else ZEROS
        if entry["prevLeafHash"] != before.hex():
            self.fault(record, "entry-chain", "prevLeafHash is not the leaf hash of the entry before")
        if entry["idempotencyKey"] in self._idempotency:
            self.fault(record, "entry-repeated", "an earlier entry has this idempotency key")
        self._idempotency.add(entry["idempotencyKey"])
        if self.sealed:
            self.fault(record, "entry-after-seal", "the ledger was sealed before")
        if "previousShard" in entry and (
                index or not forms.same_ledger(entry["previousShard"]["origin"], self.origin)):
            self.fault(record, "entry-previous-shard", "not in entry 0, or no other shard of this ledger")

    def _envelope(self, record, data):
        """Steps 2 to 6."""
        entry = record.entry
        if entry is None:
            return
        if data is None:
            record.missing = True
            return
        if len(data) != entry["envelopeSize"] or hashlib.sha256(data).hexdigest() != entry["envelopeSha256"]:
            self.fault(record, "envelope-digest", "the envelope is not the one that the entry names")
            return
        try:
            envelope = Envelope(data)
        except Refused as error:
            self.fault(record, "envelope-malformed", str(error))
            return
        if not self._signed(record, envelope) or not self._statement(record, envelope.payload):
            return
        record.passed = 4
        if self._target(record):
            record.passed = 5
            self._by_type(record)

    def _signed(self, record, envelope):
        """Step 3."""
        signed = [key for key in self.keys.all if envelope.signed_by(key.vkey.public)]
        record.signers = [key for key in signed if key.may_sign(record.kind) and key.stands(record.index)]
        if record.signers:
            return True
        ended = any(key.ended_from is not None for key in signed)
        self.fault(record, "signature-revoked" if ended else "signature-unknown", "no key that stands signed it")
        return False

    def _statement(self, record, payload):
        """Step 4."""
        try:
            said = statement.read(payload)
        except Refused as error:
            self.fault(record, "statement-malformed", str(error))
            return False
        entry = record.entry
        same = said["predicateType"] == entry["type"] and statement.environment(said) == entry.get("env")
        if same and record.kind == "deployment":
            same = said["predicate"]["idempotencyKey"] == entry["idempotencyKey"]
        if not same:
            self.fault(record, "statement-mismatch", "the entry says otherwise than the statement")
            return False
        if not self.keys.may_record(record.kind, said["predicate"].get("run"), record.signers):
            self.fault(record, "run-refused", "no run that may record it recorded it")
            return False
        if payload in self._payloads:
            self.fault(record, "entry-repeated", "an earlier entry has this payload")
            return False
        self._payloads.add(payload)
        record.statement = said
        return True

    def _target(self, record):
        """Step 5."""
        leaf = record.predicate.get("target") or record.predicate.get("revokes")
        if leaf is None:
            return True
        found = self.at(leaf, record.index)
        if found and (record.kind != "approval" or (found.kind == "approval" and found.passed >= 4)):
            return True
        self.fault(record, "target-unknown", "what it is about is no earlier entry of this ledger")
        return False

    def _by_type(self, record):
        """Step 6."""
        step = getattr(self, "_" + record.kind, None)
        if step:
            step(record, record.predicate)

    def _key(self, record, predicate):
        refused = self.keys.change(record.index, predicate["change"], record.signers)
        if refused:
            self.fault(record, "key-refused", refused)

    def _seal(self, record, predicate):
        root = self.roots[record.index].hex()
        following = predicate.get("next")
        if predicate["size"] != record.index or predicate["root"] != root:
            self.fault(record, "seal-head", "size and root are not those of the entries before")
        elif following and not forms.same_ledger(following, self.origin):
            self.fault(record, "seal-head", "the next is no other shard of this ledger")
        self.sealed = True

    def _hold(self, _, predicate):
        change = self._held.add if predicate["event"] == "placed" else self._held.discard
        change(predicate["target"]["index"])

    def _redaction(self, record, predicate):
        target = self.records[predicate["target"]["index"]]
        why = self._why_not_redacted(predicate, target)
        if why:
            self.fault(record, "redaction-refused", why)
        elif predicate["redacted"] == "envelope":
            target.erased = True
        for commitment in [] if why else predicate.get("commitments", []):
            self.redacted[commitment] = record.index

    def _why_not_redacted(self, predicate, target):
        if target.index in self._held:
            return "the target is on hold"
        if predicate["redacted"] == "envelope":
            erasable = ("deployment", "incident", "environment-snapshot", "correction")
            return None if target.kind in erasable else "an envelope of this type is never erased"
        if target.missing:
            return None
        there = [found[2] for found in held(target.kind, target.predicate)] if target.statement else []
        missing = [wanted for wanted in predicate["commitments"] if wanted not in there]
        return f"the target does not hold {missing[0]}" if missing else None

    def _deployment(self, record, predicate):
        observed = predicate.get("observedHead")
        if observed and observed["origin"] != self.origin:
            self.unknown.add("other-ledger")
        elif observed and (observed["size"] > record.index
                           or self.roots[observed["size"]].hex() != observed["root"]):
            self.fault(record, "observed-head", "the head that it saw is none of this ledger")
        self.deployments.event(record)

    def _request(self, record, _):
        self.requests.event(record)

    def _end(self):
        """Step 7."""
        for record in self.records:
            if record.missing and not record.erased:
                self.fault(record, "envelope-missing", "nothing says that it was erased")
            if any(key.ended_from is not None and key.ended_from <= record.index for key in record.signers):
                self.fault(record, "signature-revoked", "the key that signed it is revoked from before")
        self.faults.sort(key=lambda fault: fault["index"])
