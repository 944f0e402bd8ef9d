import type { Parameter, Route } from "../../entry.ts";
import type { FieldRule } from "../../field-rule.ts";
import { name, note, pool } from "./fields.ts";
import { BAD_PAGES } from "./job-routes.ts";

const account: Parameter = { kind: "id", of: "account" };
const amount: FieldRule = { type: "number", minimum: 0, maximum: 1e12, integer: true };
const tokensPerSecond: FieldRule = { type: "number", minimum: 0, maximum: 1_000_000 };
const perMinute: FieldRule = {
  type: "number",
  minimum: 1,
  maximum: 1_000_000,
  integer: true,
  nullable: true,
  accepts: [1_000_000, null],
};
const days: FieldRule = { type: "number", minimum: 1, maximum: 36_500, integer: true };
const LIMIT_FIELDS: Record<string, FieldRule> = {
  weight: { type: "number", minimum: 0, maximum: 1000, refuses: [0], accepts: [0.5, 1000] },
  maximumRunningJobs: { type: "number", minimum: 1, maximum: 100_000, integer: true },
  maximumQueuedJobs: { type: "number", minimum: 1, maximum: 1_000_000, integer: true },
  renderVideoTokensPerSecond: tokensPerSecond,
  worldModelTokensPerSecond: tokensPerSecond,
  narrativeTokensPerScene: tokensPerSecond,
  readsPerMinute: perMinute,
  writesPerMinute: perMinute,
  jobRetentionDays: days,
  assetRetentionDays: days,
  deliveryRetentionDays: days,
  maximumStorageBytes: {
    type: "number",
    minimum: 0,
    maximum: 1e15,
    integer: true,
    accepts: [1e15],
  },
};
const monitorPublic: FieldRule = {
  type: "boolean",
  refuses: ["true", 1],
  accepts: [true, false],
};

/** `/accounts`: the operator's calls about customers, their keys and balances. */
export const ACCOUNT_ROUTES: readonly Route[] = [
  { method: "GET", path: "/api/v2/account", auth: "account", scope: "jobs:read" },
  {
    method: "POST",
    path: "/api/v2/account/rotate-webhook-secret",
    auth: "account",
    scope: "jobs:write",
  },
  { method: "POST", path: "/api/v2/account/revoke-links", auth: "account", scope: "jobs:write" },
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
          },
          tokens: amount,
          milliseconds: amount,
          limits: { type: "object", closed: true, fields: LIMIT_FIELDS },
          monitorPublic,
          pool,
        },
      },
    },
  },
  { method: "GET", path: "/api/v2/accounts", auth: "operator", badQueries: BAD_PAGES },
  { method: "GET", path: "/api/v2/accounts/:id", auth: "operator", parameters: { id: account } },
  {
    method: "PATCH",
    path: "/api/v2/accounts/:id",
    auth: "operator",
    parameters: { id: account },
    body: {
      encodings: ["json"],
      valid: { weight: 3 },
      fields: {
        type: "object",
        closed: true,
        // A customer that was disabled or moved would have no use any more.
        fields: {
          ...LIMIT_FIELDS,
          name: { ...name, accepts: ["renamed"] },
          monitorPublic,
          pool: { ...pool, accepts: ["pool:default:any:0"] },
          disabled: { ...monitorPublic, accepts: [false] },
        },
      },
    },
  },
  {
    method: "POST",
    path: "/api/v2/accounts/:id/revoke-links",
    auth: "operator",
    parameters: { id: account },
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
];
