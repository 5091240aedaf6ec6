// One GraphQL exchange against GitHub's schema.

import { answerFaults } from './answer.mjs';
import { escaped, shown } from './document.mjs';
import { headerFaults } from './headers.mjs';
import { graphql, text } from './packages.mjs';

const schema = graphql.buildSchema(text('@octokit/graphql-schema', 'schema.graphql'), { assumeValidSDL: true });

const parsed = new Map();

/** The document with what validation says of it, once for each text. */
function read(query) {
  if (!parsed.has(query)) parsed.set(query, validated(query));
  return parsed.get(query);
}

function validated(query) {
  try {
    const document = graphql.parse(query);
    return { document, errors: graphql.validate(schema, document) };
  } catch (error) {
    return { document: null, errors: [error] };
  }
}

/** The documents that were seen, for the count at the end. */
export function documents() {
  return parsed.size;
}

/** The operation's name and its deviations. `ours` says whether the suite's own client asked. */
export function checkGraphql(exchange, ours) {
  const { method, request, status, response, fault } = exchange;
  if (method !== 'POST')
    return { name: `${method} /graphql`, found: [{ pointer: '/method', message: 'GraphQL is asked by POST' }] };
  if (typeof request?.query !== 'string') {
    const refused = status >= 400 && !ours;
    return {
      name: 'GraphQL',
      found: refused ? [] : [{ pointer: '/request/query', message: 'is required and missing' }],
    };
  }
  const { document, errors } = read(request.query);
  const operation = document === null ? null : graphql.getOperationAST(document, request.operationName);
  const name = `GraphQL ${operation?.name?.value ?? '(without a name)'}`;
  const asked = askedFaults(errors, operation, exchange, ours);
  // A scripted fault shaped the answer: only the request is anybody's word.
  if (fault !== null) return { name, found: asked };
  if (status !== 200) return { name, found: [...(ours ? asked : []), ...statusFaults(status)] };
  // Who sends what GitHub cannot run gets errors and no data; the suite itself must not send it.
  const refused =
    !ours && Array.isArray(response?.errors) && (response.data === undefined || response.data === null);
  if (refused) return { name, found: envelopeFaults(response) };
  if (asked.length > 0) return { name, found: asked };
  const found = envelopeFaults(response);
  return {
    name,
    found: found.length > 0 ? found : answerFaults(schema, document, operation, request, response),
  };
}

/** What is wrong with the request: its document, its body, its variables, and the headers of the suite's client. */
function askedFaults(errors, operation, exchange, ours) {
  const { request } = exchange;
  return [
    ...(ours ? headerFaults(exchange) : []),
    ...errors.map((error) => ({ pointer: `/request/query${at(error)}`, message: error.message })),
    ...bodyFaults(request),
    ...(operation
      ? variableFaults(operation, request)
      : [{ pointer: '/request/operationName', message: 'names no operation' }]),
  ];
}

function at(error) {
  const [place] = error.locations ?? [];
  return place === undefined ? '' : `@${place.line}:${place.column}`;
}

function statusFaults(status) {
  const known = [400, 401, 403, 404, 429].includes(status) || status >= 500;
  return known ? [] : [{ pointer: '/status', message: `${status} is no status of GraphQL` }];
}

function bodyFaults(request) {
  const strange = Object.keys(request).filter(
    (key) => !['query', 'variables', 'operationName', 'extensions'].includes(key),
  );
  return strange.map((key) => ({ pointer: `/request/${escaped(key)}`, message: 'no such property' }));
}

function variableFaults(operation, request) {
  const given = request.variables ?? {};
  const definitions = operation.variableDefinitions ?? [];
  const { errors = [] } = graphql.getVariableValues(schema, definitions, given);
  const names = new Set(definitions.map(({ variable }) => variable.name.value));
  const strangers = Object.keys(given).filter((key) => !names.has(key));
  return [
    ...errors.map((error) => ({ pointer: '/request/variables', message: error.message })),
    ...strangers.map((key) => ({
      pointer: `/request/variables/${escaped(key)}`,
      message: 'the document declares no such variable',
    })),
  ];
}

/** The specification's response: `data`, `errors` or both; every error has a message. */
function envelopeFaults(response) {
  if (response === null || typeof response !== 'object')
    return [{ pointer: '/response', message: `is no answer: ${shown(response)}` }];
  const strange = Object.keys(response).filter((key) => !['data', 'errors', 'extensions'].includes(key));
  const found = strange.map((key) => ({ pointer: `/response/${escaped(key)}`, message: 'no such property' }));
  const { data, errors } = response;
  if (errors === undefined) {
    if (data === undefined || data === null)
      found.push({ pointer: '/response/data', message: 'is required where there are no errors' });
    return found;
  }
  const right =
    Array.isArray(errors) && errors.length > 0 && errors.every((error) => typeof error?.message === 'string');
  if (!right) found.push({ pointer: '/response/errors', message: 'is no list of errors with messages' });
  return found;
}
