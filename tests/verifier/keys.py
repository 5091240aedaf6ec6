"""Keys over time: which stand at which entry, and what records change about them (section 7)."""

import note


class Key:
    """A key of the ledger and the entries at which it stands."""

    def __init__(self, vkey, roles, first):
        self.vkey, self.roles, self.first = vkey, frozenset(roles), first
        self.last = None
        # The first index from which it is revoked or replaced.
        self.ended_from = None

    def stands(self, index):
        """Whether it may sign the entry with this index."""
        return self.first <= index and (self.last is None or index <= self.last)

    def may_sign(self, kind):
        """Whether its roles are good for this type."""
        if kind == "key":
            return True
        return "record" in self.roles or (kind in ("approval", "request") and "approval" in self.roles)


class Keys:
    """Every key that was ever there."""

    def __init__(self, anchors, runs=()):
        self.runs = runs
        self.all = [Key(vkey, roles, 0) for vkey, roles in anchors]

    def find(self, id_):
        """The key with this SHA-256."""
        return next((key for key in self.all if key.vkey.id == id_), None)

    def change(self, index, change, signers):
        """Carries out what a record says, or answers why it is refused."""
        root = any("root" in key.roles for key in signers)
        event = change["event"]
        if event == "revoked":
            return self._revoke(index, change, signers)
        if not root:
            return "no signer has the role root"
        vkey = note.read_vkey(change["vkey"], note.ED25519)
        if self.find(vkey.id):
            return "the key was there before"
        if event == "rotated":
            old = self.find(change["replaces"])
            if old is None or not old.stands(index):
                return "the key that is replaced does not stand"
            if old not in signers:
                return "the key that is replaced did not sign"
            old.last, old.ended_from = index, index + 1
        self.all.append(Key(vkey, change["roles"], index + 1))
        return None

    def _revoke(self, index, change, signers):
        key = self.find(change["key"])
        start = change.get("fromIndex", index + 1)
        earlier = key is not None and key.ended_from is not None and start < key.ended_from
        if key is None or not (key.stands(index) or earlier):
            return "the key that is revoked does not stand"
        if key not in signers and not any("root" in signer.roles for signer in signers):
            return "no signer may revoke it"
        if start > index + 1:
            return "fromIndex is beyond the entry after this one"
        if start <= index and not any("root" in signer.roles and signer is not key for signer in signers):
            return "no other signer has the role root"
        key.last = index if key.last is None else key.last
        key.ended_from = start
        return None

    def may_record(self, kind, run, signers):
        """Whether a run, or none, may record this type for these signers."""
        if not self.runs or kind not in ("deployment", "approval", "request"):
            return True
        if run is None:
            return kind != "deployment" and any("approval" in key.roles for key in signers)
        return any(all(run.get(name) in values for name, values in demand.items()) for demand in self.runs)

    def opens(self, note):
        """Whether any key that was ever there signed a note, and no line of one fails."""
        lines = [verified for key in self.all for verified in note.by(key.vkey)]
        return bool(lines) and all(lines)

    def entitled(self, checkpoint, origin):
        """Whether a key signed a checkpoint that stood at its size, for checkpoints, under the name of the ledger."""
        names = (origin, "/".join(origin.split("/")[:4]))
        return any("checkpoint" in key.roles and key.vkey.name in names and checkpoint.note.by(key.vkey)
                   and (key.first == 0 or key.first <= checkpoint.size)
                   and (key.ended_from is None or checkpoint.size <= key.ended_from) for key in self.all)
