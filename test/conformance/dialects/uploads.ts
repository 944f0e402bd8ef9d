import { expect } from "vitest";
import { UploadError } from "../../../edge/dialects/uploads/errors.ts";
import type { DialectEntry, Parameter, Route } from "../entry.ts";
import { call } from "../../edge/edge-client.ts";
import type { Party, World } from "../harness/world.ts";

const VERSION = { "tus-resumable": "1.0.0" };
const BYTES = { "content-type": "application/offset+octet-stream" };
const BODY = new Uint8Array([0, 255, 10, 13]);

const parameters: Record<string, Parameter> = { id: { kind: "id", of: "upload" } };
const ofUpload = (route: Pick<Route, "method"> & Partial<Route>): Route => ({
  path: "/uploads/:id",
  auth: "account",
  scope: "jobs:write",
  parameters,
  ...route,
  headers: { ...VERSION, ...route.headers },
});

/** Resumable uploads: no document of ours, but the protocol tus 1.0. */
export const uploads: DialectEntry = {
  name: "uploads",
  document: null,
  routes: [
    {
      method: "POST",
      path: "/uploads",
      auth: "account",
      scope: "jobs:write",
      headers: { ...VERSION, ...BYTES, "upload-length": "4", "content-length": "4" },
      bytes: BODY,
    },
    ofUpload({ method: "GET" }),
    ofUpload({
      method: "PATCH",
      headers: { ...BYTES, "upload-offset": "0", "content-length": "4" },
      bytes: BODY,
    }),
    ofUpload({ method: "DELETE" }),
    ofUpload({ method: "POST", headers: { "x-http-method-override": "HEAD" } }),
  ],
  ids: { upload: openUpload },
  credentials: [
    (credential) => ({ authorization: `Bearer ${credential}` }),
    (credential) => ({ "x-api-key": credential }),
  ],
  errorBody: UploadError,
  refusals: {
    missingCredential: 401,
    invalidCredential: 401,
    conflictingCredentials: 400,
    forbidden: 403,
    unknownId: 404,
  },
};

async function openUpload(_world: World, { apiKey }: Party): Promise<string> {
  const headers = { ...VERSION, "upload-length": "4" };
  const answer = await call("POST", "/uploads", { credential: apiKey, headers });
  expect(answer.status, await answer.text()).toBe(201);
  return answer.headers.get("location")?.split("/").at(-1) ?? "";
}
