// One REST exchange against GitHub's OpenAPI document.

import { headerFaults } from './headers.mjs';
import { operation } from './operation.mjs';
import { requestFaults } from './request.mjs';
import { responseFaults } from './response.mjs';

/** The operation's name and its deviations. `ours` says whether the suite's own client asked. */
export function checkRest(exchange, ours) {
  const { method, path, template, status, fault } = exchange;
  const name = `${method} ${template ?? path}`;
  const known = template === null ? null : operation(method === 'HEAD' ? 'GET' : method, template);
  if (known === null) {
    // Who asks for an address that GitHub does not have is told so; the suite itself must not ask.
    const told = template === null && status === 404 && !ours;
    return { name, found: told ? [] : [{ pointer: '/template', message: 'GitHub has no such operation' }] };
  }
  // A test may send what GitHub refuses, to see it refused. The suite's client may not, since GitHub lets most faults pass.
  const refused = status >= 400 && status < 500 && !ours;
  const asked = refused ? [] : requestFaults(known, exchange);
  const said = ours ? headerFaults(exchange) : [];
  // A scripted fault shaped the answer: it is the network's or an outage's, and no word of GitHub's contract.
  const answered = fault === null ? responseFaults(known, exchange) : [];
  return { name, found: [...said, ...asked, ...answered] };
}
