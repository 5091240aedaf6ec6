// Which operation of the document an exchange speaks of, and what the path says for its parameters.

import { below, root } from './document.mjs';

/** Addresses by id, which GitHub answers with, and documents in the prose of the operations by name only. */
const BY_ID = [
  ['/repos/{owner}/{repo}', '/repositories/{id}'],
  ['/orgs/{org}/teams/{team_slug}', '/organizations/{id}/team/{id}'],
  ['/orgs/{org}/teams/{team_slug}', '/teams/{id}'],
];

/** The operation at a method and a template, or null. */
export function operation(method, template) {
  const path = below(root, 'paths', template);
  const place = below(path, method.toLowerCase());
  if (place.value?.responses === undefined) return null;
  return {
    name: `${method} ${template}`,
    template,
    place,
    parameters: parameters(path).concat(parameters(place)),
  };
}

function parameters(place) {
  return (place.value.parameters ?? []).map((_, index) => below(place, 'parameters', index));
}

/** The values of the path's parameters by name, or null if the path does not fit the template. */
export function pathValues({ template, parameters }, path) {
  const spanning = new Set(
    parameters.filter(({ value }) => value['x-multi-segment']).map(({ value }) => value.name),
  );
  const templates = [template].concat(
    BY_ID.filter(([name]) => template.startsWith(name)).map(([name, id]) => id + template.slice(name.length)),
  );
  for (const one of templates) {
    const values = fitted(one, path, spanning);
    if (values !== null) return values;
  }
  return null;
}

function fitted(template, path, spanning) {
  const names = [];
  const pattern = template.replace(/\{([^}]+)\}|[^{]+/g, (text, name) => {
    if (name === undefined) return text.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
    names.push(name);
    return spanning.has(name) ? '(.+)' : '([^/]+)';
  });
  const match = new RegExp(`^${pattern}/?$`).exec(path);
  if (match === null) return null;
  return Object.fromEntries(names.map((name, index) => [name, decoded(match[index + 1])]));
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
