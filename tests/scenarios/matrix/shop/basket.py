"""What somebody wants to buy."""


def add(basket, item):
    if item is None:
        raise ValueError("nothing to add")
    basket.append(item)
    return basket
