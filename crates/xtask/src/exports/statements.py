"""Whether what was signed is as its JSON Schema says: `statements.py SCHEMA BUNDLE`. Prints how many were held to it."""

import base64
import json
import pathlib
import sys

import jsonschema_rs


def main() -> None:
    schema = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    validator = jsonschema_rs.Draft202012Validator(schema)
    held = 0
    for line in pathlib.Path(sys.argv[2]).read_text(encoding="utf-8").splitlines():
        statement = json.loads(base64.b64decode(json.loads(line)["payload"]))
        validator.validate(statement)
        # It would say so if the statement were none.
        statement["predicate"]["unknown"] = 1
        if validator.is_valid(statement):
            sys.exit(f"the schema takes a member that nobody knows: {statement['predicateType']}")
        held += 1
    print(held)


main()
