import type { Context, Hono } from "hono";
import { DomainError } from "../../domain/errors.ts";
import { cancelJob } from "../../domain/jobs/cancel-job.ts";
import { readJob } from "../../domain/jobs/read-job.ts";
import { submitJob } from "../../domain/jobs/submit-job.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { readIdempotencyKey } from "../../http/idempotency-key.ts";
import { readJsonBody } from "../../http/json-body.ts";
import { parseRequest } from "../../http/parse-request.ts";
import { serveJobOutput } from "../../http/serve-job-output.ts";
import { accountOf } from "./account.ts";
import { presentStatus } from "./convert.ts";
import { SingleInferenceRequest } from "./schemas.ts";
import { pathSignerOf } from "./sign-path.ts";
import { jobOfPrompt, submissionOf } from "./submission.ts";
import { findJobId } from "./video-reference.ts";

/** Single videos: submission, status, cancel, and every address of a finished video. */
export function addVideoRoutes(routes: Hono<AppEnv>): void {
  routes.post("/api/video/single_inference", async (context) => {
    const account = await accountOf(context, "jobs:write");
    const services = context.get("services");
    const body = await readJsonBody(context.req.raw);
    const { prompt } = parseRequest(SingleInferenceRequest, body);
    const { job } = await submitJob(services, {
      ...submissionOf(account),
      ...jobOfPrompt(prompt),
      callbackUrl: null,
      idempotency: await readIdempotencyKey(services, context.req.raw, body),
    });
    return context.json({
      job_id: job.id,
      message: "Video generation started. Connect to WebSocket for updates.",
    });
  });
  const status = async (context: Context<AppEnv>) => {
    const account = await accountOf(context, "jobs:read");
    const job = await readJob(context.get("services"), account.id, await jobIdOf(context));
    if (job.dialect !== "world-model") throw noSuchJob();
    return context.json(await presentStatus(job, pathSignerOf(context, account)));
  };
  routes.get("/api/video/status/:id", status);
  routes.get("/api/video/status/:id/:job", status);
  routes.post("/api/video/cancel/:id", async (context) => {
    const account = await accountOf(context, "jobs:write");
    const services = context.get("services");
    const { id, dialect } = await readJob(services, account.id, await jobIdOf(context));
    if (dialect !== "world-model") throw noSuchJob();
    const job = await cancelJob(services, account.id, id);
    return context.json(await presentStatus(job, pathSignerOf(context, account)));
  });
  const video = async (context: Context<AppEnv>) =>
    serveJobOutput(context, {
      jobId: await findJobId(context.get("services"), ...referenceOf(context)),
      name: "video",
      accountOf: () => accountOf(context, "jobs:read"),
    });
  routes.get("/api/videos/:id", video);
  routes.get("/api/videos/:id/:job", video);
  routes.get("/static/videos/:id", video);
  routes.get("/static/videos/:id/:job", video);
  routes.get("/static/videos/:id/:job/:file{job_[0-7]\\.mp4}", video);
}

async function jobIdOf(context: Context<AppEnv>): Promise<string> {
  const jobId = await findJobId(context.get("services"), ...referenceOf(context));
  if (jobId === null) throw noSuchJob();
  return jobId;
}

function referenceOf(context: Context<AppEnv>): [string, string | undefined] {
  return [context.req.param("id") ?? "", context.req.param("job")];
}

function noSuchJob(): DomainError {
  return new DomainError("not-found", "There is no job with this id.");
}
