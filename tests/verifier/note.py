"""Keys as text, checkpoints, cosignatures and proof files: section 6."""

import hashlib

import forms
from ed25519 import usable, verify
from strict import Refused, check_text, text_of

ED25519, COSIGNATURE = 0x01, 0x04


def check_name(name):
    """1 to 256 bytes of text within the profile, without any space of Unicode and plus."""
    check_text(name)
    if not 1 <= len(name.encode("utf-8")) <= 256 or "+" in name or any(char.isspace() for char in name):
        raise Refused("not the name of a key")


class Vkey:
    """A public key with its name and the first bytes of its hash."""

    def __init__(self, name, kind, public):
        self.name, self.kind, self.public = name, kind, public
        self.hash = hashlib.sha256(name.encode("utf-8") + b"\n" + bytes([kind]) + public).digest()[:4]
        self.id = hashlib.sha256(public).hexdigest()


def read_vkey(value, kind):
    """A vkey of this type of signature."""
    forms.text(value)
    # Base64 may hold a plus, the name and the hash may not.
    parts = value.split("+", 2)
    if len(parts) != 3:
        raise Refused("a vkey has three parts")
    check_name(parts[0])
    data = forms.unbase64(parts[2])
    if len(data) != 33 or data[0] != kind:
        raise Refused("a vkey of another type or length")
    if not usable(data[1:]):
        raise Refused("the vkey holds no point in its own encoding, or one of small order")
    key = Vkey(parts[0], kind, data[1:])
    if key.hash.hex() != parts[1]:
        raise Refused("the key hash of the vkey is that of another key")
    return key


class Note:
    """A text and the lines that sign it: nothing of the text is looked at before one of them verifies."""

    def __init__(self, data):
        if len(data) > 131072:
            raise Refused("a note of more than 131072 bytes")
        text = text_of(data)
        if any(byte < 0x20 and byte != 0x0A for byte in data):
            raise Refused("a control character")
        body, found, signatures = text.rpartition("\n\n")
        if not found or not signatures.endswith("\n"):
            raise Refused("no empty line between text and signatures")
        self.text = (body + "\n").encode("utf-8")
        self.lines = [_signature(line) for line in signatures[:-1].split("\n")]
        if len(self.lines) > 64:
            raise Refused("more than 64 signatures")

    def by(self, key):
        """What the lines by this key say: a list of whether each verifies."""
        found = [signature for name, hash_, signature in self.lines if (name, hash_) == (key.name, key.hash)]
        if key.kind == COSIGNATURE:
            return [self._cosigned(key, signature) for signature in found]
        return [verify(key.public, signature, self.text) for signature in found]

    def _cosigned(self, key, signature):
        seconds = int.from_bytes(signature[:8], "big")
        if len(signature) != 72 or seconds >= 2**63:
            return False
        return verify(key.public, signature[8:], b"cosignature/v1\ntime %d\n%s" % (seconds, self.text))


class Checkpoint:
    """What the text of a note says: an origin, a size and a root."""

    def __init__(self, note):
        lines = note.text.decode("utf-8")[:-1].split("\n")
        if len(lines) < 3 or "" in lines:
            raise Refused("a checkpoint has three lines or more, none of them empty")
        self.note, self.origin = note, lines[0]
        self.size, self.root = decimal(lines[1]), forms.unbase64(lines[2])
        if len(self.root) != 32:
            raise Refused("a root has 32 bytes")


def _signature(line):
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "\u2014":
        raise Refused("not a line with a signature")
    check_name(parts[1])
    data = forms.unbase64(parts[2])
    if len(data) < 5:
        raise Refused("a signature without bytes")
    return parts[1], data[:4], data[4:]


def decimal(digits):
    """A number of 64 bits without leading zeros."""
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 20 or (digits[0] == "0" and digits != "0"):
        raise Refused("not a decimal number")
    number = int(digits)
    if number >= 2**64:
        raise Refused("a number that is too large")
    return number


class ProofFile:
    """A proof to take away: an index, an inclusion proof, and the checkpoint."""

    def __init__(self, data):
        head, found, checkpoint = data.partition(b"\n\n")
        lines = text_of(head).split("\n")
        if not found or lines[0] != "c2sp.org/tlog-proof@v1":
            raise Refused("not a proof file of version 1")
        rest = lines[1:]
        if rest and rest[0].startswith("extra "):
            forms.unbase64(rest.pop(0)[6:])
        if not rest or not rest[0].startswith("index "):
            raise Refused("a proof without its index")
        self.index = decimal(rest[0][6:])
        self.hashes = [forms.unbase64(line) for line in rest[1:]]
        if any(len(hash_) != 32 for hash_ in self.hashes):
            raise Refused("a hash has 32 bytes")
        if len(self.hashes) > 64:
            raise Refused("a path has 64 hashes at most")
        self.note = Note(checkpoint)
