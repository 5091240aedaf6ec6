"""What a basket costs."""


def discount(total, member):
    if member and total >= 100:
        return total // 10
    return 0


def shipping(total, express):
    if express:
        return 15
    if total >= 50:
        return 0
    return 5


def price(total, member=False, express=False):
    return total - discount(total, member) + shipping(total, express)
