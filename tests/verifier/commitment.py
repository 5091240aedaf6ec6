"""Commitments and disclosures: section 8."""

import hashlib
import hmac

import forms
from strict import Refused, parse

FORM = forms.obj({"field": forms.line, "origin": forms.origin, "person": forms.pseudonym, "salt": forms.unbase64,
                  "v": forms.exactly(1), "value": forms.unbase64})


def commit(salt, origin, person, field, value):
    """The commitment to a value of a person."""
    message = b"releasegate/commitment/v1\x00"
    for part in (origin.encode(), person.encode(), field.encode(), value):
        message += len(part).to_bytes(8, "big") + part
    return "hmac-sha256:" + hmac.new(salt, message, hashlib.sha256).hexdigest()


class Disclosure:
    """A value that names a person, and the commitment that it gives."""

    def __init__(self, data):
        shown = parse(data, "disclosure")
        FORM(shown)
        salt, value = forms.unbase64(shown["salt"]), forms.unbase64(shown["value"])
        if len(salt) != 32 or len(set(salt)) == 1:
            raise Refused("a salt has 32 bytes that are not all equal")
        if len(value) > 8192:
            raise Refused("a value of more than 8192 bytes")
        try:
            value.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Refused("a value that is not UTF-8") from error
        self.origin, self.person, self.field = shown["origin"], shown["person"], shown["field"]
        self.commitment = commit(salt, self.origin, self.person, self.field, value)


def held(kind, predicate):
    """The commitments of a statement: field, person and commitment of each."""
    found = []
    if kind == "approval":
        found = [(field, predicate["approver"], predicate.get(field)) for field in ("name", "comment")]
    elif kind == "deployment":
        found = [("name", predicate["actor"]["pseudonym"], predicate["actor"].get("name"))]
        if "override" in predicate:
            found.append(("reason", predicate["override"]["by"], predicate["override"]["reason"]))
    elif kind == "request":
        found = [("reason", predicate.get("by"), predicate.get("reason"))]
    return [entry for entry in found if entry[2]]
