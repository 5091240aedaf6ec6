"""Which clauses a contract lacks."""

NEEDED = {"sale": ["price", "delivery"], "lease": ["rent", "term", "notice"]}


def missing(kind, text):
    if kind not in NEEDED:
        raise ValueError("a contract of another kind: " + kind)
    return [clause for clause in NEEDED[kind] if clause not in text.lower()]
