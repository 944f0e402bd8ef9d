import { Hono, type Context } from "hono";
import type { z } from "zod";
import type { Account } from "../../domain/accounts/account-store.ts";
import { feedName, feedOf, findFeed, type FeedSubject } from "../../domain/feeds/feed-subject.ts";
import { createTicket } from "../../domain/tickets/create-ticket.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { requireListener } from "../../http/require-listener.ts";
import { time } from "./convert.ts";
import { describe } from "./describe.ts";
import { EventPage, StreamMessage } from "./event-views.ts";
import { presentEvent, presentProgress, presentReset } from "./present-events.ts";
import { accountOf, idOf } from "./request-context.ts";
import { EventsQuery, parseWith } from "./schemas.ts";
import { END_ID, streamEvents, streamHeaders, streamOnce } from "./stream-events.ts";
import { TicketView } from "./views.ts";

const ADDRESSES = {
  job: { path: "/jobs/:id/events", whose: "a job's" },
  batch: { path: "/batches/:id/events", whose: "a batch's" },
  account: { path: "/events", whose: "the account's" },
} as const;

/** Events of a job, a batch or the account: server-sent, over a WebSocket, or as JSON pages. */
export function createEventRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  for (const kind of ["job", "batch", "account"] as const) {
    routes.get(ADDRESSES[kind].path, describeEvents(kind), (context) =>
      answerEvents(context, kind),
    );
  }
  routes.post(
    "/tickets",
    describe({
      summary: "Make a ticket for an event stream",
      description:
        "Browsers cannot set headers on EventSource and WebSocket: put the ticket in the address as `?ticket=`. It opens one stream, within 60 seconds.",
      access: "account",
      answers: {
        201: {
          description: "The ticket.",
          schema: TicketView,
          example: { ticket: "ff_ticket_…", expiresAt: "2026-01-01T00:01:00.000Z" },
        },
      },
      errors: [400, 401, 403],
    }),
    async (context) => {
      const account = await accountOf(context, "jobs:read");
      const { ticket, expiresAt } = await createTicket(context.get("services"), account.id);
      const body: z.infer<typeof TicketView> = { ticket, expiresAt: time(expiresAt) };
      return context.json(body, 201);
    },
  );
  return routes;
}

function describeEvents(kind: FeedSubject["kind"]) {
  const ends =
    kind === "job"
      ? "The stream ends after the terminal event (WebSocket: close 1000)."
      : "The stream stays open; each job in it has one terminal event.";
  return describe({
    summary: `Follow ${ADDRESSES[kind].whose} events`,
    description: `Server-sent events by default; the same messages over a WebSocket upgrade on this address; one JSON page with ?format=json or Accept: application/json. First what came after ${"`after`"} (or Last-Event-ID), then live. ${"`seq`"} rises by one with every event. Progress has no ${"`seq`"}. A history that is not kept any more answers ${"`reset`"} with a snapshot. A listener that reads too slowly is closed (1013) and comes back with its last ${"`seq`"}. ${ends}`,
    access: "ticket",
    query: EventsQuery,
    answers: {
      101: { description: "A WebSocket: one StreamMessage a message." },
      200: [
        {
          description: "A stream, or one page.",
          contentType: "text/event-stream",
          schema: StreamMessage,
          example:
            'id: 2\nevent: job-started\ndata: {"type":"job-started","seq":2,"jobId":"…"}\n\nevent: progress\ndata: {"type":"progress","percent":40,"stage":"generating"}\n',
        },
        { schema: EventPage },
      ],
      204: { description: "Everything was told: an EventSource stops here." },
    },
    errors: kind === "account" ? [400, 401, 403] : [400, 401, 403, 404],
  });
}

