// Faults of the published document itself. Each is named with its reason, and one that no run meets any more is stale.
// A run is the whole of `cargo xtask test`, which empties the logs before it: a part of the tests proves nothing here.

import { readFileSync } from 'node:fs';

/**
 * Reads the list: `[{operation, pointer, reason}]`; in a pointer, `*` stands for any one key. With `says`, only a deviation
 * whose message begins so is meant.
 */
export function readKnown(path) {
  const list = JSON.parse(readFileSync(path, 'utf8'));
  return list.map(({ operation, pointer, reason, says = '' }) => {
    if (!operation || !pointer || !reason)
      throw new Error('known-faults.json: each needs an operation, a pointer and a reason');
    const pattern = pointer
      .split('/')
      .map((key) => (key === '*' ? '[^/]+' : key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
    return { operation, pointer, says, matches: new RegExp(`^${pattern.join('/')}(/|$)`), used: false };
  });
}

/** The deviations that are no known fault; marks the faults that were met. */
export function unexplained(known, name, found) {
  return found.filter(({ pointer, message }) => {
    const meant = (one) => one.operation === name && one.matches.test(pointer) && message.startsWith(one.says);
    const fault = known.find(meant);
    if (fault) fault.used = true;
    return fault === undefined;
  });
}

/** What the list says and no exchange met. */
export function stale(known) {
  return known.filter(({ used }) => !used).map(({ operation, pointer }) => `${operation} ${pointer}`);
}
