import { Hono, type Context } from "hono";
import { Uuid } from "#contracts/job.ts";
import type { Account } from "../../domain/accounts/account-store.ts";
import { DomainError } from "../../domain/errors.ts";
import { cancelJob } from "../../domain/jobs/cancel-job.ts";
import { deleteJob } from "../../domain/jobs/delete-job.ts";
import type { Job } from "../../domain/jobs/job.ts";
import { listJobs } from "../../domain/jobs/list-jobs.ts";
import { readJobHistory } from "../../domain/jobs/read-job-history.ts";
import { answerError } from "../../http/answer-error.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { requireAccount, type Scope } from "../../http/authenticate.ts";
import type { Disposition } from "../../http/content-disposition.ts";
import { HttpError } from "../../http/http-error.ts";
import { readIdempotencyKey } from "../../http/idempotency-key.ts";
import { parseRequest } from "../../http/parse-request.ts";
import { signLink } from "../../http/signed-links.ts";
import { presentJob, presentSubmission, statesOf, videoPath } from "./convert.ts";
import { presentVideoJobsError } from "./errors.ts";
import { withSubmission } from "./read-submission.ts";
import {
  describeCancel,
  describeCreation,
  describeDeletion,
  describeDownload,
  describeList,
  describeStatus,
} from "./route-descriptions.ts";
import { ListQuery } from "./schemas.ts";
import { submitVideoJob } from "./submit.ts";
import type { VideoJob, VideoJobList } from "./views.ts";

const PATH = "/api/v1/video-jobs";

/** Document 002: create, list, read, download, delete; and cancel, which its statuses imply. */
export function createVideoJobsRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.post(PATH, describeCreation(), async (context) =>
    context.json(await create(context, await accountOf(context, "jobs:write")), 202),
  );
  routes.get(PATH, describeList(), async (context) =>
    context.json(await list(context, await accountOf(context, "jobs:read"))),
  );
  routes.get(`${PATH}/:jobId`, describeStatus(), async (context) => {
    const account = await accountOf(context, "jobs:read");
    return context.json(await present(context, account, await readOwnJob(context, account)));
  });
  routes.get(`${PATH}/:jobId/download`, describeDownload(), async (context) => {
    const account = await accountOf(context, "jobs:read");
    const job = await readOwnJob(context, account);
    if (job.state !== "completed") throw new DomainError("not-ready", "Video not ready yet");
    return context.redirect(await sign(context, account, videoPath(job.id), "attachment"), 302);
  });
  routes.delete(`${PATH}/:jobId`, describeDeletion(), async (context) => {
    const account = await accountOf(context, "jobs:write");
    const { id } = await readOwnJob(context, account);
    await deleteJob(context.get("services"), account.id, id);
    return context.body(null, 204);
  });
  routes.post(`${PATH}/:jobId/cancel`, describeCancel(), async (context) => {
    const account = await accountOf(context, "jobs:write");
    const { id } = await readOwnJob(context, account);
    const job = await cancelJob(context.get("services"), account.id, id);
    return context.json(await present(context, account, job));
  });
  routes.onError((error, context) => {
    if (!(error instanceof DomainError || error instanceof HttpError)) throw error;
    return answerError(context, error, presentVideoJobsError);
  });
  return routes;
}

async function create(context: Context<AppEnv>, account: Account): Promise<VideoJob> {
  const services = context.get("services");
  const { raw } = context.req;
  let job: Job | null = null;
  await withSubmission(services, account, raw, async (submission) => {
    const key = await readIdempotencyKey(services, raw, submission.asked);
    const submitted = await submitVideoJob(services, account, submission, key);
    job = submitted.job;
    // The job of an earlier request has that request's images.
    return { keepsImages: !submitted.replayed };
  });
  if (!job) throw new Error("the submission made no job");
  return presentSubmission(account, job);
}

async function list(context: Context<AppEnv>, account: Account): Promise<VideoJobList> {
  const services = context.get("services");
  const { status_filter: status, limit, offset } = parseRequest(ListQuery, context.req.query());
  const filter = {
    accountId: account.id,
    dialect: "video-jobs",
    states: status && statesOf(status),
  } as const;
  const [jobs, total] = await Promise.all([
    listJobs(services, { ...filter, limit, offset }),
    services.jobs.count(filter),
  ]);
  return { jobs: await Promise.all(jobs.map((job) => present(context, account, job))), total };
}

function accountOf(context: Context<AppEnv>, scope: Scope): Promise<Account> {
  const { headers } = context.req.raw;
  return requireAccount(context.get("services"), context.get("auth"), headers, scope);
}

/** A job of another dialect answers as an unknown one: it has no words here. */
async function readOwnJob(context: Context<AppEnv>, account: Account): Promise<Job> {
  const id = Uuid.safeParse(context.req.param("jobId"));
  const { jobs } = context.get("services");
  const job = id.success ? await jobs.readOwned(id.data, account.id) : null;
  if (job?.dialect === "video-jobs") return job;
  throw new DomainError("not-found", "There is no job with this id.");
}

async function present(context: Context<AppEnv>, account: Account, job: Job): Promise<VideoJob> {
  const history = await readJobHistory(context.get("services"), job);
  return presentJob(account, history, (path) => sign(context, account, path, "inline"));
}

function sign(context: Context<AppEnv>, account: Account, path: string, disposition: Disposition) {
  const { linkEpoch } = account;
  const origin = context.get("origin");
  return signLink(context.get("services"), { origin, path, linkEpoch, disposition });
}
