// What GitHub would answer: a documented status, its content type, its headers and a body that fits.

import { below, faults, root, shown } from './document.mjs';
import { linkFaults } from './link.mjs';
import { unnamed } from './unnamed.mjs';

/** The statuses that GitHub gives for every operation, whatever the document says of each. */
const ALWAYS = new Set([401, 403, 404, 429]);

const BASIC_ERROR = new Set(
  Object.keys(below(root, 'components', 'schemas', 'basic-error', 'properties').value).map((name) => `/${name}`),
);

/** Deviations of the answer: `[{pointer, message}]`, pointers into the logged exchange. */
export function responseFaults(operation, exchange) {
  return [...statusFaults(operation, exchange), ...linkFaults(operation, exchange)];
}

function statusFaults(operation, exchange) {
  const { status } = exchange;
  const documented = below(operation.place, 'responses', String(status));
  if (documented.value !== undefined) return documentedFaults(documented, exchange);
  if (redirected(exchange) || notModified(exchange)) return [];
  if (ALWAYS.has(status) || status >= 500 || refusedInput(operation, status)) return errorFaults(exchange);
  const known = Object.keys(operation.place.value.responses).join(', ');
  return [{ pointer: '/status', message: `${status} is no status of the operation, which knows ${known}` }];
}

/** A repository that was renamed or transferred: 301 for reading, 302 and 307 to keep the method. */
function redirected({ status, response_headers: headers }) {
  return [301, 302, 307].includes(status) && typeof headers.location === 'string';
}

function notModified({ status, method, request_headers: headers, response }) {
  const asked = headers['if-none-match'] !== undefined || headers['if-modified-since'] !== undefined;
  return status === 304 && method === 'GET' && asked && response === null;
}

/** "Client errors on API calls that receive request bodies": 400 for what cannot be read, 422 for what is not valid. */
function refusedInput({ place }, status) {
  return [400, 422].includes(status) && place.value.requestBody !== undefined;
}

function documentedFaults(documented, exchange) {
  const { status, response, response_headers: headers } = exchange;
  const missing = status >= 300 && status < 400 && documented.value.headers?.Location && !headers.location;
  const found = missing ? [{ pointer: '/response_headers/location', message: 'is required and missing' }] : [];
  const content = documented.value.content;
  if (exchange.method === 'HEAD') return found;
  if (content === undefined) {
    if (response === null || (status >= 300 && status < 400)) return found;
    const bodiless = [{ pointer: '/response', message: `should be empty, and is ${shown(response)}` }];
    return found.concat(status >= 400 ? errorFaults(exchange) : bodiless);
  }
  return found.concat(contentFaults(below(documented, 'content'), exchange));
}

function contentFaults(content, exchange) {
  const { response_headers: headers } = exchange;
  const kind = (headers['content-type'] ?? '').split(';')[0].trim();
  const media = below(content, kind);
  if (media.value === undefined) {
    const kinds = Object.keys(content.value).join(', ');
    return [{ pointer: '/response_headers/content-type', message: `${shown(kind)} is none of ${kinds}` }];
  }
  if (!kind.endsWith('json') && !kind.endsWith('object')) return [];
  if (media.value.schema === undefined) return [];
  return bodyFaults(below(media, 'schema'), exchange);
}

function errorFaults(exchange) {
  const { errors } = exchange.response ?? {};
  const schema = exchange.status === 422 && Array.isArray(errors) ? errorsOf(errors) : 'basic-error';
  const kind = (exchange.response_headers['content-type'] ?? '').split(';')[0].trim();
  if (kind !== 'application/json') {
    return [{ pointer: '/response_headers/content-type', message: `${shown(kind)} is not application/json` }];
  }
  // The document requires nothing of its basic error, and GitHub's always bears a message.
  const found = bodyFaults(below(root, 'components', 'schemas', schema), exchange);
  const bare = typeof exchange.response?.message !== 'string';
  return bare ? found.concat([{ pointer: '/response/message', message: 'is required and missing' }]) : found;
}

function errorsOf(errors) {
  return errors.every((error) => typeof error === 'string') ? 'validation-error-simple' : 'validation-error';
}

/** A field that the schema does not name is as wrong as one of another type: nobody but a simulator would send it. */
function bodyFaults(schema, { status, response }) {
  // GitHub writes the fields of its basic error into every error, and the document names all of them in that schema alone.
  const basic = ({ pointer }) => status >= 400 && BASIC_ERROR.has(pointer);
  const strange = unnamed(schema, response).filter((fault) => !basic(fault));
  return [...faults(schema, response), ...strange].map(({ pointer, message }) => ({
    pointer: `/response${pointer}`,
    message,
  }));
}
