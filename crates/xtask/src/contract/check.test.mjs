// A whole run over a folder: counts, calls, known faults, and logs that hold nothing.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { run } from './check.mjs';
import { checkRuns, query, rest } from './sample.mjs';

const folder = mkdtempSync(join(tmpdir(), 'contract-'));
after(() => rmSync(folder, { recursive: true }));

const LABELS = 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels';
const CHECKS = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs';

function result(exchanges, calls, known = []) {
  const place = mkdtempSync(join(folder, 'run-'));
  writeFileSync(join(place, '1-1.ndjson'), exchanges.map((one) => `${JSON.stringify(one)}\n`).join(''));
  writeFileSync(join(place, 'known.json'), JSON.stringify(known));
  const row = (name) => `| a call | \`${name}\` | issues: write | always |\n`;
  const head = '| Call | Request | Permission | Repeating it |\n| --- | --- | --- | --- |\n';
  const table = `# Calls\n<!-- calls:begin -->\n${head}${calls.map(row).join('')}<!-- calls:end -->\n`;
  writeFileSync(join(place, 'README.md'), table);
  return run(place, join(place, 'known.json'), join(place, 'README.md'));
}

test('a right run', () => {
  const { lines, well } = result([rest(), checkRuns(), query()], [LABELS, CHECKS, 'GraphQL Edits']);
  assert.match(lines.at(-1), /^contract: 3 exchanges, 3 operations, \d+ GraphQL documents, 0 deviations$/);
  assert.equal(lines.length, 1);
  assert.ok(well);
});

test('deviations are grouped by operation and counted', () => {
  const wrong = rest({ status: 202 });
  const { lines, well } = result([wrong, rest(), wrong], [LABELS]);
  assert.equal(lines[0], LABELS);
  assert.match(lines[1], /^ {2}2 x \/status: 202 is no status.*\(1-1\.ndjson:1\)$/);
  assert.match(lines.at(-1), /, 2 deviations$/);
  assert.equal(well, false);
});

test('a listed call that nobody made, or that never went well', () => {
  assert.deepEqual(result([rest()], [LABELS, CHECKS]).lines.slice(0, -1), [
    `listed, and never seen answered well: ${CHECKS}`,
  ]);
  const failed = checkRuns({ status: 404, response: { message: 'Not Found' } });
  assert.equal(result([rest(), failed], [LABELS, CHECKS]).well, false);
  const others = checkRuns({ request_headers: { 'user-agent': 'curl/8' } });
  assert.equal(result([rest(), others], [LABELS, CHECKS]).well, false);
});

test('a document that is answered with errors alone', () => {
  const limited = { errors: [{ type: 'RATE_LIMIT', message: 'API rate limit already exceeded' }] };
  assert.deepEqual(result([rest(), query({ response: limited })], [LABELS, 'GraphQL Edits']).lines.slice(0, -1), [
    'listed, and never seen answered well: GraphQL Edits',
  ]);
});

test('a call that is not listed', () => {
  assert.deepEqual(result([rest(), checkRuns()], [LABELS]).lines.slice(0, -1), [
    `made by the client, and not listed: ${CHECKS}`,
  ]);
});

test('a known fault is forgiven, and stale when nothing meets it', () => {
  const known = [{ operation: LABELS, pointer: '/response/*/color', reason: 'a test' }];
  const [label] = rest().response;
  assert.ok(result([rest({ response: [{ ...label, color: 7 }] })], [LABELS], known).well);
  assert.deepEqual(result([rest()], [LABELS], known).lines.slice(0, -1), [
    `known fault that nothing met: ${LABELS} /response/*/color`,
  ]);
});

test('a known fault forgives nothing else', () => {
  const known = (says) => [{ operation: LABELS, pointer: '/status', says, reason: 'a test' }];
  assert.ok(result([rest(), rest({ status: 202 })], [LABELS], known('202 ')).well);
  assert.equal(result([rest(), rest({ status: 203 })], [LABELS], known('202 ')).well, false);
});

test('a scripted fault shapes the answer, which is no answer to the call', () => {
  const cut = checkRuns({ status: null, response: null, fault: 'cut-before' });
  assert.deepEqual(result([rest(), cut], [LABELS, CHECKS]).lines.slice(0, -1), [
    `listed, and never seen answered well: ${CHECKS}`,
  ]);
  assert.ok(result([rest(), cut, checkRuns()], [LABELS, CHECKS]).well);
  const late = checkRuns({ fault: 'hang-after-effect' });
  assert.equal(result([rest(), late], [LABELS, CHECKS]).well, false);
  const wrong = checkRuns({ status: 502, fault: 'bad-gateway-before', query: [['perPage', '100']] });
  assert.match(result([rest(), wrong, checkRuns()], [LABELS, CHECKS]).lines[1], /\/query\/perPage: no such/);
  const others = { ...wrong, request_headers: { 'user-agent': 'curl/8' } };
  assert.ok(result([rest(), others], [LABELS]).well);
});

test('a download goes without the token, and only to where an answer led', () => {
  const { host, 'user-agent': agent } = rest().request_headers;
  const headers = { ...checkRuns().response_headers, location: `https://${host}/blob/7?sig=signed` };
  const led = checkRuns({ status: 302, fault: 'redirect', response_headers: headers });
  const anonymous = { request_headers: { accept: '*/*', host, 'user-agent': agent }, template: null };
  const download = checkRuns({ ...anonymous, path: '/blob/7', response: { $bytes: 400 } });
  assert.ok(result([rest(), led, download, checkRuns()], [LABELS, CHECKS]).well);
  assert.equal(result([rest(), download, checkRuns()], [LABELS, CHECKS]).well, false);
  const bearing = { ...download, request_headers: { ...download.request_headers, authorization: '***' } };
  assert.equal(result([rest(), led, bearing, checkRuns()], [LABELS, CHECKS]).well, false);
});

test('a clone is no call of the API', () => {
  const clone = checkRuns({ template: null, path: '/octo/shop.git/info/refs', response: { $bytes: 400 } });
  assert.ok(result([rest(), clone], [LABELS]).well);
  assert.equal(result([rest(), checkRuns({ template: null, path: '/octo/shop.git' })], [LABELS]).well, false);
});

test('a log without exchanges, or with half of one, is an error', () => {
  assert.throws(() => result([], [LABELS]), /holds no exchange/);
  const half = rest();
  delete half.query;
  assert.throws(() => result([half], [LABELS]), /without query/);
});

test('a table that is missing or not to be read is a fault', () => {
  assert.match(result([rest()], []).lines[0], /no column "Request" or no row/);
});
