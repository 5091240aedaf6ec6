"""Envelopes (DSSE, section 3) and entries (section 4)."""

import forms
import statement
from ed25519 import verify
from strict import LIMITS, Refused, canonical, parse

TYPE = "application/vnd.in-toto+json"


FORM = forms.obj({
    "payload": forms.unbase64, "payloadType": forms.exactly(TYPE),
    "signatures": forms.list_of(forms.obj({"sig": forms.unbase64}, {"keyid": forms.text}), least=1, most=16)})

ENTRY = forms.obj(
    {"envelopeSha256": forms.hash_, "envelopeSize": forms.number, "idempotencyKey": forms.hash_,
     "index": forms.number, "origin": forms.origin, "prevLeafHash": forms.hash_, "time": forms.moment,
     "type": forms.one_of(*statement.PREDICATES), "v": forms.exactly(1)},
    {"env": forms.slug, "previousShard": forms.head})


class Envelope:
    """The payload, unread, and the signatures over it."""

    def __init__(self, data):
        value = parse(data, "envelope")
        FORM(value)
        self.payload = forms.unbase64(value["payload"])
        if len(self.payload) > LIMITS["statement"][0]:
            raise Refused("the payload is larger than a statement may be")
        self.signatures = [forms.unbase64(signature["sig"]) for signature in value["signatures"]]
        self._signed = b"DSSEv1 %d %s %d %s" % (len(TYPE), TYPE.encode(), len(self.payload), self.payload)

    def signed_by(self, public):
        """Whether one of the signatures is by this key; what `keyid` says is not looked at."""
        return any(verify(public, signature, self._signed) for signature in self.signatures)


def read_entry(data):
    """The members of an entry; its bytes are the canonical ones."""
    value = parse(data, "entry")
    ENTRY(value)
    if canonical(value) != data:
        raise Refused("the bytes are not those of RFC 8785")
    return value
