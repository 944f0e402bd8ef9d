import { z } from "zod";
import { CLIENT_FILES } from "../../../edge/pages/client-files.ts";
import type { DialectEntry, Route } from "../entry.ts";

const NO_JOB = "00000000-0000-7000-8000-000000000000";

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
    {
      ...open("/pages/:file"),
      parameters: {
        file: {
          kind: "word",
          words: Object.values(CLIENT_FILES).map(({ path }) => path.slice("/pages/".length)),
        },
      },
      published: false,
    },
    { ...open("/studio"), published: false },
    { ...open("/video-monitor"), published: false },
    { ...open("/AIStudio/video-monitor"), published: false },
    { ...open("/video-monitor/state"), published: false },
    ...["logs", "media", "stills"].map((kind): Route => ({
      ...open(`/video-monitor/${kind}/:jobId`),
      // Nobody of the suite's world is on the monitor; test/edge/monitor.test.ts has those who are.
      parameters: { jobId: { kind: "word", words: [NO_JOB] } },
      goodStatus: 404,
      published: false,
    })),
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
