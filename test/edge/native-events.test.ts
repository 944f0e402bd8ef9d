import { evictDurableObject } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import type { FeedClient } from "../../edge/domain/ports.ts";
import { EventPage, StreamMessage } from "../../edge/dialects/native/event-views.ts";
import {
  bindings,
  call,
  callJson,
  collectMessages,
  createCustomer,
  enrolNode,
  eventually,
  submitRender,
} from "./edge-client.ts";
import { openEventStream } from "./event-stream.ts";

let customer: Awaited<ReturnType<typeof createCustomer>>;
let node: Awaited<ReturnType<typeof enrolNode>>;

beforeAll(async () => {
  customer = await createCustomer();
  node = await enrolNode();
  await node.hello();
});

const takeSoon = () => eventually(() => node.take());
const feedOf = (jobId: string) => bindings.FEED.get(bindings.FEED.idFromName(`job:${jobId}`));

async function finishedJob(): Promise<string> {
  const jobId = await submitRender(customer.apiKey);
  await (await node.work(await takeSoon())).text();
  await eventually(async () => {
    const page = await readPage(jobId);
    return page.closed ? page : null;
  });
  return jobId;
}

async function readPage(jobId: string, query = ""): Promise<EventPage> {
  const path = `/api/v2/jobs/${jobId}/events?format=json${query}`;
  return EventPage.parse(await callJson(200, "GET", path, { credential: customer.apiKey }));
}

async function openSocket(path: string, credential: string | null = customer.apiKey) {
  const answer = await call("GET", path, {
    headers: {
      upgrade: "websocket",
      ...(credential !== null && { authorization: `Bearer ${credential}` }),
    },
  });
  if (!answer.webSocket) throw new Error(`no socket: ${answer.status} ${await answer.text()}`);
  return { ...collectMessages(answer.webSocket), socket: answer.webSocket };
}

const ticket = async () =>
  (
    await callJson<{ ticket: string }>(201, "POST", "/api/v2/tickets", {
      credential: customer.apiKey,
    })
  ).ticket;

