import type { Context, Hono } from "hono";
import { cancelJob } from "../../domain/jobs/cancel-job.ts";
import { submitJob } from "../../domain/jobs/submit-job.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { readIdempotencyKey } from "../../http/idempotency-key.ts";
import { readJsonBody } from "../../http/json-body.ts";
import { parseRequest } from "../../http/parse-request.ts";
import { serveJobOutput } from "../../http/serve-job-output.ts";
import { accountOf } from "./account.ts";
import { presentStatus } from "./convert.ts";
import { readOwnJob, referenceOf } from "./find-own.ts";
import {
  describeSingleInference,
  describeVideoCancel,
  describeVideoFile,
  describeVideoStatus,
} from "./route-descriptions.ts";
import { SingleInferenceRequest } from "./schemas.ts";
import { pathSignerOf } from "./sign-path.ts";
import { chooseMaker, jobOfPrompt, submissionOf } from "./submission.ts";
import { findJobId } from "./video-reference.ts";
import type { SingleSubmission } from "./views.ts";

/** Single videos: submission, status, cancel, and every address of a finished video. */
export function addVideoRoutes(routes: Hono<AppEnv>): void {
  routes.post("/api/video/single_inference", describeSingleInference(), async (context) => {
    const account = await accountOf(context, "jobs:write");
    const services = context.get("services");
    const body = await readJsonBody(context.req.raw);
    const { prompt } = parseRequest(SingleInferenceRequest, body);
    const maker = await chooseMaker(services, account);
    const { job } = await submitJob(services, {
      ...submissionOf(account, maker),
      ...jobOfPrompt(prompt, maker),
      callbackUrl: null,
      idempotency: await readIdempotencyKey(services, context.req.raw, body),
    });
    const answer: SingleSubmission = {
      job_id: job.id,
      message: "Video generation started. Connect to WebSocket for updates.",
    };
    return context.json(answer);
  });
  const status = async (context: Context<AppEnv>) => {
    const account = await accountOf(context, "jobs:read");
    const job = await readOwnJob(context, account.id);
    return context.json(await presentStatus(job, pathSignerOf(context, account)));
  };
  routes.get("/api/video/status/:id", describeVideoStatus(), status);
  routes.get("/api/video/status/:id/:job", describeVideoStatus(true), status);
  routes.post("/api/video/cancel/:id", describeVideoCancel(), async (context) => {
    const account = await accountOf(context, "jobs:write");
    const { id } = await readOwnJob(context, account.id);
    const job = await cancelJob(context.get("services"), account.id, id);
    return context.json(await presentStatus(job, pathSignerOf(context, account)));
  });
  const video = async (context: Context<AppEnv>) =>
    serveJobOutput(context, {
      jobId: isPlaceOfBatch(context)
        ? await findJobId(context.get("services"), ...referenceOf(context))
        : null,
      name: "video",
      accountOf: () => accountOf(context, "jobs:read"),
    });
  for (const path of VIDEO_PATHS) routes.get(path, describeVideoFile(), video);
}

const VIDEO_PATHS = [
  "/api/videos/:id",
  "/api/videos/:id/:job",
  "/static/videos/:id",
  "/static/videos/:id/:job",
  "/static/videos/:id/:job/:file",
];

/** `{batch_id}/{job}/{job}.mp4` is the document's longest address; no other file lies there. */
function isPlaceOfBatch(context: Context<AppEnv>): boolean {
  const { job, file } = context.req.param() as { job?: string; file?: string };
  return file === undefined || file === `${job}.mp4`;
}
