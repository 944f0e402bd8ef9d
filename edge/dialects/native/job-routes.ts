import { Hono, type Context } from "hono";
import type { Account } from "../../domain/accounts/account-store.ts";
import { cancelBatch } from "../../domain/batches/cancel-batch.ts";
import { readBatch } from "../../domain/batches/read-batch.ts";
import { estimateJob } from "../../domain/estimates/estimate-job.ts";
import { cancelJob } from "../../domain/jobs/cancel-job.ts";
import { deleteJob } from "../../domain/jobs/delete-job.ts";
import { explainWaiting } from "../../domain/jobs/explain-waiting.ts";
import { listJobs } from "../../domain/jobs/list-jobs.ts";
import { prioritiseJob } from "../../domain/jobs/prioritise-job.ts";
import { readJob, type JobView as StoredJobView } from "../../domain/jobs/read-job.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { findCredential, resolveCredential } from "../../http/authenticate.ts";
import { readJsonBody } from "../../http/json-body.ts";
import { signLink } from "../../http/signed-links.ts";
import { presentBatch, presentJob, presentJobDetail, type Linker } from "./convert.ts";
import { describe } from "./describe.ts";
import { presentWaiting } from "./present-waiting.ts";
import { accountOf, idOf } from "./request-context.ts";
import { JobPatch, ListJobsQuery, parseWith } from "./schemas.ts";
import { BatchView, JobDetail, JobView, pageOf, WaitingView } from "./views.ts";

const JOB_ERRORS = [400, 401, 403, 404];

/** `/jobs` and `/batches`: what every dialect submitted. */
export function createJobRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get(
    "/jobs",
    describe({
      summary: "List jobs, newest first",
      access: "account",
      query: ListJobsQuery,
      answers: { 200: { description: "One page.", schema: pageOf(JobView) } },
      errors: [400, 401, 403],
    }),
    async (context) => {
      const account = await accountOf(context, "jobs:read");
      const query = parseWith(ListJobsQuery, context.req.query());
      const jobs = await listJobs(context.get("services"), {
        accountId: account.id,
        limit: query.limit,
        before: query.cursor,
        dialect: query.dialect,
        states: query.state && [query.state],
      });
      const nextCursor = jobs.length === query.limit ? (jobs.at(-1)?.id ?? null) : null;
      return context.json({ items: jobs.map(presentJob), nextCursor });
    },
  );
  routes.get(
    "/jobs/:id",
    describe({
      summary: "Read a job",
      access: "account",
      answers: { 200: { description: "The job with its outputs.", schema: JobDetail } },
      errors: JOB_ERRORS,
    }),
    async (context) => {
      const account = await accountOf(context, "jobs:read");
      const job = await readJob(context.get("services"), account.id, idOf(context));
      return context.json(await presentDetail(context, account, job));
    },
  );
  routes.patch(
    "/jobs/:id",
    describe({
      summary: "Change a job's priority",
      description:
        "Moves it among the jobs of its account: higher goes first, 0 unless changed, and each five minutes of waiting count like one more.",
      access: "account",
      body: { schema: JobPatch, example: { priority: 5 } },
      answers: { 200: { description: "The job as it is now.", schema: JobDetail } },
      errors: [...JOB_ERRORS, 409, 413, 415],
    }),
    async (context) => {
      const account = await accountOf(context, "jobs:write");
      const { priority } = parseWith(JobPatch, await readJsonBody(context.req.raw));
      const services = context.get("services");
      const job = await prioritiseJob(services, account.id, idOf(context), priority);
      return context.json(await presentDetail(context, account, job));
    },
  );
  routes.delete(
    "/jobs/:id",
    describe({
      summary: "Delete a job's record",
      description:
        "Everywhere, at once; one that has not ended is cancelled first. Its outputs stay assets of the account.",
      access: "account",
      answers: { 204: { description: "Deleted." } },
      errors: JOB_ERRORS,
    }),
    async (context) => {
      const account = await accountOf(context, "jobs:write");
      await deleteJob(context.get("services"), account.id, idOf(context));
      return context.body(null, 204);
    },
  );
  routes.post(
    "/jobs/:id/cancel",
    describe({
      summary: "Cancel a job",
      description:
        "Asks for the job's end; safe to repeat. A job that has ended stays as it ended.",
      access: "account",
      answers: { 200: { description: "The job as it is now.", schema: JobDetail } },
      errors: JOB_ERRORS,
    }),
    async (context) => {
      const account = await accountOf(context, "jobs:write");
      const job = await cancelJob(context.get("services"), account.id, idOf(context));
      return context.json(await presentDetail(context, account, job));
    },
  );
  routes.get(
    "/jobs/:id/waiting",
    describe({
      summary: "Why a job waits",
      description:
        "What holds each unfinished task by the dispatcher's own tables, what would unblock it, and how many slots could take it. Operators also see the nodes' names.",
      access: "account-or-operator",
      answers: {
        200: { description: "One entry for each task that has not ended.", schema: WaitingView },
      },
      errors: JOB_ERRORS,
    }),
    async (context) => {
      const accountId = await readerOf(context);
      const waiting = await explainWaiting(context.get("services"), accountId, idOf(context));
      return context.json(presentWaiting(waiting));
    },
  );
  routes.get(
    "/batches/:id",
    describe({
      summary: "Read a batch",
      access: "account",
      answers: { 200: { description: "The batch with its jobs.", schema: BatchView } },
      errors: JOB_ERRORS,
    }),
    async (context) => {
      const account = await accountOf(context, "jobs:read");
      const batch = await readBatch(context.get("services"), account.id, idOf(context));
      return context.json(presentBatch(batch));
    },
  );
  routes.post(
    "/batches/:id/cancel",
    describe({
      summary: "Cancel a batch",
      description: "Asks for the end of every job of it that has not ended; safe to repeat.",
      access: "account",
      answers: { 200: { description: "The batch as it is now.", schema: BatchView } },
      errors: JOB_ERRORS,
    }),
    async (context) => {
      const account = await accountOf(context, "jobs:write");
      const batch = await cancelBatch(context.get("services"), account.id, idOf(context));
      return context.json(presentBatch(batch));
    },
  );
  routes.get(
    "/batches/:id/waiting",
    describe({
      summary: "Why the jobs of a batch wait",
      access: "account",
      answers: { 200: { description: "One entry for each job.", schema: WaitingView.array() } },
      errors: JOB_ERRORS,
    }),
    async (context) => {
      const services = context.get("services");
      const account = await accountOf(context, "jobs:read");
      const { jobs } = await readBatch(services, account.id, idOf(context));
      const waiting = await Promise.all(
        jobs.map((job) => explainWaiting(services, account.id, job.id)),
      );
      return context.json(waiting.map(presentWaiting));
    },
  );
  return routes;
}

async function presentDetail(context: Context<AppEnv>, account: Account, job: StoredJobView) {
  const estimate = await estimateJob(context.get("services"), job);
  return presentJobDetail(job, { estimate, link: linkerOf(context, account) });
}

function linkerOf(context: Context<AppEnv>, { linkEpoch }: Account): Linker {
  const services = context.get("services");
  const origin = context.get("origin");
  return (path) => signLink(services, { origin, path, linkEpoch });
}

/** The account that asks, or null for the operator. */
async function readerOf(context: Context<AppEnv>): Promise<string | null> {
  const credential = findCredential(context.req.raw.headers);
  const principal = await resolveCredential(
    context.get("services"),
    context.get("auth"),
    credential,
  );
  return principal.kind === "operator" ? null : (await accountOf(context, "jobs:read")).id;
}
