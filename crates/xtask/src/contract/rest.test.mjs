// The checker can fail: each bent exchange is found at the right place, and the right one is not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check } from './check.mjs';
import { checkRuns, label, rest } from './sample.mjs';

function pointers(exchange) {
  return check(exchange).found.map(({ pointer }) => pointer);
}

const others = { 'user-agent': 'curl/8' };

test('right exchanges pass', () => {
  assert.deepEqual(check(rest()), {
    name: 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels',
    found: [],
  });
  assert.deepEqual(pointers(checkRuns()), []);
});

test('a wrong value of the answer', () => {
  assert.deepEqual(pointers(rest({ response: [label({ id: 'seven' })] })), ['/response/0/id']);
});

test('a missing required field of the answer', () => {
  assert.deepEqual(
    pointers(rest({ response: [label({ color: undefined })].map((one) => JSON.parse(JSON.stringify(one))) })),
    ['/response/0/color'],
  );
});

test('null only where the document says nullable', () => {
  assert.deepEqual(pointers(rest({ response: [label({ name: null })] })), ['/response/0/name']);
});

test('a format is checked', () => {
  assert.deepEqual(pointers(rest({ response: [label({ url: 'no address' })] })), ['/response/0/url']);
});

test('a default that has not the format of its text', () => {
  const status = {
    path: '/repos/octo/shop/deployments/7/statuses',
    template: '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
    request: { state: 'success' },
    status: 201,
  };
  const answer = (log) => {
    const urls = {
      url: 'https://a.example',
      deployment_url: 'https://a.example',
      repository_url: 'https://a.example',
    };
    const times = { created_at: '2026-11-22T10:00:00Z', updated_at: '2026-11-22T10:00:00Z' };
    const said = { id: 1, node_id: 'DES_1', state: 'success', creator: null, description: '', target_url: log };
    return rest({ ...status, response: { ...urls, ...times, ...said } });
  };
  assert.deepEqual(pointers(answer('')), []);
  assert.deepEqual(pointers(answer('https://a.example/log')), []);
  assert.deepEqual([...new Set(pointers(answer('no address')))], ['/response/target_url']);
});

test('a misspelled property of the request', () => {
  const issue = {
    method: 'PATCH',
    path: '/repos/octo/shop/issues/7',
    template: '/repos/{owner}/{repo}/issues/{issue_number}',
  };
  const found = pointers(
    rest({ ...issue, status: 404, response: { message: 'Not Found' }, request: { stateReason: 'completed' } }),
  );
  assert.deepEqual(found, ['/request/stateReason']);
});

test('a misspelled property deep in the request', () => {
  const annotation = {
    path: 'a',
    start_line: 1,
    end_line: 1,
    annotation_level: 'notice',
    message: 'm',
    startColumn: 1,
  };
  const create = {
    path: '/repos/octo/shop/check-runs',
    template: '/repos/{owner}/{repo}/check-runs',
    status: 403,
    response: { message: 'm' },
  };
  const output = { title: 't', summary: 's', annotations: [annotation] };
  assert.deepEqual(pointers(rest({ ...create, request: { name: 'n', head_sha: 'a', output } })), [
    '/request/output/annotations/0/startColumn',
  ]);
});

test('what the schema leaves open may hold anything', () => {
  const create = {
    path: '/repos/octo/shop/dispatches',
    template: '/repos/{owner}/{repo}/dispatches',
    status: 204,
    response: null,
  };
  assert.deepEqual(
    pointers(rest({ ...create, request: { event_type: 'go', client_payload: { a: { b: 1 } } } })),
    [],
  );
});

test('what the schema names in part and leaves open may hold anything, too', () => {
  const path = { path: '/repos/octo/shop/attestations', template: '/repos/{owner}/{repo}/attestations' };
  const attest = (bundle) => pointers(rest({ ...path, status: 201, response: { id: 1 }, request: { bundle } }));
  assert.deepEqual(attest({ dsseEnvelope: { payload: 'a' } }), []);
  assert.deepEqual(attest({ envelope: {} }), ['/request/bundle/envelope']);
});

test('an alternative that is open does not open the schema around it', () => {
  const update = {
    method: 'PATCH',
    path: '/repos/octo/shop/check-runs/7',
    template: '/repos/{owner}/{repo}/check-runs/{check_run_id}',
    status: 403,
    response: { message: 'm' },
  };
  assert.deepEqual(pointers(rest({ ...update, request: { status: 'queued', detailsUrl: 'a' } })), [
    '/request/detailsUrl',
  ]);
});

