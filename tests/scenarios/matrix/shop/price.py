"""What a basket costs."""


def discount(total, member):
    if member:
        return total // 10
    return 0


def price(total, member=False):
    return total - discount(total, member)
