// What the suite's client says of itself with every request ("Getting started with the REST API").

import { shown } from './document.mjs';

/** Deviations of a request by the suite's client: `[{pointer, message}]`. */
export function headerFaults({ request_headers: { authorization, accept } }) {
  const found = [];
  const add = (name, message) => found.push({ pointer: `/request_headers/${name}`, message });
  if (authorization === undefined) add('authorization', 'is missing, so GitHub answers as to a stranger');
  // A library that is told nothing sends a wildcard, which leaves the format to GitHub.
  if (!/^application\//.test(accept ?? '')) add('accept', `${shown(accept)} names no media type`);
  return found;
}
