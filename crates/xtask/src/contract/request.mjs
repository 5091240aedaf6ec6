// What a request says, held to the operation: path, query and body.

import { below, escaped, faults, shown } from './document.mjs';
import { pathValues } from './operation.mjs';
import { unnamed } from './unnamed.mjs';

/** Deviations of the request: `[{pointer, message}]`, pointers into the logged exchange. */
export function requestFaults(operation, exchange) {
  return [
    ...pathFaults(operation, exchange),
    ...queryFaults(operation, exchange),
    ...bodyFaults(operation, exchange),
  ];
}

function pathFaults(operation, { path }) {
  const values = pathValues(operation, path);
  if (values === null)
    return [{ pointer: '/path', message: `${shown(path)} does not fit ${operation.template}` }];
  const given = operation.parameters.filter(
    ({ value }) => value.in === 'path' && values[value.name] !== undefined,
  );
  return given.flatMap((place) => textFaults(place, [values[place.value.name]], `/path/${place.value.name}`));
}

/** Deviations of a query, which is a list of pairs. */
export function queryFaults(operation, { query }) {
  const known = operation.parameters.filter(({ value }) => value.in === 'query');
  const plain = (name) => name.replace(/\[\]$/, '');
  const names = new Set(known.map(({ value }) => plain(value.name)));
  const strangers = query
    .filter(([name]) => !names.has(plain(name)))
    .map(([name]) => ({ pointer: `/query/${escaped(name)}`, message: 'no such query parameter' }));
  return strangers.concat(
    known.flatMap((place) => {
      const { name, required } = place.value;
      const texts = query.filter(([key]) => plain(key) === plain(name)).map(([, text]) => text);
      const pointer = `/query/${escaped(name)}`;
      if (texts.length === 0) return required ? [{ pointer, message: 'is required and missing' }] : [];
      return textFaults(place, texts, pointer);
    }),
  );
}

/** A text of a URL is right if one of the values that it can stand for is. */
function textFaults(place, texts, pointer) {
  const schema = below(place, 'schema');
  if (schema.value === undefined) return [];
  const list = schema.value.type === 'array';
  if (!list && texts.length > 1) return [{ pointer, message: `is given ${texts.length} times` }];
  const meanings = list
    ? [texts.map((text) => values(text).at(-1)), texts, texts[0].split(',')]
    : values(texts[0]);
  const found = meanings.map((meaning) => faults(schema, meaning));
  if (found.some((list) => list.length === 0)) return [];
  return found[0].map((fault) => ({ pointer: pointer + fault.pointer, message: fault.message }));
}

/** The text itself, and the number or the truth value that it spells. */
function values(text) {
  const all = [text];
  if (/^-?\d{1,15}$/.test(text)) all.push(Number(text));
  if (text === 'true' || text === 'false') all.push(text === 'true');
  return all;
}

function bodyFaults(operation, { request, request_headers: headers }) {
  const body = below(operation.place, 'requestBody');
  const absent = request === null || request === undefined;
  if (body.value === undefined) {
    // An empty object says nothing; some clients send one with every POST.
    const empty = absent || (typeof request === 'object' && Object.keys(request).length === 0);
    return empty
      ? []
      : [{ pointer: '/request', message: `the operation takes no body, and gets ${shown(request)}` }];
  }
  if (absent)
    return body.value.required ? [{ pointer: '/request', message: 'the body is required and missing' }] : [];
  const media = below(body, 'content', 'application/json');
  if (media.value === undefined) return otherBody(body, headers);
  if (request?.$text !== undefined || request?.$bytes !== undefined) {
    return [{ pointer: '/request', message: `is no JSON: ${shown(request)}` }];
  }
  const schema = below(media, 'schema');
  return [...faults(schema, request), ...unnamed(schema, request)].map(({ pointer, message }) => ({
    pointer: `/request${pointer}`,
    message,
  }));
}

function otherBody({ value }, headers) {
  const kind = (headers['content-type'] ?? '').split(';')[0].trim();
  if (Object.keys(value.content).includes(kind)) return [];
  return [
    {
      pointer: '/request_headers/content-type',
      message: `${shown(kind)} is none of ${Object.keys(value.content)}`,
    },
  ];
}
