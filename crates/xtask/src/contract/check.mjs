// Holds a folder of request logs to GitHub's published contract.

import { Calls, readCalls } from './calls.mjs';
import { checkGraphql, documents } from './graphql.mjs';
import { readKnown, stale, unexplained } from './known.mjs';
import { Downloads, exchanges, isGit, ours } from './log.mjs';
import { Report } from './report.mjs';
import { checkRest } from './rest.mjs';

/** One exchange: its operation's name, and what deviates. */
export function check(exchange) {
  const one = exchange.template === '/graphql' ? checkGraphql : checkRest;
  return one(exchange, ours(exchange));
}

/** Everything that a run has to say: the lines, and whether all is well. */
export function run(logs, knownFaults, table) {
  const known = readKnown(knownFaults);
  const report = new Report();
  const calls = new Calls();
  const downloads = new Downloads();
  const operations = new Set();
  let count = 0;
  for (const { exchange, where } of exchanges(logs)) {
    if (downloads.holds(exchange) || isGit(exchange)) continue;
    // Nothing is left to judge where another client asked and a scripted fault shaped the answer.
    if (exchange.fault !== null && !ours(exchange)) continue;
    const { name, found } = check(exchange);
    const left = unexplained(known, name, found);
    report.add(name, where, left);
    if (ours(exchange)) calls.saw(name, left.length === 0 && answered(exchange));
    operations.add(name);
    count += 1;
  }
  if (count === 0) throw new Error(`${logs} holds no exchange: run the tests with SIM_LOG_DIR first`);
  const others = [
    ...stale(known).map((fault) => `known fault that nothing met: ${fault}`),
    ...unseen(calls, table),
  ];
  const all = report.count + others.length;
  const seen = `${count} exchanges, ${operations.size} operations, ${documents()} GraphQL documents`;
  const total = `contract: ${seen}, ${all} deviations`;
  return { lines: [...report.lines(), ...others, total], well: all === 0 };
}

/** Whether GitHub itself answered as the caller hoped; GraphQL refuses with status 200 and `errors`. */
function answered({ fault, status, template, response }) {
  if (template === '/graphql' && response?.errors !== undefined) return false;
  return fault === null && ((status >= 200 && status < 300) || status === 302 || status === 304);
}

/** What the table of calls has to say; without a table that is one more fault, and no reason to hide the others. */
function unseen(calls, table) {
  try {
    return calls.faults(readCalls(table));
  } catch (error) {
    return [error.message];
  }
}
