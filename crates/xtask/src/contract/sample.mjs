// Exchanges for the checker's own tests: right ones, which a test bends in one place.

/** An exchange that is right: a label is added to an issue. */
export function rest(changes = {}) {
  return {
    at: '2026-11-22T10:00:00Z',
    by: 'octocat',
    method: 'POST',
    path: '/repos/octo/shop/issues/7/labels',
    query: [],
    template: '/repos/{owner}/{repo}/issues/{issue_number}/labels',
    request_headers: {
      accept: 'application/vnd.github+json',
      authorization: '***',
      'content-type': 'application/json',
      host: 'api.github.com',
      'user-agent': 'releasegate/0.1.0',
    },
    request: { labels: ['approved'] },
    status: 200,
    response_headers: { 'content-type': 'application/json; charset=utf-8' },
    response: [label()],
    fault: null,
    ...changes,
  };
}

export function label(changes = {}) {
  return {
    id: 208045946,
    node_id: 'MDU6TGFiZWwyMDgwNDU5NDY=',
    url: 'https://api.github.com/repos/octo/shop/labels/approved',
    name: 'approved',
    color: 'f29513',
    default: false,
    description: null,
    ...changes,
  };
}

/** A list of check runs, none of them: right as it is. */
export function checkRuns(changes = {}) {
  return rest({
    method: 'GET',
    path: '/repos/octo/shop/commits/release/1.2/check-runs',
    query: [
      ['per_page', '100'],
      ['filter', 'latest'],
    ],
    template: '/repos/{owner}/{repo}/commits/{ref}/check-runs',
    request: null,
    response: { total_count: 0, check_runs: [] },
    ...changes,
  });
}

/** A GraphQL exchange that is right. */
export function query(changes = {}, response = {}) {
  return rest({
    path: '/graphql',
    template: '/graphql',
    request: {
      query:
        'query Edits($id: ID!) { viewer { login } node(id: $id) { ' +
        '... on IssueComment { databaseId createdAt editor { login } } } }',
      variables: { id: 'IC_1' },
    },
    response: {
      data: {
        node: { databaseId: 7, createdAt: '2026-11-22T10:00:00Z', editor: null },
        viewer: { login: 'octocat' },
        ...response,
      },
    },
    ...changes,
  });
}
