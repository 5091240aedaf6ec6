"""The strict profile of JSON, section 1 of the format page: bytes in, plain Python values out, or Refused."""

import json
import unicodedata


class Refused(Exception):
    """What was read is not what the page asks for; the text says why."""


class Unknown(Exception):
    """This Python cannot tell: its Unicode is older than what it was given, as the text says."""


# Bytes, levels, and values with keys that each document may have at most.
LIMITS = {
    "statement": (65536, 16, 16384),
    "envelope": (98304, 4, 256),
    "entry": (1024, 2, 64),
    "disclosure": (16384, 2, 64),
}
LARGEST = 2**53 - 1
RANGES = ((0, 0x1F), (0x7F, 0x9F), (0x61C, 0x61C), (0x200B, 0x200B), (0x200E, 0x200F), (0x2028, 0x202E),
          (0x2060, 0x2069), (0xFEFF, 0xFEFF))
REFUSED = frozenset(chr(code) for first, last in RANGES for code in range(first, last + 1))


def text_of(data):
    """UTF-8 without a byte order mark; Python's decoder refuses surrogates and longer spellings."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(f"not UTF-8: {error.reason}") from error
    if text.startswith("\ufeff"):
        raise Refused("a byte order mark")
    return text


def check_text(text):
    """A text or a key within the profile."""
    if any(0xD800 <= ord(char) <= 0xDFFF for char in text):
        raise Refused("a lone surrogate")
    if not REFUSED.isdisjoint(text):
        raise Refused("a character that is never allowed")
    for char in text:
        if not char.isascii():
            _assigned(char)
    if not unicodedata.is_normalized("NFC", text):
        raise Refused("a text that is not in normalization form C")


def _assigned(char):
    """A character that Unicode assigns for all; whether a later version than this Python knows does, nobody here can tell."""
    code, category = ord(char), unicodedata.category(char)
    if category == "Co" or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        raise Refused("a character without a meaning that all share")
    if category == "Cn":
        raise Unknown(f"U+{code:04X} is none of Unicode {unicodedata.unidata_version}, which this Python has")


def parse(data, document):
    """The value of a document, held to the limits of its row in the table."""
    size, levels, count = LIMITS[document]
    if len(data) > size:
        raise Refused(f"{len(data)} bytes, {size} are allowed")
    try:
        value = json.loads(text_of(data), object_pairs_hook=_object, parse_int=_integer,
                           parse_float=_no_number, parse_constant=_no_number)
    except RecursionError as error:
        raise Refused("too deep") from error
    except ValueError as error:
        raise Refused(f"not JSON: {error}") from error
    if not isinstance(value, dict):
        raise Refused("not an object")
    if _walk(value, 1, levels) > count:
        raise Refused(f"more than {count} values and keys")
    return value


def canonical(value):
    """The bytes of RFC 8785 for a value of the profile whose keys are ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def _object(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused("a key stands twice in an object")
    return found


def _integer(digits):
    if digits == "-0" or len(digits) > 17 or abs(int(digits)) > LARGEST:
        raise Refused(f"the number {digits[:20]} is not in the profile")
    return int(digits)


def _no_number(digits):
    raise Refused(f"the number {digits[:20]} is not an integer")


def _walk(value, level, levels):
    """How many values and keys there are in it; scalars are on no level of their own."""
    if value is None:
        raise Refused("a null")
    if isinstance(value, str):
        check_text(value)
    if not isinstance(value, (dict, list)):
        return 1
    if level > levels:
        raise Refused(f"more than {levels} levels")
    if isinstance(value, dict):
        for key in value:
            check_text(key)
        return 1 + len(value) + sum(_walk(member, level + 1, levels) for member in value.values())
    return 1 + sum(_walk(member, level + 1, levels) for member in value)
