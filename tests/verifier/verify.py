#!/usr/bin/env python3
"""A second verifier of the ledger, written from crates/ledger/FORMAT.md alone.

usage: verify.py FOLDER

FOLDER holds `entries/<index>.json`, `envelopes/<index>.json` (those that were erased are missing), `checkpoints/*`, and
`trust.json`, what the page says is given from outside:
{"origin": text, "anchors": [{"vkey": text, "roles": [text]}], "heads"?: [head], "witnesses"?: [vkey], "quorum"?: number,
"runs"?: [{member of a run: [text]}]}.
Beside them may lie `nodes/<index>` (nodes that are kept beside an entry), `proofs/*` (proof files), `consistency/*` ({"first": {"size", "root"}, "second", "proof"}),
`disclosures/*` and `tip`. It prints a report in JSON. Exit codes: 0 no fault, 1 faults, 4 it could not be read.
"""

import json
import pathlib
import sys

import extras
import forms
import heads
import note
import notices
from keys import Keys
from ledger import Ledger
from statement import roles
from strict import Refused, Unknown


RUN_DEMAND = forms.obj({}, {
    "repositoryId": forms.list_of(forms.number_id, least=1), "repositoryOwnerId": forms.list_of(forms.number_id, least=1),
    "workflowRef": forms.list_of(forms.line, least=1), "jobWorkflowRef": forms.list_of(forms.line, least=1),
    "jobWorkflowSha": forms.list_of(forms.commit, least=1), "eventName": forms.list_of(forms.line, least=1),
    "runnerEnvironment": forms.list_of(forms.line, least=1)})


def numbered(folder, suffix=".json"):
    """The files `<index>.json` of a folder, by index."""
    found = {}
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.suffix != suffix:
            raise Refused(f"{path} is not named <index>{suffix}")
        found[note.decimal(path.stem)] = path.read_bytes()
    return found


def files(folder):
    """The files of a folder in the order of their names."""
    return [(path.name, path.read_bytes()) for path in sorted(folder.iterdir())] if folder.is_dir() else []


def read_trust(path):
    """What is given from outside."""
    trust = json.loads(path.read_bytes())
    text_key = forms.obj({"vkey": forms.text, "roles": roles})
    forms.obj({"origin": forms.origin, "anchors": forms.list_of(text_key)},
              {"heads": forms.list_of(forms.head), "witnesses": forms.list_of(forms.text),
               "quorum": forms.number, "runs": forms.list_of(RUN_DEMAND)})(trust)
    if not all(trust.get("runs", [{"": ""}])):
        raise Refused("a demand for runs that demands nothing")
    anchors = [(note.read_vkey(anchor["vkey"], note.ED25519), anchor["roles"]) for anchor in trust["anchors"]]
    witnesses = [note.read_vkey(vkey, note.COSIGNATURE) for vkey in trust.get("witnesses", [])]
    return trust, anchors, witnesses


def verify(folder):
    """The report over a folder."""
    trust, anchors, witnesses = read_trust(folder / "trust.json")
    entries, envelopes = numbered(folder / "entries"), numbered(folder / "envelopes")
    if sorted(entries) != list(range(len(entries))):
        raise Refused("the entries are not numbered from 0 without gaps")
    if not envelopes.keys() <= entries.keys():
        raise Refused("there is an envelope without an entry")
    entries = [entries[index] for index in range(len(entries))]
    ledger = Ledger(trust["origin"], Keys(anchors, trust.get("runs", [])), entries, envelopes)
    quorum, seen = trust.get("quorum", 0), trust.get("heads", [])
    faults, held, longest = heads.check_checkpoints(ledger, files(folder / "checkpoints"), witnesses, quorum)
    faults += heads.check_heads(ledger, seen, held)
    faults += extras.check_proof_files(ledger, files(folder / "proofs"), entries)
    faults += extras.check_consistency_files(ledger, files(folder / "consistency"))
    refused, shown = extras.check_disclosures(ledger, files(folder / "disclosures"))
    faults += refused
    if (folder / "tip").is_file() and (folder / "tip").read_bytes() != extras.tip(ledger).encode():
        faults.append({"tip": "tip", "what": "tip-refused", "why": "it is not the tip of these entries"})
    faults = ledger.faults + faults
    covered = longest == len(entries)
    return {"size": len(entries), "root": ledger.roots[-1].hex(), "faults": faults,
            "verdict": "faulty" if faults else "sound" if covered else "unproven",
            "notices": notices.notices(ledger, numbered(folder / "nodes", "")), "unknown": notices.unknown(ledger, longest, seen, quorum),
            "disclosures": shown}


def main(arguments):
    """The exit code."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 4
    try:
        report = verify(pathlib.Path(arguments[0]))
    except (Refused, Unknown, OSError, ValueError) as error:
        print(json.dumps({"error": str(error)}))
        return 4
    print(json.dumps(report, indent=1))
    return 1 if report["faults"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
