def price(count):
    return 3 * count