describe("a job's events", () => {
  it("stream as server-sent events, live, gap-free, and end after the terminal one", async () => {
    const jobId = await submitRender(customer.apiKey);
    const stream = await openEventStream(`/api/v2/jobs/${jobId}/events`, {
      authorization: `Bearer ${customer.apiKey}`,
    });
    const lease = await takeSoon();
    await (await node.report(lease, { percent: 40 })).text();
    const progress = await stream.next((event) => event.type === "progress");
    expect(progress).toMatchObject({ id: null, data: { jobId, percent: 40 } });
    await evictDurableObject(feedOf(jobId), { webSockets: "hibernate" });
    await (await node.work(lease)).text();
    const events = await stream.untilEnd();
    const logged = events.filter((event) => event.id !== null);
    expect(logged.map((event) => event.id)).toEqual(logged.map((_, index) => String(index + 1)));
    expect(logged.at(-1)?.type).toBe("job-completed");
    expect(events.at(-1)?.type).toBe("job-completed");
    for (const event of events) expect(() => StreamMessage.parse(event.data)).not.toThrow();
  });

  it("go on after Last-Event-ID, which wins over `after`, and then say that this was all", async () => {
    const jobId = await finishedJob();
    const { events } = await readPage(jobId);
    const authorization = `Bearer ${customer.apiKey}`;
    const stream = await openEventStream(`/api/v2/jobs/${jobId}/events?after=0`, {
      authorization,
      "last-event-id": "2",
    });
    const replayed = await stream.untilEnd();
    expect(replayed.map((event) => event.id)).toEqual(
      events.slice(2).map((event) => String(event.seq)),
    );
    const done = await call("GET", `/api/v2/jobs/${jobId}/events`, {
      headers: { authorization, "last-event-id": String(events.at(-1)?.seq) },
    });
    expect(done.status).toBe(204);
    await done.text();
  });

  it("come in pages by polling", async () => {
    const jobId = await finishedJob();
    const whole = await readPage(jobId);
    const first = await readPage(jobId, "&limit=2");
    expect(first.events).toEqual(whole.events.slice(0, 2));
    expect(first).toMatchObject({ nextAfter: 2, closed: false, reset: null });
    const second = await readPage(jobId, `&after=${first.nextAfter}`);
    expect(second.events).toEqual(whole.events.slice(2));
    expect(second.closed).toBe(true);
    const byHeader = await call("GET", `/api/v2/jobs/${jobId}/events`, {
      credential: customer.apiKey,
      headers: { accept: "application/json" },
    });
    expect(await byHeader.json()).toEqual(whole);
  });

  it("come over a WebSocket: first what was missed, then live, through hibernation; close 1000", async () => {
    const jobId = await submitRender(customer.apiKey);
    const lease = await takeSoon();
    await eventually(async () => ((await readPage(jobId)).events.length >= 3 ? true : null));
    const listener = await openSocket(`/api/v2/jobs/${jobId}/events?after=1`);
    await listener.next((message) => message.type === "task-leased");
    await evictDurableObject(feedOf(jobId), { webSockets: "hibernate" });
    await (await node.work(lease)).text();
    expect(await listener.closed()).toMatchObject({ code: 1000 });
    const numbers = listener.messages.flatMap(({ seq }) => (typeof seq === "number" ? [seq] : []));
    expect(numbers).toEqual(numbers.map((_, index) => index + 2));
    expect(listener.messages.at(-1)).toMatchObject({ type: "job-completed", jobId });
    for (const message of listener.messages) {
      expect(() => StreamMessage.parse(message)).not.toThrow();
    }
  });

  it("answer a reset with a snapshot when the history is not kept any more", async () => {
    const jobId = await finishedJob();
    const feed = feedOf(jobId) as unknown as FeedClient;
    const { entries } = await feed.read(0, 100);
    const leasedAt = entries[2]!.event.at;
    const kept = entries.find(({ seq, event }) => seq > 3 && event.at > leasedAt)!;
    await feed.forgetBefore(kept.event.at);
    const page = await readPage(jobId, "&after=1");
    expect(page.reset).toMatchObject({ seq: kept.seq - 1, snapshot: { job: { id: jobId } } });
    expect(page.events[0]?.seq).toBe(kept.seq);
    const listener = await openSocket(`/api/v2/jobs/${jobId}/events?after=1`);
    await listener.closed();
    expect(listener.messages[0]).toMatchObject({ type: "reset", seq: kept.seq - 1 });
    expect(listener.messages[1]).toMatchObject({ seq: kept.seq });
    const ahead = await openSocket(`/api/v2/jobs/${jobId}/events?after=99`);
    await ahead.closed();
    expect(ahead.messages).toMatchObject([{ type: "reset", snapshot: { job: { id: jobId } } }]);
  });

  it("answer a reset and end for a job whose feed was deleted long ago", async () => {
    const jobId = await finishedJob();
    await bindings.DB.prepare("UPDATE jobs SET finished_at = 1 WHERE id = ?").bind(jobId).run();
    const authorization = `Bearer ${customer.apiKey}`;
    const path = `/api/v2/jobs/${jobId}/events`;
    const events = await (await openEventStream(path, { authorization })).untilEnd();
    expect(events).toMatchObject([{ type: "reset", data: { snapshot: { job: { id: jobId } } } }]);
    const again = await call("GET", path, {
      headers: { authorization, "last-event-id": String(events[0]?.id) },
    });
    expect(again.status).toBe(204);
    await again.text();
    const listener = await openSocket(path);
    expect(await listener.closed()).toMatchObject({ code: 1000 });
    expect(listener.messages).toMatchObject([{ type: "reset" }]);
    expect(await readPage(jobId)).toMatchObject({ closed: true, events: [] });
  });

  it("are nobody else's", async () => {
    const jobId = await submitRender(customer.apiKey);
    const other = await createCustomer();
    for (const headers of [{}, { accept: "application/json" }, { upgrade: "websocket" }]) {
      const ask = async (id: string) => {
        const path = `/api/v2/jobs/${id}/events`;
        const answer = await call("GET", path, { credential: other.apiKey, headers });
        const { instance, ...body } = (await answer.json()) as Record<string, unknown>;
        expect(instance).toMatch(/^urn:framefleet:request:/);
        return { status: answer.status, body };
      };
      const unknown = await ask(crypto.randomUUID());
      expect(unknown.status).toBe(404);
      expect(await ask(jobId)).toEqual(unknown);
    }
    await callJson(200, "POST", `/api/v2/jobs/${jobId}/cancel`, { credential: customer.apiKey });
  });
});

