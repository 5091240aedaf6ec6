// Properties that a schema does not name. JSON Schema lets them pass, and so does GitHub: a misspelled one is lost in silence.

import { below, escaped } from './document.mjs';

const BRANCHES = ['allOf', 'anyOf', 'oneOf'];

/** Every property of a value that none of the schema's branches names: `[{pointer, message}]`. */
export function unnamed(place, value) {
  return walk([place], value, '');
}

function walk(places, value, pointer) {
  if (value === null || typeof value !== 'object') return [];
  const all = places.flatMap((place) => branches(place));
  if (Array.isArray(value)) {
    const items = all.map((place) => below(place, 'items')).filter(({ value: schema }) => schema !== undefined);
    return value.flatMap((item, index) => walk(items, item, `${pointer}/${index}`));
  }
  // An alternative that is open leaves the names to the schema around it, as in the update of a check run.
  const open = all.some(({ value }) => isMap(value)) || places.some(({ value }) => value?.additionalProperties === true);
  const naming = all.filter(({ value: schema }) => schema.properties !== undefined);
  const typed = all.filter(({ value: schema }) => typeof schema.additionalProperties === 'object');
  if (naming.length === 0 && typed.length === 0) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = `${pointer}/${escaped(key)}`;
    const named = naming.filter(({ value: schema }) => Object.hasOwn(schema.properties, key));
    const next = named
      .map((place) => below(place, 'properties', key))
      .concat(named.length === 0 ? typed.map((place) => below(place, 'additionalProperties')) : []);
    if (next.length > 0) return walk(next, inner, here);
    return open ? [] : [{ pointer: here, message: 'no such property' }];
  });
}

/** An object of which the schema names nothing holds what the caller likes. */
function isMap(schema) {
  const names = schema.properties !== undefined || BRANCHES.some((word) => schema[word] !== undefined);
  return schema.type === 'object' && !names && schema.additionalProperties !== false;
}

/** The schema and all its alternatives: which of them holds is for validation to say. */
function branches(place) {
  if (place.value === undefined) return [];
  const inner = BRANCHES.flatMap((word) =>
    (place.value[word] ?? []).map((_, index) => below(place, word, index)),
  );
  return [place, ...inner.flatMap((one) => branches(one))];
}
