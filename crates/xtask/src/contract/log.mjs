// The exchanges that the simulator logged while the tests ran: one JSON object a line, a file for each simulator.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What every line must say; a line that lacks one would be checked by half. */
const KEYS = [
  'by',
  'method',
  'path',
  'query',
  'template',
  'request_headers',
  'request',
  'status',
  'response_headers',
  'response',
  'fault',
];

/** Yields `{exchange, where}` of every line of every file. */
export function* exchanges(folder) {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .sort();
  for (const file of files) {
    const lines = readFileSync(join(folder, file), 'utf8').split('\n');
    for (const [index, line] of lines.entries()) {
      if (line !== '') yield { exchange: read(line, `${file}:${index + 1}`), where: `${file}:${index + 1}` };
    }
  }
}

function read(line, where) {
  let exchange;
  try {
    exchange = JSON.parse(line);
  } catch (error) {
    throw new Error(`${where}: a line that is no JSON: ${error.message}`);
  }
  const missing = KEYS.filter((key) => exchange[key] === undefined);
  if (missing.length > 0) throw new Error(`${where}: an exchange without ${missing.join(', ')}`);
  return exchange;
}

/** Whether the suite's own client asked. */
export function ours({ request_headers: headers }) {
  return (headers['user-agent'] ?? '').startsWith('releasegate/');
}

/**
 * Follows where answers lead. What the client fetches there is another service's, which must not see the token, and no call
 * of the API.
 */
export class Downloads {
  #named = new Set();

  /** Whether a request goes to an address that an answer named before. */
  holds({ path, status, request_headers: { host, authorization }, response_headers: { location } }) {
    const led = authorization === undefined && this.#named.has(`${host}${path}`);
    if (status === 302 && URL.canParse(location)) {
      const address = new URL(location);
      this.#named.add(`${address.host}${address.pathname}`);
    }
    return led;
  }
}

/** Cloning goes over the same host and is git's protocol, of which the REST document says nothing. */
export function isGit({ template, path }) {
  return template === null && /\/(info\/refs|git-upload-pack|git-receive-pack)$/.test(path);
}