describe("tickets", () => {
  it("open one stream each, and only in time", async () => {
    const jobId = await finishedJob();
    const path = `/api/v2/jobs/${jobId}/events`;
    const once = await ticket();
    const stream = await openEventStream(`${path}?ticket=${once}`);
    expect((await stream.untilEnd()).at(-1)?.type).toBe("job-completed");
    for (const used of [once, "ff_ticket_unknown"]) {
      const answer = await call("GET", `${path}?ticket=${used}`);
      expect(answer.status).toBe(401);
      await answer.text();
    }
    const listener = await openSocket(`${path}?ticket=${await ticket()}`, null);
    expect(await listener.closed()).toMatchObject({ code: 1000 });
    const late = await ticket();
    await bindings.DB.prepare("UPDATE tickets SET expires_at = 1").run();
    const answer = await call("GET", `${path}?ticket=${late}`);
    expect(answer.status).toBe(401);
    await answer.text();
    const both = await call("GET", `${path}?ticket=${late}`, { credential: customer.apiKey });
    expect(both.status).toBe(400);
    await both.text();
    const elsewhere = await call("GET", `/api/v2/jobs/${jobId}?ticket=${await ticket()}`);
    expect(elsewhere.status).toBe(401);
    await elsewhere.text();
  });
});

describe("feeds of many jobs", () => {
  it("tells an account's listener what is new, or everything after a number", async () => {
    const own = await createCustomer();
    const first = await submitRender(own.apiKey);
    await (await node.work(await takeSoon())).text();
    const events = "/api/v2/events?format=json";
    await eventually(async () => {
      const page = await callJson<EventPage>(200, "GET", events, { credential: own.apiKey });
      return page.events.some((event) => event.type === "job-completed") || null;
    });
    const live = await openSocket("/api/v2/events", own.apiKey);
    const replaying = await openSocket("/api/v2/events?after=0", own.apiKey);
    const second = await submitRender(own.apiKey);
    await (await node.work(await takeSoon())).text();
    for (const listener of [live, replaying]) {
      await listener.next(
        (message) => message.type === "job-completed" && message.jobId === second,
      );
      listener.socket.close(1000);
    }
    expect(live.messages.filter((message) => message.jobId === first)).toEqual([]);
    const numbers = replaying.messages.flatMap(({ seq }) => (typeof seq === "number" ? [seq] : []));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  it("reads, follows, explains and cancels a batch", async () => {
    const own = await createCustomer({ limits: { maximumRunningJobs: 1 } });
    const credential = own.apiKey;
    const batchId = crypto.randomUUID();
    await bindings.DB.prepare(
      "INSERT INTO batches (id, account_id, dialect, size, request_json, created_at) VALUES (?, ?, 'world-model', 2, '{}', 1)",
    )
      .bind(batchId, own.id)
      .run();
    const jobIds: string[] = [];
    for (const index of [0, 1]) {
      const jobId = await submitRender(own.apiKey);
      jobIds.push(jobId);
      await bindings.DB.prepare("UPDATE jobs SET batch_id = ?, batch_index = ? WHERE id = ?")
        .bind(batchId, index, jobId)
        .run();
    }
    const path = `/api/v2/batches/${batchId}`;
    expect(await callJson(200, "GET", path, { credential })).toMatchObject({
      state: "processing",
      size: 2,
      jobs: jobIds.map((id) => ({ id, batchId })),
    });
    expect(await callJson(200, "GET", `${path}/waiting`, { credential })).toMatchObject(
      jobIds.map((jobId) => ({ jobId })),
    );
    const page = await callJson(200, "GET", `${path}/events?format=json`, { credential });
    expect(EventPage.parse(page).closed).toBe(false);
    const cancelled = await callJson(200, "POST", `${path}/cancel`, { credential });
    expect(cancelled).toMatchObject({
      state: "failed",
      jobs: [{ state: "cancelled" }, { state: "cancelled" }],
    });
    expect(await callJson(200, "POST", `${path}/cancel`, { credential })).toEqual(cancelled);
    for (const ending of ["", "/events?format=json", "/waiting"]) {
      const foreign = { credential: customer.apiKey };
      await callJson(404, "GET", path + ending, foreign);
    }
    await callJson(404, "POST", `${path}/cancel`, { credential: customer.apiKey });
  });
});

it("closes a listener that floods its feed", async () => {
  const jobId = await submitRender(customer.apiKey);
  const loud = await openSocket(`/api/v2/jobs/${jobId}/events`);
  loud.socket.send("x".repeat(64 * 1024 + 1));
  expect(await loud.closed()).toMatchObject({ code: 1009 });
  const fast = await openSocket(`/api/v2/jobs/${jobId}/events`);
  for (let index = 0; index < 100; index += 1) fast.socket.send("hello");
  expect(await fast.closed()).toMatchObject({ code: 1008 });
  await callJson(200, "POST", `/api/v2/jobs/${jobId}/cancel`, { credential: customer.apiKey });
});