test('a missing required body, and a missing required property', () => {
  const create = {
    path: '/repos/octo/shop/issues',
    template: '/repos/{owner}/{repo}/issues',
    status: 403,
    response: { message: 'm' },
  };
  assert.deepEqual(pointers(rest({ ...create, request: null })), ['/request']);
  assert.deepEqual(pointers(rest({ ...create, request: { body: 'b' } })), ['/request/title']);
});

test('a body where none is taken', () => {
  assert.deepEqual(pointers(checkRuns({ request: { filter: 'all' } })), ['/request']);
});

test('a field of the answer that the schema does not name', () => {
  const misspelt = label({ descripton: '' });
  assert.deepEqual(pointers(rest({ response: [label(), misspelt] })), ['/response/1/descripton']);
  const refusal = { message: 'm', documentation_url: 'https://docs.github.com', status: '403' };
  assert.deepEqual(pointers(rest({ status: 403, response: refusal })), []);
  assert.deepEqual(pointers(rest({ status: 403, response: { ...refusal, reason: 'm' } })), ['/response/reason']);
});

test('an object of which only the alternatives name fields', () => {
  const rules = {
    method: 'GET',
    path: '/repos/octo/shop/rules/branches/main',
    template: '/repos/{owner}/{repo}/rules/branches/{branch}',
    request: null,
  };
  const rule = { type: 'deletion', ruleset_source_type: 'Repository', ruleset_source: 'octo/shop' };
  assert.deepEqual(pointers(rest({ ...rules, response: [{ ...rule, ruleset_id: 7 }] })), []);
  assert.deepEqual(pointers(rest({ ...rules, response: [{ ...rule, rulesetId: 7 }] })), ['/response/0/rulesetId']);
});

test('every error may have the fields of the basic one', () => {
  const invalid = { message: 'm', documentation_url: 'https://docs.github.com', status: '422' };
  const errors = [{ code: 'missing_field', field: 'labels', resource: 'Issue' }];
  assert.deepEqual(pointers(rest({ status: 422, response: { ...invalid, errors } })), []);
  assert.deepEqual(pointers(rest({ response: [label()] })), []);
  assert.deepEqual(pointers(checkRuns({ response: { total_count: 0, check_runs: [], status: '200' } })), [
    '/response/status',
  ]);
});

test('a scripted fault forgives the answer and not the request', () => {
  const cut = { status: null, response: null, response_headers: {}, fault: 'cut-before' };
  assert.deepEqual(pointers(rest(cut)), []);
  assert.deepEqual(pointers(rest({ ...cut, request: { label: 'a' } })), ['/request/label']);
  assert.deepEqual(pointers(rest({ ...cut, template: '/repos/{owner}/{repo}/gates' })), ['/template']);
});

test('the client says who asks and what it reads', () => {
  const headers = (changes) => ({ request_headers: { ...rest().request_headers, ...changes } });
  assert.deepEqual(pointers(rest(headers({ authorization: undefined }))), ['/request_headers/authorization']);
  for (const accept of [undefined, '*/*'])
    assert.deepEqual(pointers(rest(headers({ accept }))), ['/request_headers/accept']);
  assert.deepEqual(pointers(checkRuns({ request_headers: others })), []);
});

test('query parameters: unknown, wrong, twice', () => {
  assert.deepEqual(pointers(checkRuns({ query: [['perPage', '100']] })), ['/query/perPage']);
  assert.deepEqual(pointers(checkRuns({ query: [['per_page', 'many']] })), ['/query/per_page']);
  assert.deepEqual(pointers(checkRuns({ query: [['filter', 'newest']] })), ['/query/filter']);
  assert.deepEqual(
    pointers(
      checkRuns({
        query: [
          ['page', '1'],
          ['page', '2'],
        ],
      }),
    ),
    ['/query/page'],
  );
});

test('path parameters', () => {
  assert.deepEqual(pointers(rest({ path: '/repos/octo/shop/issues/seven/labels' })), ['/path/issue_number']);
  assert.deepEqual(pointers(rest({ path: '/repos/octo/shop/labels' })), ['/path']);
});

test('addresses by id are the same operations', () => {
  assert.deepEqual(pointers(rest({ path: '/repositories/12/issues/7/labels' })), []);
  assert.deepEqual(pointers(rest({ path: '/repositories/12/issues/seven/labels' })), ['/path/issue_number']);
});

