import type { Context, Hono } from "hono";
import type { Account } from "../../domain/accounts/account-store.ts";
import { batchStateOf } from "../../domain/batches/read-batch.ts";
import { DomainError } from "../../domain/errors.ts";
import { feedName, feedOf, findFeed, type FeedSubject } from "../../domain/feeds/feed-subject.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { parseRequest } from "../../http/parse-request.ts";
import { requireListener } from "../../http/require-listener.ts";
import { accountOf } from "./account.ts";
import { presentBatch, presentStatus } from "./convert.ts";
import { readOwnBatch, readOwnJob } from "./find-own.ts";
import { describeSocket } from "./route-descriptions.ts";
import { SocketQuery } from "./schemas.ts";
import { openStatusSocket, type StatusSubject } from "./status-socket.ts";

type Subject = Omit<StatusSubject, "feed" | "lastSeq" | "after">;

/** Sockets of videos and batches. Who may not listen is told so before the upgrade. */
export function addSocketRoutes(routes: Hono<AppEnv>): void {
  const video = (context: Context<AppEnv>) =>
    listen(context, async (accountId) => {
      const { id } = await readOwnJob(context, accountId);
      return [{ kind: "job", id }, () => readVideo(context, accountId)];
    });
  routes.get("/api/ws/video/:id", describeSocket("video"), video);
  routes.get("/api/ws/video/:id/:job", describeSocket("video"), video);
  routes.get("/api/ws/batch/:batchId", describeSocket("batch"), (context) =>
    listen(context, async (accountId) => {
      const { id } = await readOwnBatch(context, accountId);
      return [{ kind: "batch", id }, () => readWholeBatch(context, accountId)];
    }),
  );
}

async function listen(
  context: Context<AppEnv>,
  find: (accountId: string) => Promise<[FeedSubject, () => Promise<Subject>]>,
): Promise<Response> {
  const { services } = context.var;
  const { after = null, ticket } = parseRequest(SocketQuery, context.req.query());
  const ofCredential = () => accountOf(context, "jobs:read");
  const account = await requireListener(services, context.req.raw.headers, ticket, ofCredential);
  const [subject, read] = await find(account.id);
  if (context.req.header("upgrade")?.toLowerCase() !== "websocket") {
    throw new DomainError("invalid-request", "This address is a WebSocket. Please upgrade.");
  }
  const { gone } = await findFeed(services, account.id, subject);
  // In this order: what is read is never older than the entry it is taken for.
  const lastSeq = gone ? 0 : (await feedOf(services, subject).read(0, 0)).lastSeq;
  return openStatusSocket(
    context,
    account,
    { ...(await read()), feed: feedName(subject), lastSeq, after },
    ticket === undefined ? ofCredential : () => readEnabled(context, account.id),
  );
}

async function readVideo(context: Context<AppEnv>, accountId: string): Promise<Subject> {
  const view = await readOwnJob(context, accountId);
  return {
    jobs: [{ ...view, slotIndex: null }],
    present: ([job = view], sign) => presentStatus(job, sign),
  };
}

async function readWholeBatch(context: Context<AppEnv>, accountId: string): Promise<Subject> {
  const batch = await readOwnBatch(context, accountId);
  return {
    jobs: batch.jobs,
    present: (jobs, sign) =>
      presentBatch({ ...batch, jobs: [...jobs], state: batchStateOf(jobs) }, sign),
  };
}

/** A ticket is used up; its account must still be good. */
async function readEnabled(context: Context<AppEnv>, accountId: string): Promise<Account> {
  const account = await context.get("services").accounts.read(accountId);
  if (!account || account.disabled) {
    throw new DomainError("forbidden", "The account is disabled.");
  }
  return account;
}
