"""A label for a parcel."""


def label(name):
    return f"to {name}"
