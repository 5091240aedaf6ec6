// The calls of the suite's client, as its README lists them: each was made, and no other.

import { existsSync, readFileSync } from 'node:fs';

/** The requests of the table between the marks, as the names of operations: `POST /repos/…` or `GraphQL Name`. */
export function readCalls(path) {
  if (!existsSync(path)) throw new Error(`${path} is missing, so nothing says which calls must be seen`);
  const table = /<!-- calls:begin -->([\s\S]*?)<!-- calls:end -->/.exec(readFileSync(path, 'utf8'));
  if (table === null)
    throw new Error(`${path} has no table between <!-- calls:begin --> and <!-- calls:end -->`);
  const rows = table[1]
    .split('\n')
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .filter((cells) => cells.length > 3);
  const [head, , ...body] = rows;
  const column = head?.indexOf('Request') ?? -1;
  if (column < 0 || body.length === 0)
    throw new Error(`${path}: the table of calls has no column "Request" or no row`);
  return body.map((cells) => {
    const request = /^`([A-Z][A-Za-z]+ \S+)`$/.exec(cells[column] ?? '');
    if (request === null)
      throw new Error(`${path}: ${JSON.stringify(cells[column])} is no request in backquotes`);
    return request[1];
  });
}

/** Follows what the client asked, and says at the end what lacks and what is not in the table. */
export class Calls {
  #right = new Set();
  #made = new Set();

  /** An exchange of the client: its operation, and whether it went as it should. */
  saw(name, well) {
    this.#made.add(name);
    if (well) this.#right.add(name);
  }

  /** Lines that each name one fault. */
  faults(listed) {
    const names = new Set(listed);
    const lacking = [...names].filter((name) => !this.#right.has(name)).sort();
    const unlisted = [...this.#made].filter((name) => !names.has(name)).sort();
    return [
      ...lacking.map((name) => `listed, and never seen answered well: ${name}`),
      ...unlisted.map((name) => `made by the client, and not listed: ${name}`),
    ];
  }
}
