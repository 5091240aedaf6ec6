// Whether a GraphQL answer holds exactly what its document selects: the document is executed over the answer itself,
// so that graphql-js finds a null where the schema has none and a value of the wrong type, and what it did not read
// is too much.

import { escaped, shown } from './document.mjs';
import { graphql } from './packages.mjs';

/** Texts behind GitHub's own scalars, which graphql-js takes as anything. */
const SCALARS = {
  Base64String: /^[A-Za-z0-9+/\s]*={0,2}\s*$/,
  BigInt: /^-?\d+$/,
  Date: /^\d{4}-\d{2}-\d{2}$/,
  DateTime: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/,
  GitObjectID: /^[0-9a-f]{40}$/,
  GitTimestamp: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$/,
  URI: /^[a-z][a-z0-9+.-]*:\S*$/,
};

/** Deviations of the answer: `[{pointer, message}]`. */
export function answerFaults(schema, document, operation, request, response) {
  const { data } = response;
  if (data === null || data === undefined) return [];
  const found = [];
  const result = graphql.executeSync({
    schema,
    document,
    operationName: operation.name?.value,
    variableValues: request.variables ?? {},
    rootValue: data,
    fieldResolver: (source, _, context, info) => field(source, info, found),
    typeResolver: (value, _, info, type) => typeOf(value, info, type),
  });
  for (const error of result.errors ?? []) {
    const pointer = pointerOf(error.path ?? []);
    if (!found.some((one) => one.pointer === pointer)) found.push({ pointer, message: error.message });
  }
  return found.length > 0 ? found : surplus(result.data, data, '/response/data');
}

function field(source, info, found) {
  const { key } = info.path;
  const pointer = pointerOf(pathOf(info.path));
  if (!Object.hasOwn(source, key)) {
    found.push({ pointer, message: 'is selected and missing' });
    return undefined;
  }
  const pattern = SCALARS[graphql.getNamedType(info.returnType).name];
  for (const value of pattern === undefined ? [] : [source[key]].flat()) {
    if (value !== null && !(typeof value === 'string' && pattern.test(value))) {
      found.push({ pointer, message: `${shown(value)} is no ${graphql.getNamedType(info.returnType).name}` });
    }
  }
  return source[key];
}

function pathOf(path) {
  return path === undefined ? [] : [...pathOf(path.prev), path.key];
}

function pointerOf(path) {
  return '/response/data' + path.map((key) => `/${escaped(key)}`).join('');
}

/** The object type by `__typename`; where that is not selected, the first whose selected keys are those of the value. */
function typeOf(value, info, type) {
  if (typeof value.__typename === 'string') return value.__typename;
  const keys = Object.keys(value).sort().join();
  const fits = info.schema
    .getPossibleTypes(type)
    .find((one) => [...selected(one, info.fieldNodes, info)].sort().join() === keys);
  if (fits === undefined) throw new Error(`no type of ${type.name} has exactly the keys ${keys || '(none)'}`);
  return fits.name;
}

/** The response keys that an object of a type has by the selections of some nodes. */
function selected(type, nodes, info) {
  const keys = new Set();
  for (const node of nodes) {
    for (const one of node.selectionSet?.selections ?? []) {
      if (!included(one, info)) continue;
      if (one.kind === 'Field') keys.add((one.alias ?? one.name).value);
      else for (const key of spread(type, one, info)) keys.add(key);
    }
  }
  return keys;
}

function spread(type, node, info) {
  const fragment = node.kind === 'FragmentSpread' ? info.fragments[node.name.value] : node;
  const condition = fragment.typeCondition && info.schema.getType(fragment.typeCondition.name.value);
  const applies =
    !condition ||
    condition === type ||
    (graphql.isAbstractType(condition) && info.schema.isSubType(condition, type));
  return applies ? selected(type, [fragment], info) : [];
}

function included(node, info) {
  const given = (directive) => graphql.getDirectiveValues(directive, node, info.variableValues)?.if;
  return given(graphql.GraphQLSkipDirective) !== true && given(graphql.GraphQLIncludeDirective) !== false;
}

/** What the answer has and execution did not read, or read as another value. */
function surplus(read, given, pointer) {
  if (Array.isArray(given) && Array.isArray(read)) {
    return given.flatMap((item, index) => surplus(read[index], item, `${pointer}/${index}`));
  }
  if (given !== null && typeof given === 'object' && read !== null && typeof read === 'object') {
    return Object.entries(given).flatMap(([key, value]) => {
      const here = `${pointer}/${escaped(key)}`;
      return Object.hasOwn(read, key)
        ? surplus(read[key], value, here)
        : [{ pointer: here, message: 'is not selected' }];
    });
  }
  return read === given ? [] : [{ pointer, message: `${shown(given)} should be ${shown(read)}` }];
}
