import { NodeError } from "#contracts/node-protocol.ts";
import type { DialectEntry, Parameter, Route } from "../entry.ts";
import { holdLease } from "../harness/world.ts";

const lease: Parameter = { kind: "id", of: "lease" };
const output: Parameter = { kind: "word", words: ["video"] };
const digest = "0".repeat(64);
const path = "/node/v1/leases/:leaseId";

const ofLease = (route: Pick<Route, "method" | "path"> & Partial<Route>): Route => ({
  auth: "node",
  published: false,
  ...route,
  parameters: { leaseId: lease, ...route.parameters },
});

/** What edge and nodes say to each other: no part of the public API, and open to the world. */
export const nodeProtocol: DialectEntry = {
  name: "node protocol",
  document: null,
  routes: [
    {
      method: "POST",
      path: "/node/v1/enrol",
      auth: "open",
      published: false,
    },
    // Sent without a body: what a node says of itself is tested with the agent.
    { method: "POST", path: "/node/v1/hello", auth: "node", published: false, goodStatus: 415 },
    {
      method: "GET",
      path: "/node/v1/connect",
      auth: "node",
      published: false,
      upgrades: true,
      goodStatus: 400,
    },
    {
      method: "POST",
      path: "/node/v1/leases",
      auth: "node",
      published: false,
      // The index of a slot that the node does not have: it is given nothing.
      body: {
        encodings: ["json"],
        valid: { slotIndex: 99, waitSeconds: 0 },
        fields: {
          type: "object",
          closed: true,
          fields: {
            slotIndex: { type: "number", required: true, minimum: 0, maximum: 255, integer: true },
          },
        },
      },
    },
    ofLease({
      method: "POST",
      path: `${path}/progress`,
      body: {
        encodings: ["json"],
        valid: { reportNumber: 1, stage: "generating", percent: 5 },
        fields: {
          type: "object",
          closed: true,
          fields: {
            stage: {
              type: "choice",
              required: true,
              choices: ["preparing", "generating", "encoding", "uploading", "verifying"],
            },
            percent: { type: "number", required: true, minimum: 0, maximum: 100 },
          },
        },
      },
    }),
    ofLease({
      method: "POST",
      path: `${path}/complete`,
      // Its output was never uploaded.
      goodStatus: 422,
      body: {
        encodings: ["json"],
        valid: {
          result: { model: "procedural", renderMilliseconds: 1 },
          outputs: [{ name: "video", sizeBytes: 1, sha256: digest }],
        },
        fields: { type: "object", fields: {} },
      },
    }),
    ofLease({
      method: "POST",
      path: `${path}/fail`,
      body: {
        encodings: ["json"],
        valid: { reason: "error", code: "broken", message: "It broke.", retryable: false },
        fields: {
          type: "object",
          closed: true,
          fields: {
            reason: {
              type: "choice",
              required: true,
              choices: ["error", "infrastructure", "drain", "cancelled"],
            },
            code: { type: "string", required: true, maximumLength: 60 },
            message: { type: "string", required: true, maximumLength: 1000 },
            retryable: { type: "boolean" },
          },
        },
      },
    }),
    // The leased task has no inputs.
    ofLease({
      method: "GET",
      path: `${path}/inputs/:index{[0-9]{1,3}}`,
      goodStatus: 404,
      parameters: { index: { kind: "word", words: ["0"] } },
    }),
    ofLease({
      method: "PUT",
      path: `${path}/outputs/:name`,
      goodStatus: 422,
      parameters: { name: output },
      headers: { "content-length": "2", "x-content-sha256": digest },
      body: { encodings: ["json"], valid: {}, fields: { type: "object", fields: {} } },
    }),
    ofLease({
      method: "POST",
      path: `${path}/outputs/:name/upload`,
      parameters: { name: output },
      body: {
        encodings: ["json"],
        valid: { contentType: "video/mp4", sizeBytes: 20_000_000, sha256: digest },
        fields: { type: "object", fields: {} },
      },
    }),
    ofLease({
      method: "PUT",
      path: `${path}/outputs/:name/upload/:partNumber{[0-9]{1,5}}`,
      goodStatus: 404,
      parameters: { name: output, partNumber: { kind: "word", words: ["1"] } },
      headers: { "content-length": "2", "x-content-sha256": digest },
      body: { encodings: ["json"], valid: {}, fields: { type: "object", fields: {} } },
    }),
    ofLease({
      method: "POST",
      path: `${path}/outputs/:name/upload/complete`,
      goodStatus: 404,
      parameters: { name: output },
    }),
  ],
  ids: { lease: holdLease },
  credentials: [(credential) => ({ authorization: `Bearer ${credential}` })],
  errorBody: NodeError.strict(),
  refusals: {
    missingCredential: 401,
    invalidCredential: 401,
    conflictingCredentials: 401,
    forbidden: 401,
    unknownId: 409,
  },
};
