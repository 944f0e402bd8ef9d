import type { Mutant } from "./mutant.ts";

/** Faults at the edge's doors: credentials, links, uploads. */
export const edgeMutants: readonly Mutant[] = [
  {
    breaks: "a link's signature covers its expiry",
    file: "edge/http/signed-links.ts",
    find: '["GET", path, expires, KEY_ID, linkEpoch, disposition]',
    replace: '["GET", path, expires > 0, KEY_ID, linkEpoch, disposition]',
  },
  {
    breaks: "an expired link is refused",
    file: "edge/http/signed-links.ts",
    find: "if (link.expires * 1000 < services.clock.now())",
    replace: "if (link.expires * 1000 < 0)",
  },
  {
    breaks: "a credential without the scope is refused",
    file: "edge/http/authenticate.ts",
    find: "principal.scopes.length > 0 && !principal.scopes.includes(scope)",
    replace: "principal.scopes.length > 2 && !principal.scopes.includes(scope)",
  },
  {
    breaks: "two credentials that differ are refused",
    file: "edge/http/authenticate.ts",
    find: "if (found.size > 1) {",
    replace: "if (found.size > 2) {",
  },
  {
    breaks: "the deployment says which algorithm signs a token",
    file: "edge/http/authenticate.ts",
    find: '{ ...checks, algorithms: ["HS256"] }',
    replace: '{ ...checks, algorithms: ["HS256", "HS512"] }',
  },
  {
    breaks: "an output counts only with the digest that was named",
    file: "edge/domain/tasks/complete-task.ts",
    find: "      output.sizeBytes !== named.sizeBytes ||\n      output.sha256 !== named.sha256\n",
    replace: "      output.sizeBytes !== named.sizeBytes\n",
  },
  {
    breaks: "joined parts are read once more before they count",
    file: "edge/domain/tasks/receive-output.ts",
    find: "(await services.objects.digest(output.objectKey)) !== output.sha256",
    replace: "(await services.objects.digest(output.objectKey)) === null",
  },
  {
    breaks: "a lease of another node is not found",
    file: "edge/domain/tasks/read-held-lease.ts",
    find: "!lease || lease.nodeId !== node.id ||",
    replace: "!lease || node.id === `` ||",
  },
  {
    breaks: "a receiver that is gone is left alone",
    file: "edge/domain/webhooks/judge-attempt.ts",
    find: "if (status === 410)",
    replace: "if (status === 411)",
  },
  {
    breaks: "a webhook is delivered only by a 2xx answer",
    file: "edge/domain/webhooks/judge-attempt.ts",
    find: "status >= 200 && status < 300",
    replace: "status >= 200 && status < 400",
  },
  {
    breaks: "a deep body is refused",
    file: "edge/http/json-body.ts",
    find: "MAXIMUM_JSON_DEPTH)",
    replace: "MAXIMUM_JSON_DEPTH * MAXIMUM_JSON_BYTES)",
  },
];
