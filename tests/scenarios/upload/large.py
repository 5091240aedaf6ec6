"""A log of more runs, and with more results in one run, than GitHub takes in one file."""

import json
import sys


def result(number):
    place = {"artifactLocation": {"uri": f"src/part{number % 50}.py"}, "region": {"startLine": number + 1}}
    return {
        "ruleId": "high" if number == 25_999 else "low",
        "ruleIndex": 1 if number == 25_999 else 0,
        "message": {"text": f"finding {number}"},
        "locations": [{"physicalLocation": place}],
    }


def run(number, results):
    rules = [
        {"id": "low", "properties": {"security-severity": "2.0", "tags": [f"tag-{tag}" for tag in range(30)]}},
        {"id": "high", "properties": {"security-severity": "8.0"}},
    ]
    return {
        "tool": {"driver": {"name": f"Tool {number}", "rules": rules}},
        "results": [result(at) for at in range(results)],
    }


# The one finding that is worse than all others comes last, where a file that is cut short would lose it.
json.dump({"version": "2.1.0", "runs": [run(number, 26_000 if number == 0 else 1) for number in range(25)]}, sys.stdout)
