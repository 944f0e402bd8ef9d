import { z } from "zod";
import type { DialectEntry, Route } from "../entry.ts";

/** What belongs to no dialect. */
export const shared: DialectEntry = {
  name: "shared",
  document: null,
  routes: [
    open("/healthz"),
    open("/openapi.json"),
    { ...open("/api/v1/docs"), published: false },
    { ...open("/api/v1/docs/reference.js"), published: false },
    { ...open("/api/v1/docs/reference.css"), published: false },
  ],
  ids: {},
  credentials: [],
  errorBody: z.strictObject({ error: z.literal("not_found"), message: z.string().min(1) }),
  refusals: {
    missingCredential: 401,
    invalidCredential: 401,
    conflictingCredentials: 400,
    forbidden: 403,
    unknownId: 404,
  },
};

function open(path: string): Route {
  return { method: "GET", path, auth: "open" };
}
