import { Hono, type Context } from "hono";
import { Uuid } from "#contracts/job.ts";
import type { Account } from "../../domain/accounts/account-store.ts";
import { DomainError } from "../../domain/errors.ts";
import { cancelJob } from "../../domain/jobs/cancel-job.ts";
import { readJob, type JobView } from "../../domain/jobs/read-job.ts";
import { submitJob } from "../../domain/jobs/submit-job.ts";
import { checkCallbackUrl } from "../../domain/webhooks/check-callback-url.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { requireAccount, type Scope } from "../../http/authenticate.ts";
import { readIdempotencyKey } from "../../http/idempotency-key.ts";
import { readJsonBody } from "../../http/json-body.ts";
import { answerError } from "../../http/answer-error.ts";
import { HttpError } from "../../http/http-error.ts";
import { parseRequest } from "../../http/parse-request.ts";
import { serveJobOutput } from "../../http/serve-job-output.ts";
import { signLink } from "../../http/signed-links.ts";
import { presentJob, presentSubmission, type Linker } from "./convert.ts";
import {
  describeCancel,
  describeMedia,
  describeNotifications,
  describeStatus,
  describeSubmission,
} from "./route-descriptions.ts";
import { presentRenderVideoError } from "./errors.ts";
import { openNotifications } from "./notifications.ts";
import { RenderVideoRequest } from "./schemas.ts";

const SIZES = {
  "720p": { width: 1280, height: 720 },
  "1080p": { width: 1920, height: 1080 },
} as const;
const FRAMES_PER_SECOND = 30;

/** Document 000: submit, status, cancel, notifications and the media links. */
export function createRenderVideoRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.post("/api/v1/render-video", describeSubmission(), async (context) => {
    const account = await accountOf(context, "jobs:write");
    const services = context.get("services");
    const body = await readJsonBody(context.req.raw);
    const request = parseRequest(RenderVideoRequest, body);
    checkCallback(context, request);
    const { job } = await submitJob(services, {
      account,
      dialect: "render-video",
      request,
      work: {
        kind: "generate-video",
        parameters: {
          ...SIZES[request.resolution],
          prompt: request.prompt,
          framesPerSecond: FRAMES_PER_SECOND,
          durationSeconds: request.duration,
          container: request.format,
          model: "procedural",
        },
      },
      callbackUrl: request.callback_url ?? null,
      price: {
        currency: "tokens",
        amount: Math.ceil(request.duration * account.limits.renderVideoTokensPerSecond),
      },
      idempotency: await readIdempotencyKey(services, context.req.raw, body),
    });
    return context.json(presentSubmission(job));
  });
  routes.get("/api/v1/render-video/:jobId", describeStatus(), async (context) => {
    const account = await accountOf(context, "jobs:read");
    const job = await readOwnJob(context, account);
    return context.json(await presentJob(job, linkerOf(context, account)));
  });
  routes.post("/api/v1/render-video/:jobId/cancel", describeCancel(), async (context) => {
    const account = await accountOf(context, "jobs:write");
    const { id } = await readOwnJob(context, account);
    const job = await cancelJob(context.get("services"), account.id, id);
    return context.json(await presentJob(job, linkerOf(context, account)));
  });
  routes.get("/videos/:file", describeMedia("video", "video/mp4"), (context) => {
    const [, jobId, format] = /^(.+)\.(mp4|webm|mov|avi)$/.exec(context.req.param("file")) ?? [];
    return serveJobOutput(context, {
      jobId: jobId ?? null,
      name: "video",
      accountOf: () => accountOf(context, "jobs:read"),
      fits: (asset) => asset.media?.container === format,
    });
  });
  routes.get("/thumbnails/:file", describeMedia("thumbnail", "image/png"), (context) => {
    const [, jobId] = /^(.+)\.png$/.exec(context.req.param("file")) ?? [];
    return serveJobOutput(context, {
      jobId: jobId ?? null,
      name: "thumbnail",
      accountOf: () => accountOf(context, "jobs:read"),
    });
  });
  routes.get("/notifications", describeNotifications(), openNotifications);
  routes.onError((error, context) => {
    if (!(error instanceof DomainError || error instanceof HttpError)) throw error;
    return answerError(context, error, presentRenderVideoError);
  });
  return routes;
}

function accountOf(context: Context<AppEnv>, scope: Scope): Promise<Account> {
  const { headers } = context.req.raw;
  return requireAccount(context.get("services"), context.get("auth"), headers, scope);
}

function jobIdOf(context: Context<AppEnv>): string {
  const id = Uuid.safeParse(context.req.param("jobId"));
  if (!id.success) throw new DomainError("not-found", "There is no job with this id.");
  return id.data;
}

/** A job of another dialect answers as an unknown one: it has no words here. */
async function readOwnJob(context: Context<AppEnv>, account: Account): Promise<JobView> {
  const job = await readJob(context.get("services"), account.id, jobIdOf(context));
  if (job.dialect !== "render-video") {
    throw new DomainError("not-found", "There is no job with this id.");
  }
  return job;
}

function linkerOf(context: Context<AppEnv>, account: Account): Linker {
  const origin = context.get("origin");
  return (path) =>
    signLink(context.get("services"), { origin, path, linkEpoch: account.linkEpoch });
}

function checkCallback(context: Context<AppEnv>, request: RenderVideoRequest): void {
  if (request.callback_url == null) return;
  const reason = checkCallbackUrl(request.callback_url, {
    allowLoopback: context.get("services").settings.local,
    ownOrigins: [context.get("origin"), context.req.url],
  });
  if (reason === null) return;
  throw new DomainError("invalid-request", `The callback_url parameter is invalid: ${reason}`, {
    field: "callback_url",
  });
}
