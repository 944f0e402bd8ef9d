import type { Parameter, Route } from "../../entry.ts";
import { BAD_PAGES } from "./job-routes.ts";

const parameters: Record<string, Parameter> = { id: { kind: "id", of: "asset" } };
const badQueries = ["name=", `name=${"a".repeat(201)}`];

/**
 * `/assets`: files of the account. One is uploaded as it is, or as the one file of a form; what
 * becomes of a resumable upload is tested with the uploads.
 */
export const ASSET_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/api/v2/assets",
    auth: "account",
    scope: "jobs:read",
    badQueries: BAD_PAGES,
  },
  {
    method: "POST",
    path: "/api/v2/assets",
    auth: "account",
    scope: "jobs:write",
    badQueries,
    headers: { "content-type": "video/mp4", "content-length": "4" },
    bytes: new Uint8Array([0, 255, 10, 13]),
  },
  {
    method: "POST",
    path: "/api/v2/assets",
    auth: "account",
    scope: "jobs:write",
    badQueries,
    body: {
      encodings: ["form"],
      valid: { file: new File(["bytes of a video"], "clip.mp4", { type: "video/mp4" }) },
      fields: {
        type: "object",
        fields: {
          file: {
            type: "file",
            required: true,
            accepts: [
              new File(["a"], "映画 🎬.mp4", { type: "video/mp4" }),
              new File(["a"], "../../etc/passwd", { type: "text/html; charset=utf-8" }),
              new File(["a"], "\u202e.mp4", { type: "nonsense" }),
            ],
          },
        },
      },
    },
  },
  {
    method: "GET",
    path: "/api/v2/assets/:id",
    auth: "account",
    scope: "jobs:read",
    parameters,
  },
  {
    method: "DELETE",
    path: "/api/v2/assets/:id",
    auth: "account",
    scope: "jobs:write",
    parameters,
  },
  {
    method: "GET",
    path: "/api/v2/assets/:id/content",
    auth: "media",
    scope: "jobs:read",
    parameters,
  },
];
