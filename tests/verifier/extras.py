"""What may lie beside a ledger and is checked against it: proofs, disclosures and the tip (sections 5, 6, 8 and 9)."""

import json

import tree
from commitment import Disclosure, held
from note import Checkpoint, ProofFile
from strict import Refused


def check_proof_files(ledger, files, entries):
    """Proofs to take away, each with the entry that it names."""
    faults = []
    for name, data in files:
        try:
            proof = ProofFile(data)
            checkpoint = Checkpoint(proof.note)
            keys = ledger.keys
            if not keys.opens(proof.note) or checkpoint.origin != ledger.origin:
                raise Refused("its checkpoint is signed by nobody, or of another ledger")
            if not keys.entitled(checkpoint, ledger.origin):
                raise Refused("its checkpoint is not one of this ledger")
            if proof.index >= len(entries):
                raise Refused("there is no such entry")
            tree.check_inclusion(tree.leaf_hash(entries[proof.index]), proof.index, checkpoint.size, proof.hashes,
                                 checkpoint.root)
        except Refused as error:
            faults.append({"proof": name, "what": "proof-refused", "why": str(error)})
    return faults


def check_consistency_files(ledger, files):
    """Consistency proofs, `{"first", "second", "proof": [hex]}` with the roots of the ledger or their own."""
    faults = []
    for name, data in files:
        try:
            said = json.loads(data)
            first, second = said["first"], said["second"]
            tree.check_consistency(first["size"], second["size"], bytes.fromhex(first["root"]),
                                   bytes.fromhex(second["root"]), [bytes.fromhex(step) for step in said["proof"]])
            if second["size"] < len(ledger.roots) and ledger.roots[second["size"]].hex() != second["root"]:
                raise Refused("it leads to another ledger")
        except (Refused, ValueError, KeyError, TypeError) as error:
            faults.append({"consistency": name, "what": "proof-refused", "why": str(error)})
    return faults


def check_disclosures(ledger, files):
    """Faults of disclosures, and which entry holds the commitment of each."""
    faults, shown = [], []
    for name, data in files:
        try:
            disclosure = Disclosure(data)
            wanted = (disclosure.field, disclosure.person, disclosure.commitment)
            index = next((record.index for record in ledger.records
                          if record.statement and wanted in held(record.kind, record.predicate)), None)
            if index is None or disclosure.origin != ledger.origin:
                raise Refused("no record of this ledger holds its commitment")
        except Refused as error:
            faults.append({"disclosure": name, "what": "disclosure-refused", "why": str(error)})
            continue
        shown.append({"disclosure": name, "index": index, "redactedBy": ledger.redacted.get(disclosure.commitment)})
    return faults, shown


def tip(ledger):
    """The tip of section 9, as this ledger asks for it."""
    leaves = [record.leaf for record in ledger.records]
    last = leaves[-1] if leaves else bytes(32)
    lines = ["releasegate/tip/v1", ledger.origin, str(len(leaves)), last.hex(), "sealed" if ledger.sealed else "open"]
    return "".join(f"{line}\n" for line in lines + [root.hex() for root in tree.full_subtrees(leaves)])
