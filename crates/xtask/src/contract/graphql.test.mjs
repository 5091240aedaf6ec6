// The checker can fail over GraphQL, too: documents, variables and answers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check } from './check.mjs';
import { query, rest } from './sample.mjs';

function pointers(exchange) {
  return check(exchange).found.map(({ pointer }) => pointer);
}

const node = { databaseId: 7, createdAt: '2026-11-22T10:00:00Z', editor: null };

test('a right exchange passes', () => {
  assert.deepEqual(check(query()), { name: 'GraphQL Edits', found: [] });
  assert.deepEqual(pointers(query({}, { node: null })), []);
});

test('a field that does not exist', () => {
  const request = { query: 'query Edits { viewer { login karma } }' };
  assert.deepEqual(pointers(query({ request })), ['/request/query@1:30']);
});

test('a variable that is missing, wrong or not declared', () => {
  const { request } = query();
  assert.deepEqual(pointers(query({ request: { ...request, variables: {} } })), ['/request/variables']);
  assert.deepEqual(pointers(query({ request: { ...request, variables: { id: { a: 1 } } } })), [
    '/request/variables',
  ]);
  assert.deepEqual(pointers(query({ request: { ...request, variables: { id: 'a', no: 1 } } })), [
    '/request/variables/no',
  ]);
});

test('null where the schema has none', () => {
  assert.deepEqual(pointers(query({}, { viewer: { login: null } })), ['/response/data/viewer/login']);
});

test('a selected field that is missing, and one that is not selected', () => {
  assert.deepEqual(pointers(query({}, { viewer: {} })), ['/response/data/viewer/login']);
  assert.deepEqual(pointers(query({}, { viewer: { login: 'a', id: 'b' } })), ['/response/data/viewer/id']);
});

test('an object without __typename is the type that has its keys', () => {
  assert.deepEqual(pointers(query({}, { node: {} })), []);
  assert.deepEqual(pointers(query({}, { node: { databaseId: 7 } })), ['/response/data/node']);
});

test('a value of another type', () => {
  assert.deepEqual(pointers(query({}, { node: { ...node, databaseId: 'seven' } })), [
    '/response/data/node/databaseId',
  ]);
  assert.deepEqual(pointers(query({}, { node: { ...node, databaseId: '7' } })), [
    '/response/data/node/databaseId',
  ]);
  assert.deepEqual(pointers(query({}, { node: { ...node, createdAt: 'yesterday' } })), [
    '/response/data/node/createdAt',
  ]);
});

test('no data without an error', () => {
  assert.deepEqual(pointers(query({ response: { data: null } })), ['/response/data']);
  assert.deepEqual(pointers(query({ response: { errors: [] } })), ['/response/errors']);
  const errors = [{ type: 'NOT_FOUND', path: ['node'], message: 'Could not resolve' }];
  assert.deepEqual(pointers(query({ response: { data: null, errors } })), []);
});

test('who tests a refusal may send what is refused; the suite may not', () => {
  const refused = { request: { query: '{ karma }' }, response: { errors: [{ message: 'no such field' }] } };
  assert.notDeepEqual(pointers(query(refused)), []);
  assert.deepEqual(pointers(query({ ...refused, request_headers: {} })), []);
});

test('a scripted fault and a refusal forgive the answer and not the request', () => {
  const request = { query: 'query Edits { viewer { login karma } }' };
  const cut = { status: null, response: null, fault: 'cut-after' };
  const outage = { status: 502, response: { $text: '<html>' } };
  for (const change of [cut, outage]) {
    assert.deepEqual(pointers(query(change)), []);
    assert.deepEqual(pointers(query({ ...change, request })), ['/request/query@1:30']);
  }
  const headers = { ...rest().request_headers, authorization: undefined };
  assert.deepEqual(pointers(query({ request_headers: headers })), ['/request_headers/authorization']);
});

test('a body without a document', () => {
  assert.deepEqual(pointers(rest({ template: '/graphql', path: '/graphql', request: {} })), ['/request/query']);
});