test('an operation that GitHub does not have', () => {
  assert.deepEqual(pointers(rest({ template: '/repos/{owner}/{repo}/gates' })), ['/template']);
  assert.deepEqual(pointers(rest({ method: 'PURGE' })), ['/template']);
  const unknown = { template: null, path: '/gates', status: 404, response: { message: 'Not Found' } };
  assert.deepEqual(pointers(rest(unknown)), ['/template']);
  assert.deepEqual(pointers(rest({ ...unknown, request_headers: others })), []);
});

test('a status that the operation does not have', () => {
  assert.deepEqual(pointers(rest({ status: 202 })), ['/status']);
  assert.deepEqual(pointers(checkRuns({ status: 409, response: { message: 'm' } })), ['/status']);
  assert.deepEqual(pointers(checkRuns({ status: 304, response: null })), ['/status']);
  const headers = { ...rest().request_headers, 'if-none-match': '"a"' };
  assert.deepEqual(pointers(checkRuns({ status: 304, response: null, request_headers: headers })), []);
});

test('a refusal bears a message, and its errors have codes', () => {
  assert.deepEqual(pointers(rest({ status: 403, response: {} })), ['/response/message']);
  const errors = {
    message: 'Validation Failed',
    documentation_url: 'https://docs.github.com',
    errors: [{ field: 'labels' }],
  };
  assert.deepEqual(pointers(rest({ status: 422, response: errors })), ['/response/errors/0/code']);
});

test('content type and emptiness', () => {
  assert.deepEqual(pointers(rest({ response_headers: { 'content-type': 'text/html' } })), [
    '/response_headers/content-type',
  ]);
  const dispatch = {
    path: '/repos/octo/shop/dispatches',
    template: '/repos/{owner}/{repo}/dispatches',
    request: { event_type: 'go' },
  };
  assert.deepEqual(pointers(rest({ ...dispatch, status: 204, response: {} })), ['/response']);
});

test('who tests a refusal may send what is refused; the suite may not', () => {
  const wrong = {
    request: { labels: 7 },
    status: 422,
    response: { message: 'm', documentation_url: 'https://docs.github.com' },
  };
  assert.deepEqual(pointers(rest({ ...wrong, request_headers: others })), []);
  assert.notDeepEqual(pointers(rest(wrong)), []);
  assert.notDeepEqual(pointers(rest({ request: { labels: 7 }, request_headers: others })), []);
});

const PAGE = 'https://api.github.com/repositories/12/commits/release/1.2/check-runs?per_page=100&page=2';

/** What deviates when an answer names these pages: `[[address, relation]]`. */
function pagePointers(...pages) {
  return linkPointers(pages.map(([address, relation]) => `<${address}>; rel="${relation}"`).join(', '));
}

function linkPointers(link) {
  const headers = { ...checkRuns().response_headers, link };
  return pointers(checkRuns({ response_headers: headers }));
}

test('further pages of the same list', () => {
  assert.deepEqual(pagePointers([PAGE, 'next'], [PAGE, 'last']), []);
  const named = PAGE.replace('repositories/12', 'repos/octo/shop');
  assert.deepEqual(pagePointers([named, 'prev'], [named, 'first']), []);
  assert.deepEqual(pagePointers([named.replace('.com/', '.com/api/v3/'), 'next']), []);
});

test('what is no header of pages', () => {
  for (const link of ['nonsense', '', `<${PAGE}>`, `${PAGE}; rel="next"`, '</page/2>; rel="next"'])
    assert.deepEqual(linkPointers(link), ['/response_headers/link'], link);
  assert.deepEqual(pagePointers([PAGE, 'nexr']), ['/response_headers/link']);
});

test('one wrong page beside a right one', () => {
  assert.deepEqual(pagePointers([PAGE, 'next'], [PAGE.replace('check-runs', 'check-suites'), 'last']), [
    '/response_headers/link/last',
  ]);
});

test('another list of the same operation', () => {
  assert.deepEqual(pagePointers([PAGE.replace('1.2', '1.3'), 'next']), ['/response_headers/link/next']);
});

test('a query that the operation does not have', () => {
  assert.deepEqual(pagePointers([PAGE.replace('page=2', 'side=2'), 'next']), [
    '/response_headers/link/next/query/side',
  ]);
  assert.deepEqual(pagePointers([PAGE.replace('page=2', 'page=two'), 'next']), [
    '/response_headers/link/next/query/page',
  ]);
});
