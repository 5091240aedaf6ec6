"""Checkpoints, and heads that were seen before: steps 8 and 9 of section 7."""

from note import Checkpoint, Note
from strict import Refused


def read(data, ledger):
    """The checkpoint of a file, or what is wrong with it."""
    try:
        note = Note(data)
    except Refused as error:
        return None, ("checkpoint-malformed", str(error))
    # The text is believed, and looked at, only once a key of the ledger signed it.
    if not ledger.keys.opens(note):
        return None, ("checkpoint-unsigned", "no key of the ledger signed it, or a line of one fails")
    try:
        checkpoint = Checkpoint(note)
    except Refused as error:
        return None, ("checkpoint-malformed", str(error))
    if checkpoint.origin != ledger.origin:
        return None, ("checkpoint-origin", "it is of another ledger")
    if not ledger.keys.entitled(checkpoint, ledger.origin):
        return None, ("checkpoint-unsigned", "no key that may sign this size signed it")
    return checkpoint, None


def check_checkpoints(ledger, files, witnesses, quorum):
    """The faults of all checkpoints, the roots of those that were signed by size, and the size of the longest that fits."""
    size, faults, held, fitting = len(ledger.records), [], {}, []
    for name, data in files:
        checkpoint, wrong = read(data, ledger)
        if wrong:
            faults.append({"checkpoint": name, "what": wrong[0], "why": wrong[1]})
            continue
        if held.setdefault(checkpoint.size, checkpoint.root) != checkpoint.root:
            faults.append({"checkpoint": name, "what": "fork", "why": "another of this size has another root"})
        if checkpoint.size > size:
            faults.append({"checkpoint": name, "index": size, "what": "checkpoint-beyond", "why": "entries are missing"})
        elif checkpoint.root != ledger.roots[checkpoint.size]:
            faults.append({"checkpoint": name, "what": "checkpoint-root", "why": "the root is another"})
        else:
            fitting.append(checkpoint)
    longest = max((checkpoint.size for checkpoint in fitting), default=None)
    last = [checkpoint for checkpoint in fitting if checkpoint.size == longest]
    if last and quorum and not any(_seen(checkpoint.note, witnesses, quorum) for checkpoint in last):
        faults.append({"what": "checkpoint-unwitnessed", "why": "too few saw it, or a line of a witness fails"})
    return faults, held, longest


def _seen(note, witnesses, quorum):
    lines = [note.by(key) for key in witnesses]
    return all(all(by) for by in lines) and sum(1 for by in lines if by) >= quorum


def check_heads(ledger, heads, held):
    """The faults of heads that somebody saw before."""
    size, faults = len(ledger.records), []
    for number, head in enumerate(heads):
        if head["origin"] != ledger.origin:
            faults.append({"head": number, "what": "checkpoint-origin", "why": "it is of another ledger"})
            continue
        if head["size"] > size:
            faults.append({"head": number, "index": size, "what": "shrunk", "why": "entries are missing"})
        elif ledger.roots[head["size"]].hex() != head["root"]:
            faults.append({"head": number, "what": "rewritten", "why": "the root is another"})
        if held.get(head["size"], bytes.fromhex(head["root"])).hex() != head["root"]:
            faults.append({"head": number, "what": "fork", "why": "a checkpoint of its size has another root"})
    return faults
