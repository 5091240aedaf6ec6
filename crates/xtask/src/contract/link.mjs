// The pages that an answer's `Link` names ("Using pagination in the REST API"): further pages of the same list.

import { escaped, shown } from './document.mjs';
import { pathValues } from './operation.mjs';
import { queryFaults } from './request.mjs';

const POINTER = '/response_headers/link';
const RELATIONS = ['first', 'prev', 'next', 'last'];

/** Deviations of the header: `[{pointer, message}]`; none without one. */
export function linkFaults(operation, { path, response_headers: { link } }) {
  if (link === undefined) return [];
  return link.split(/,\s*(?=<)/).flatMap((one) => {
    const [, address, relation] = /^<([^<>\s]+)>; rel="([a-z]+)"$/.exec(one) ?? [];
    if (!RELATIONS.includes(relation) || !URL.canParse(address))
      return [{ pointer: POINTER, message: `${shown(one)} is no address of a page` }];
    return addressFaults(operation, path, new URL(address), `${POINTER}/${escaped(relation)}`);
  });
}

function addressFaults(operation, path, address, pointer) {
  const place = address.pathname.replace(/^\/api\/v3(?=\/)/, '');
  const [asked, named] = [pathValues(operation, path), pathValues(operation, place)];
  // GitHub names a repository by its id in these addresses, so only what both spell can be compared.
  const differs = ([name, value]) => asked?.[name] !== undefined && asked[name] !== value;
  if (named === null || Object.entries(named).some(differs))
    return [{ pointer, message: `${shown(place)} is no page of ${shown(path)}` }];
  return queryFaults(operation, { query: [...address.searchParams] }).map((fault) => ({
    pointer: pointer + fault.pointer,
    message: fault.message,
  }));
}
