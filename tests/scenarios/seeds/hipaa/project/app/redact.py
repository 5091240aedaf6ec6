"""Takes out of a text what names a patient."""

import re

NUMBER = re.compile(r"\b\d{3}-\d{2}-\d{4}\b")


def redact(text, names):
    for name in names:
        text = text.replace(name, "[name]")
    return NUMBER.sub("[number]", text)


def is_clean(text, names):
    if NUMBER.search(text):
        return False
    return not any(name in text for name in names)
