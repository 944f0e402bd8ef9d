import { z } from "zod";
import { enrolNode } from "../../edge/edge-client.ts";
import type { DialectEntry, Parameter } from "../entry.ts";
import type { FieldRule } from "../field-rule.ts";
import { createKey, queueJob } from "../harness/world.ts";

const job: Parameter = { kind: "id", of: "job" };
const account: Parameter = { kind: "id", of: "account" };
const node: Parameter = { kind: "id", of: "node" };
const name: FieldRule = { type: "string", minimumLength: 1, maximumLength: 100 };
const amount: FieldRule = { type: "number", minimum: 0, maximum: 1e12, integer: true };
const note: FieldRule = { type: "string", maximumLength: 500, nullable: true, accepts: [null, ""] };
const LIMIT_FIELDS: Record<string, FieldRule> = {
  weight: { type: "number", minimum: 0, maximum: 1000, refuses: [0], accepts: [0.5, 1000] },
  maximumRunningJobs: { type: "number", minimum: 1, maximum: 100_000, integer: true },
  maximumQueuedJobs: { type: "number", minimum: 1, maximum: 1_000_000, integer: true },
  renderVideoTokensPerSecond: { type: "number", minimum: 0, maximum: 1_000_000 },
};

/** The native API, `/api/v2`: jobs of every dialect, and the operator's calls. */
export const native: DialectEntry = {
  name: "native",
  document: null,
  routes: [
    {
      method: "GET",
      path: "/api/v2/jobs",
      auth: "account",
      scope: "jobs:read",
      badQueries: [
        "limit=0",
        "limit=101",
        "limit=1.5",
        "limit=ten",
        "limit=1e400",
        "cursor=nonsense",
        "cursor=%00",
        "state=done",
        "dialect=other",
        "dialect=__proto__",
      ],
    },
    {
      method: "GET",
      path: "/api/v2/jobs/:id",
      auth: "account",
      scope: "jobs:read",
      parameters: { id: job },
    },
    {
      method: "POST",
      path: "/api/v2/jobs/:id/cancel",
      auth: "account",
      scope: "jobs:write",
      parameters: { id: job },
    },
    {
      method: "POST",
      path: "/api/v2/accounts",
      auth: "operator",
      body: {
        encodings: ["json"],
        valid: { name: "new account", tokens: 5, limits: { weight: 2 } },
        fields: {
          type: "object",
          closed: true,
          fields: {
            name: { ...name, required: true },
            externalSubject: {
              type: "string",
              minimumLength: 1,
              maximumLength: 200,
              takesBlanks: true,
            },
            tokens: amount,
            milliseconds: amount,
            limits: { type: "object", closed: true, fields: LIMIT_FIELDS },
          },
        },
      },
    },
    { method: "GET", path: "/api/v2/accounts", auth: "operator" },
    { method: "GET", path: "/api/v2/accounts/:id", auth: "operator", parameters: { id: account } },
    {
      method: "PATCH",
      path: "/api/v2/accounts/:id",
      auth: "operator",
      parameters: { id: account },
      body: {
        encodings: ["json"],
        valid: { weight: 3 },
        fields: { type: "object", closed: true, fields: LIMIT_FIELDS },
      },
    },
    {
      method: "POST",
      path: "/api/v2/accounts/:id/keys",
      auth: "operator",
      parameters: { id: account },
      body: {
        encodings: ["json"],
        valid: { name: "another key" },
        fields: {
          type: "object",
          closed: true,
          fields: {
            name: { ...name, required: true },
            scopes: {
              type: "list",
              maximumLength: 2,
              items: { type: "choice", choices: ["jobs:read", "jobs:write"] },
            },
            expiresAt: {
              type: "number",
              minimum: 1,
              maximum: Number.MAX_SAFE_INTEGER,
              integer: true,
              nullable: true,
            },
          },
        },
      },
    },
    {
      method: "GET",
      path: "/api/v2/accounts/:id/keys",
      auth: "operator",
      parameters: { id: account },
    },
    {
      method: "DELETE",
      path: "/api/v2/accounts/:id/keys/:keyId",
      auth: "operator",
      parameters: { id: account, keyId: { kind: "id", of: "key" } },
    },
    {
      method: "POST",
      path: "/api/v2/accounts/:id/grants",
      auth: "operator",
      parameters: { id: account },
      body: {
        encodings: ["json"],
        valid: { tokens: 7 },
        fields: {
          type: "object",
          closed: true,
          fields: { tokens: amount, milliseconds: amount, note },
        },
      },
    },
    {
      method: "POST",
      path: "/api/v2/nodes/enrolment-tokens",
      auth: "operator",
      body: {
        encodings: ["json"],
        valid: { name: "new node" },
        fields: {
          type: "object",
          closed: true,
          fields: {
            name,
            pool: {
              type: "string",
              refuses: ["", "pool", "pool:a:b", "pool:A:b:0", "pool:a:b:0\n", "pool:../..:b:0"],
              accepts: ["pool:eu:gpu:0"],
            },
          },
        },
      },
    },
    { method: "GET", path: "/api/v2/nodes", auth: "operator" },
    { method: "GET", path: "/api/v2/nodes/:id", auth: "operator", parameters: { id: node } },
    {
      method: "POST",
      path: "/api/v2/nodes/:id/:action{drain|pause|resume|revoke}",
      auth: "operator",
      parameters: {
        id: node,
        action: { kind: "word", words: ["pause", "drain", "resume", "revoke"] },
      },
      body: {
        encodings: ["json"],
        valid: { note: "for repair" },
        fields: { type: "object", closed: true, fields: { note } },
      },
    },
  ],
  ids: {
    job: queueJob,
    account: (_world, party) => Promise.resolve(party.accountId),
    key: async (_world, party) => (await createKey(party)).id,
    // The fleet is the operator's: a node belongs to no account. It is a new one, since the routes
    // stop it.
    node: async () => (await enrolNode("stopped")).nodeId,
  },
  credentials: [
    (credential) => ({ authorization: `Bearer ${credential}` }),
    (credential) => ({ "x-api-key": credential }),
    (credential) => ({ api_key: credential }),
  ],
  errorBody: z.strictObject({
    type: z.string().regex(/^urn:framefleet:problem:[a-z-]+$/),
    title: z.string().min(1),
    status: z.int(),
    detail: z.string().min(1),
    field: z.string().optional(),
  }),
  refusals: {
    missingCredential: 401,
    invalidCredential: 401,
    conflictingCredentials: 400,
    forbidden: 403,
    unknownId: 404,
  },
};
