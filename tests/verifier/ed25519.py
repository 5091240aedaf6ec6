"""Ed25519 of RFC 8032, verified strictly: section 1 of the format page."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def decode(data):
    """The point of 32 bytes, or None: not on the curve, or in another encoding than its own."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square or (x == 0 and sign):
        return None
    return (x if x & 1 == sign else P - x), y


def small_order(point):
    """Whether eight times the point is the neutral element."""
    x, y = point
    for _ in range(3):
        mixed = D * x * x * y * y
        x, y = 2 * x * y * pow(1 + mixed, -1, P) % P, (y * y + x * x) * pow(1 - mixed, -1, P) % P
    return (x, y) == (0, 1)


def usable(public):
    """Whether 32 bytes are a point in its own encoding, and not of small order."""
    point = decode(public) if len(public) == 32 else None
    return point is not None and not small_order(point)


def verify(public, signature, message):
    """Whether this is the key's signature over the message."""
    if len(signature) != 64 or not usable(public):
        return False
    # The first half is a point as well, under the same rules as the key.
    if not usable(signature[:32]) or int.from_bytes(signature[32:], "little") >= ORDER:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True
