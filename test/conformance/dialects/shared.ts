import { z } from "zod";
import type { DialectEntry } from "../entry.ts";

/** What belongs to no dialect. */
export const shared: DialectEntry = {
  name: "shared",
  document: null,
  routes: [{ method: "GET", path: "/healthz", auth: "open", published: false }],
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
