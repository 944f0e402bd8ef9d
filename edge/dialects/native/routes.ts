import { Hono, type Context } from "hono";
import { Uuid } from "#contracts/job.ts";
import type { Account } from "../../domain/accounts/account-store.ts";
import { DomainError } from "../../domain/errors.ts";
import { cancelJob } from "../../domain/jobs/cancel-job.ts";
import { listJobs } from "../../domain/jobs/list-jobs.ts";
import { readJob } from "../../domain/jobs/read-job.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { requireAccount, type Scope } from "../../http/authenticate.ts";
import { presentJob } from "./convert.ts";
import { presentProblem } from "./errors.ts";
import { createOperatorRoutes } from "./operator-routes.ts";
import { ListJobsQuery, parseWith } from "./schemas.ts";

/** The native API, `/api/v2`: jobs of every dialect, and the operator's calls. */
export function createNativeRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get("/jobs", async (context) => {
    const account = await accountOf(context, "jobs:read");
    const query = parseWith(ListJobsQuery, context.req.query());
    const jobs = await listJobs(context.get("services"), {
      accountId: account.id,
      limit: query.limit,
      before: query.cursor,
      dialect: query.dialect,
      state: query.state,
    });
    const nextCursor = jobs.length === query.limit ? (jobs.at(-1)?.id ?? null) : null;
    return context.json({ items: jobs.map(presentJob), nextCursor });
  });
  routes.get("/jobs/:id", async (context) => {
    const account = await accountOf(context, "jobs:read");
    const job = await readJob(context.get("services"), account.id, idOf(context));
    return context.json(presentJob(job));
  });
  routes.post("/jobs/:id/cancel", async (context) => {
    const account = await accountOf(context, "jobs:write");
    const job = await cancelJob(context.get("services"), account.id, idOf(context));
    return context.json(presentJob(job));
  });
  routes.route("/", createOperatorRoutes());
  routes.onError((error, context) => {
    if (!(error instanceof DomainError)) throw error;
    const { status, body } = presentProblem(error);
    if (status === 401) context.header("WWW-Authenticate", 'Bearer realm="framefleet"');
    const wait = error.details.retryAfterSeconds;
    if (wait !== undefined) context.header("Retry-After", String(wait));
    return context.json(body, status, { "content-type": "application/problem+json" });
  });
  return new Hono<AppEnv>().route("/api/v2", routes);
}

function accountOf(context: Context<AppEnv>, scope: Scope): Promise<Account> {
  const { headers } = context.req.raw;
  return requireAccount(context.get("services"), context.get("auth"), headers, scope);
}

function idOf(context: Context<AppEnv>): string {
  const id = Uuid.safeParse(context.req.param("id"));
  if (!id.success) throw new DomainError("not-found", "There is no job with this id.");
  return id.data;
}
