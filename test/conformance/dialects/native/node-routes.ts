import type { Parameter, Route } from "../../entry.ts";
import { name, note, pool } from "./fields.ts";

const node: Parameter = { kind: "id", of: "node" };

/** `/nodes`: the operator's fleet. */
export const NODE_ROUTES: readonly Route[] = [
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
          pool,
        },
      },
    },
  },
  { method: "GET", path: "/api/v2/nodes", auth: "operator" },
  {
    method: "GET",
    path: "/api/v2/fleet/minutes",
    auth: "operator",
    badQueries: ["hours=0", "hours=-1", "hours=49", "hours=soon", "pool=a&other=1"],
  },
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
];