async function answerEvents(
  context: Context<AppEnv>,
  kind: FeedSubject["kind"],
): Promise<Response> {
  const services = context.get("services");
  const query = parseWith(EventsQuery, context.req.query());
  const account = await requireListener(services, context.req.raw.headers, query.ticket, () =>
    accountOf(context, "jobs:read"),
  );
  const subject: FeedSubject = { kind, id: kind === "account" ? account.id : idOf(context) };
  const { gone } = await findFeed(services, account.id, subject);
  const lastEventId = context.req.header("last-event-id");
  const after = parseLastEventId(lastEventId) ?? query.after ?? null;
  if (context.req.header("upgrade")?.toLowerCase() === "websocket") {
    return gone
      ? sendOnce(context, account, subject)
      : openSocket(context, account, subject, after);
  }
  if (wantsPage(context, query.format)) {
    return context.json(await readPage(context, account, subject, gone, after ?? 0, query.limit));
  }
  if (context.req.method === "HEAD") return streamHeaders();
  if (lastEventId === END_ID) return context.body(null, 204);
  if (gone) return streamOnce(await presentReset(services, account.id, subject, 0));
  if (lastEventId !== undefined) {
    const { closed, lastSeq } = await feedOf(services, subject).read(0, 0);
    // 204 tells an EventSource that it has everything; any other answer makes it come back.
    if (closed && after === lastSeq) return context.body(null, 204);
  }
  return streamEvents(await subscribe(context, account, subject, after));
}

function parseLastEventId(header: string | undefined): number | null {
  if (header === undefined || !/^\d{1,15}$/.test(header)) return null;
  return Number(header);
}

function wantsPage(context: Context<AppEnv>, format: "json" | "sse" | undefined): boolean {
  if (format !== undefined) return format === "json";
  const accept = context.req.header("accept") ?? "";
  return accept.includes("application/json") && !accept.includes("text/event-stream");
}

/** History from the start for a job or a batch; for an account, unless asked, only what is new. */
async function subscribe(
  context: Context<AppEnv>,
  account: Account,
  subject: FeedSubject,
  after: number | null,
): Promise<WebSocket> {
  const newest = async () => (await feedOf(context.get("services"), subject).read(0, 0)).lastSeq;
  return context.get("openFeedSocket")({
    feed: feedName(subject),
    presenter: "native",
    accountId: account.id,
    origin: context.get("origin"),
    options: {},
    cursor: after ?? (subject.kind === "account" ? await newest() : 0),
  });
}

/** Hands the feed's own socket to the client: this Worker is out of the way from then on. */
async function openSocket(
  context: Context<AppEnv>,
  account: Account,
  subject: FeedSubject,
  after: number | null,
): Promise<Response> {
  const webSocket = await subscribe(context, account, subject, after);
  return new Response(null, { status: 101, webSocket });
}

async function sendOnce(
  context: Context<AppEnv>,
  account: Account,
  subject: FeedSubject,
): Promise<Response> {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  const reset = await presentReset(context.get("services"), account.id, subject, 0);
  server.send(JSON.stringify(reset));
  server.close(1000, "The job has ended.");
  return new Response(null, { status: 101, webSocket: client });
}

async function readPage(
  context: Context<AppEnv>,
  account: Account,
  subject: FeedSubject,
  gone: boolean,
  after: number,
  limit: number,
): Promise<EventPage> {
  const services = context.get("services");
  const reset = (seq: number) => presentReset(services, account.id, subject, seq);
  if (gone) {
    return { events: [], progress: null, reset: await reset(0), nextAfter: 0, closed: true };
  }
  const page = await feedOf(services, subject).read(after, limit);
  const oldest = page.firstSeq - 1;
  const isOutside = after < oldest || after > page.lastSeq;
  const nextAfter = page.entries.at(-1)?.seq ?? Math.min(after, page.lastSeq);
  return {
    events: page.entries.map(presentEvent),
    progress: page.progress && presentProgress(page.progress),
    reset: isOutside ? await reset(after < oldest ? oldest : page.lastSeq) : null,
    nextAfter,
    closed: page.closed && nextAfter === page.lastSeq,
  };
}
