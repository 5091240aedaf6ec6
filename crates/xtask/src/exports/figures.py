"""The five metrics over an export, by the SQL of the page that users read: `figures.py PAGE FROM TO`, where `export` lies in the working directory.

Prints one JSON object a service and environment. Every block of SQL below the heading is run, in order; the last is the query.
"""

import json
import pathlib
import re
import sys

import duckdb


def main() -> None:
    page, start, end = sys.argv[1:]
    text = pathlib.Path(page).read_text(encoding="utf-8")
    section = text.split("\n## Exports\n", 1)[1].split("\n## ", 1)[0]
    blocks = re.findall(r"```sql\n(.*?)```", section, re.DOTALL)
    if len(blocks) < 2:
        sys.exit("the page has no SQL below its heading `Exports`")
    connection = duckdb.connect()
    # The first block names the window, which is another one here.
    connection.execute(blocks[0])
    for name, moment in (("window_from", start), ("window_to", end)):
        connection.execute(f"SET VARIABLE {name} = CAST(? AS TIMESTAMPTZ)", [moment])
    for block in blocks[1:-1]:
        connection.execute(block)
    found = connection.execute(blocks[-1])
    names = [column[0] for column in found.description]
    print(json.dumps([dict(zip(names, row)) for row in found.fetchall()]))


main()
