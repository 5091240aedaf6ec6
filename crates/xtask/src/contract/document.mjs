// GitHub's OpenAPI document as one schema that ajv compiles from on demand: of a thousand operations a run uses dozens.

import { Ajv, addFormats, text } from './packages.mjs';

const NAME = 'github';

/**
 * OpenAPI 3.0 says `nullable: true` where JSON Schema has the type `null`. Ajv honours it beside a `type`. Beside `anyOf`,
 * `oneOf` or `allOf` it refuses it, and an `enum` without `null` would still refuse null, so both are rewritten.
 */
function honourNullable(node, isMap) {
  if (Array.isArray(node)) return node.forEach((item) => honourNullable(item, false));
  if (node === null || typeof node !== 'object') return undefined;
  for (const [key, value] of Object.entries(node)) {
    if (isMap || !['example', 'examples', 'default'].includes(key)) honourNullable(value, key === 'properties');
  }
  if (isMap) return undefined;
  honourDefault(node);
  if (node.nullable !== true) return undefined;
  if (Array.isArray(node.enum) && !node.enum.includes(null)) node.enum.push(null);
  if (node.type !== undefined) return undefined;
  const inner = { ...node };
  delete inner.nullable;
  for (const key of Object.keys(node)) delete node[key];
  return Object.assign(node, { anyOf: [inner, { type: 'null' }] });
}

/** Some texts with a format have the default "", which has no format; GitHub answers with it. */
function honourDefault(node) {
  if (node.format === undefined || node.default !== '') return;
  const { format } = node;
  delete node.format;
  node.anyOf = [{ const: '' }, { format }];
}

function load() {
  const whole = JSON.parse(text('@octokit/openapi', 'generated/api.github.com.json'));
  const { schemas, parameters, responses, headers } = whole.components;
  const document = { paths: whole.paths, components: { schemas, parameters, responses, headers } };
  honourNullable(document, false);
  return document;
}

const document = load();

const ajv = new Ajv({ strict: false, allErrors: true, verbose: true, validateSchema: false, logger: false });
addFormats(ajv);
ajv.addSchema(document, NAME);

/** What the document holds below a place, every `$ref` on the way followed: the value, and the keys where it stands. */
export function below(place, ...keys) {
  return keys.reduce((here, key) => followed({ value: here.value?.[key], keys: [...here.keys, key] }), place);
}

export const root = { value: document, keys: [] };

function followed(place) {
  const reference = place.value?.$ref;
  if (reference === undefined) return place;
  const keys = reference
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return below(root, ...keys);
}

const compiled = new Map();

/** What is wrong with a value by the schema at a place: `[{pointer, message}]`. */
export function faults(place, value) {
  const pointer = place.keys.map((key) => '/' + encodeURIComponent(escaped(key))).join('');
  if (!compiled.has(pointer)) compiled.set(pointer, ajv.compile({ $ref: `${NAME}#${pointer}` }));
  const validate = compiled.get(pointer);
  return validate(value) ? [] : plain(validate.errors);
}

/** A key as a JSON pointer writes it. */
export function escaped(key) {
  return String(key).replaceAll('~', '~0').replaceAll('/', '~1');
}

const COMPOSED = new Set(['anyOf', 'oneOf', 'allOf', 'not', 'if']);

/** Ajv names every branch of an alternative and then the alternative; the branches' own errors say more. */
function plain(errors) {
  const leaves = errors.filter((error) => !COMPOSED.has(error.keyword) || error.params?.passingSchemas);
  return (leaves.length > 0 ? leaves : errors).map((error) => ({
    pointer:
      error.instancePath + (error.keyword === 'required' ? '/' + escaped(error.params.missingProperty) : ''),
    message: said(error),
  }));
}

function said({ keyword, message, params, data }) {
  if (keyword === 'required') return 'is required and missing';
  if (keyword === 'enum')
    return `${shown(data)} is none of ${params.allowedValues.map((one) => shown(one)).join(', ')}`;
  return `${message ?? keyword}, and is ${shown(data)}`;
}

/** A value in at most one short line. */
export function shown(value) {
  const line = JSON.stringify(value) ?? 'absent';
  return line.length > 80 ? `${line.slice(0, 77)}...` : line;
}
