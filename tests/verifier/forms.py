"""The terms of section 1: each form is a function that refuses a value that is not of it."""

import base64
import binascii
import datetime
import re

from strict import Refused


def pattern(name, expression):
    """Texts that this expression matches as a whole."""
    compiled = re.compile(expression, re.ASCII)

    def check(value):
        if not isinstance(value, str) or not compiled.fullmatch(value):
            raise Refused(f"{value!r:.80} is no {name}")
    return check


def one_of(*words):
    """One of these texts."""
    def check(value):
        if not isinstance(value, str) or value not in words:
            raise Refused(f"{value!r:.80} is none of {' '.join(words)}")
    return check


def exactly(wanted):
    """This text or number alone."""
    def check(value):
        if type(value) is not type(wanted) or value != wanted:
            raise Refused(f"{value!r:.80} is not {wanted!r}")
    return check


def obj(required, optional=None):
    """An object with these members and no others."""
    optional = optional or {}

    def check(value):
        if not isinstance(value, dict):
            raise Refused(f"{value!r:.80} is no object")
        for name in required:
            if name not in value:
                raise Refused(f"no member {name}")
        for name, member in value.items():
            form = required.get(name) or optional.get(name)
            if form is None:
                raise Refused(f"a member {name!r:.80}, which the page does not name")
            form(member)
    return check


def list_of(form, least=0, most=None):
    """A list whose members are each of this form."""
    def check(value):
        if not isinstance(value, list):
            raise Refused(f"{value!r:.80} is no list")
        if len(value) < least or (most is not None and len(value) > most):
            raise Refused(f"a list of {len(value)}")
        for member in value:
            form(member)
    return check


def number(value):
    """A count or a position: never below zero."""
    if type(value) is not int or value < 0:
        raise Refused(f"{value!r:.80} is no number from zero")


def boolean(value):
    """True or false."""
    if type(value) is not bool:
        raise Refused(f"{value!r:.80} is neither true nor false")


def text(value):
    """Any text of the profile."""
    if not isinstance(value, str):
        raise Refused(f"{value!r:.80} is no text")


def line(value):
    """1 to 1024 bytes of text."""
    text(value)
    if not 1 <= len(value.encode("utf-8")) <= 1024:
        raise Refused("a line has 1 to 1024 bytes")


SLUG = r"(?!.*\.\.)[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?"
slug = pattern("slug", SLUG)
ulid = pattern("ULID", "[0-7][0-9A-HJKMNP-TV-Z]{25}")
commit = pattern("commit", "[0-9a-f]{40}|[0-9a-f]{64}")
hash_ = pattern("hash", "[0-9a-f]{64}")
hash_512 = pattern("SHA-512", "[0-9a-f]{128}")
pseudonym = pattern("pseudonym", "p-[0-9a-f]{32}")
commitment = pattern("commitment", "hmac-sha256:[0-9a-f]{64}")
_id = pattern("number id", "0|[1-9][0-9]{0,19}")
_host = pattern("host", r"(?!.*\.\.)[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::(?:0|[1-9][0-9]{0,4}))?")
_moment = pattern("moment", r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
leaf = obj({"hash": hash_, "index": number})


def number_id(value):
    """An unsigned number of 64 bits, as a text."""
    _id(value)
    if int(value) >= 2**64:
        raise Refused("an id of more than 64 bits")


def moment(value):
    """A time that the calendar has; `millis` counts on it."""
    _moment(value)
    millis(value)


def millis(value):
    """Milliseconds since 1970."""
    try:
        time = datetime.datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ")
    except ValueError as error:
        raise Refused(f"{value!r} is no time of the calendar") from error
    if time.year < 1970 or int(value[17:19]) > 59:
        raise Refused(f"{value!r} is before 1970 or a leap second")
    return (time - datetime.datetime(1970, 1, 1)) // datetime.timedelta(milliseconds=1)


def digests(value):
    """At least one digest of the three kinds."""
    obj({}, {"sha256": hash_, "sha512": hash_512, "gitCommit": commit})(value)
    if not value:
        raise Refused("digests without a digest")


def origin(value):
    """Host, owner, repository, ledger and, maybe, a shard."""
    text(value)
    parts = value.split("/")
    if len(parts) not in (4, 5):
        raise Refused(f"{value!r:.80} is no origin")
    _host(parts[0])
    port = parts[0].partition(":")[2]
    if port and int(port) > 65535:
        raise Refused("a port above 65535")
    number_id(parts[1])
    number_id(parts[2])
    for part in parts[3:]:
        slug(part)


head = obj({"origin": origin, "root": hash_, "size": number})


def same_ledger(one, other):
    """Two origins are shards of one ledger, and not the same shard."""
    return one != other and one.split("/")[:4] == other.split("/")[:4]


def unbase64(value):
    """Base64 with padding, in the one spelling that its bytes have."""
    text(value)
    try:
        data = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused("not base64") from error
    if base64.b64encode(data).decode() != value:
        raise Refused("base64 in another spelling than that of its bytes")
    return data
