"""The tree of section 5: leaf hashes, roots of every size, and proofs."""

import hashlib

from strict import Refused


def leaf_hash(entry):
    """The hash of an entry's bytes as a leaf."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node(left, right):
    """The hash above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def full_subtrees(leaves):
    """Roots of the full subtrees, largest first, one for each bit of the number of leaves."""
    stack = []
    for index, leaf in enumerate(leaves):
        # Each trailing one of the index closes a subtree.
        while index & 1:
            leaf, index = node(stack.pop(), leaf), index >> 1
        stack.append(leaf)
    return stack


def join(subtrees):
    """The root over full subtrees."""
    if not subtrees:
        return hashlib.sha256(b"").digest()
    root = subtrees[-1]
    for subtree in reversed(subtrees[:-1]):
        root = node(subtree, root)
    return root


def roots(leaves):
    """The root over the first n leaves, for every n from 0."""
    found, stack = [join([])], []
    for index, leaf in enumerate(leaves):
        while index & 1:
            leaf, index = node(stack.pop(), leaf), index >> 1
        stack.append(leaf)
        found.append(join(stack))
    return found


def kept(leaves, index):
    """The bytes that may be kept beside an entry; none where nothing is."""
    if index >= len(leaves) or (index + 1) % 16:
        return None
    found, level = [], 4
    while (index + 1) % 2**level == 0:
        found += full_subtrees(leaves[index + 1 - 2**level:index + 1])
        level += 1
    return b"".join(found)


def check_inclusion(leaf, index, size, proof, root):
    """RFC 9162, section 2.1.3.2."""
    if index >= size:
        raise Refused("the index is beyond the tree")
    place, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            raise Refused("the proof is too long")
        if place & 1 or place == last:
            found = node(step, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node(found, step)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise Refused("the proof is too short")
    if found != root:
        raise Refused("the proof leads to another root")


def check_consistency(first, second, first_root, second_root, proof):
    """RFC 9162, section 2.1.4.2; from the empty tree and to itself by a proof without hashes."""
    if first > second:
        raise Refused("the first tree is the larger one")
    if first == 0 or first == second:
        wanted = join([]) if first == 0 else second_root
        if proof or first_root != wanted:
            raise Refused("a proof with hashes, or another root")
        return
    path = list(proof)
    if first & (first - 1) == 0:
        path.insert(0, first_root)
    if not path:
        raise Refused("the proof is too short")
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for step in path[1:]:
        if last == 0:
            raise Refused("the proof is too long")
        if place & 1 or place == last:
            old, new = node(step, old), node(step, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node(new, step)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise Refused("the proof is too short")
    if old != first_root or new != second_root:
        raise Refused("the proof leads to another root")
