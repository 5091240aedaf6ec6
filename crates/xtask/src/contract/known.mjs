// Faults of the published document itself. Each is named with its reason, and one that no run meets any more is stale.

import { readFileSync } from 'node:fs';

/** Reads the list: `[{operation, pointer, reason}]`; in a pointer, `*` stands for any one key. */
export function readKnown(path) {
  const list = JSON.parse(readFileSync(path, 'utf8'));
  return list.map(({ operation, pointer, reason }) => {
    if (!operation || !pointer || !reason)
      throw new Error('known-faults.json: each needs an operation, a pointer and a reason');
    const pattern = pointer
      .split('/')
      .map((key) => (key === '*' ? '[^/]+' : key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
    return { operation, pointer, matches: new RegExp(`^${pattern.join('/')}(/|$)`), used: false };
  });
}

/** The deviations that are no known fault; marks the faults that were met. */
export function unexplained(known, name, found) {
  return found.filter(({ pointer }) => {
    const fault = known.find(({ operation, matches }) => operation === name && matches.test(pointer));
    if (fault) fault.used = true;
    return fault === undefined;
  });
}

/** What the list says and no exchange met. */
export function stale(known) {
  return known.filter(({ used }) => !used).map(({ operation, pointer }) => `${operation} ${pointer}`);
}
