"""Rules of access that an operator writes."""


def allows(rule, user):
    return bool(eval(rule, {}, {"user": user}))
