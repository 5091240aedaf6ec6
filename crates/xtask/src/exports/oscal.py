"""Whether a file is OSCAL assessment results: `oscal.py FILE`. The models of compliance-trestle are made from NIST's JSON Schema and know no other member."""

import json
import pathlib
import sys

from trestle.oscal import OSCAL_VERSION
from trestle.oscal.assessment_results import Model


def main() -> None:
    document = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    read = Model.model_validate(document).assessment_results
    said = document["assessment-results"]["metadata"]["oscal-version"]
    if said != OSCAL_VERSION:
        sys.exit(f"the file is of OSCAL {said}, and was held to {OSCAL_VERSION}")
    result = read.results[0]
    counts = {name: len(getattr(result, name) or []) for name in ("observations", "findings", "attestations")}
    print(json.dumps({**counts, "entries": len(result.assessment_log.entries) if result.assessment_log else 0}))


main()
