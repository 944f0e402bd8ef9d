import { createExecutionContext, env } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import type { Env } from "../../edge/composition.ts";
import { BatchStatusMessage, VideoStatusMessage } from "../../edge/dialects/world-model/views.ts";
import worker from "../../edge/index.ts";
import {
  bindings,
  call,
  callJson,
  collectMessages,
  createCustomer,
  enrolNode,
  eventually,
  ORIGIN,
} from "./edge-client.ts";

type Message = { seq: number; status: string; progress: number; video_url: string | null };

let customer: Awaited<ReturnType<typeof createCustomer>>;
let stranger: Awaited<ReturnType<typeof createCustomer>>;
let node: Awaited<ReturnType<typeof enrolNode>>;

beforeAll(async () => {
  customer = await createCustomer();
  stranger = await createCustomer();
  node = await enrolNode("three slots", 3);
  await node.hello();
});

const ask = <Body>(status: number, method: string, path: string, body?: object) =>
  callJson<Body>(status, method, path, { credential: customer.apiKey, ...(body && { body }) });
const takeSoon = (slotIndex = 0) => eventually(() => node.take(slotIndex));

async function submitVideo(): Promise<string> {
  const body = { prompt: "A mill by the river" };
  return (await ask<{ job_id: string }>(200, "POST", "/api/video/single_inference", body)).job_id;
}

async function submitBatch(prompts: string[]): Promise<string> {
  const path = "/api/video/batch_inference";
  return (await ask<{ batch_id: string }>(200, "POST", path, { prompts })).batch_id;
}

/** Opens a socket of a deployment whose variables may differ. */
async function open(
  path: string,
  { credential = customer.apiKey as string | null, changes = {} as Record<string, unknown> } = {},
) {
  const headers = { upgrade: "websocket", ...(credential !== null && { "x-api-key": credential }) };
  const request = new Request(`${ORIGIN}/api/ws/${path}`, { headers });
  const answer = await worker.fetch(
    request as Parameters<typeof worker.fetch>[0],
    { ...env, ...changes } as unknown as Env,
    createExecutionContext(),
  );
  const socket = answer.webSocket;
  if (!socket) throw new Error(`no socket: ${answer.status} ${await answer.text()}`);
  const collected = collectMessages(socket);
  return { ...collected, socket, messages: collected.messages as unknown as Message[] };
}

/** Each entry of the feed once, in its order, and nothing that a client sees falls. */
function expectGapFree(messages: readonly Message[], from: number) {
  const seqs = [...new Set(messages.map(({ seq }) => seq))];
  expect(seqs).toEqual(Array.from(seqs, (_, index) => from + index));
  expect(messages.map(({ seq }) => seq)).toEqual(
    messages.map(({ seq }) => seq).toSorted((a, b) => a - b),
  );
  const percents = messages.map(({ progress }) => progress);
  expect(percents).toEqual(percents.toSorted((a, b) => a - b));
}

describe("the socket of a video", () => {
  it("tells the status now, every change and the end, then closes with 1000", async () => {
    const jobId = await submitVideo();
    const { messages, next, closed } = await open(`video/${jobId}`);
    await next((message) => message["status"] === "pending");
    const { seq, ...first } = messages[0]!;
    expect(first).toEqual(await ask(200, "GET", `/api/video/status/${jobId}`));
    const lease = await takeSoon();
    await (await node.report(lease, { percent: 40 })).text();
    await next((message) => message["progress"] === 40 && message["status"] === "generating");
    await (await node.report(lease, { reportNumber: 2, percent: 20 })).text();
    await (await node.report(lease, { reportNumber: 3, percent: 80, stage: "encoding" })).text();
    await next((message) => message["progress"] === 80 && message["status"] === "processing");
    await (await node.work(lease)).text();
    expect(await closed()).toMatchObject({ code: 1000 });
    expect(messages.at(-1)).toMatchObject({ status: "complete", progress: 100 });
    expectGapFree(messages, seq);
    for (const message of messages) VideoStatusMessage.parse(message);
    const video = await call("GET", messages.at(-1)!.video_url!);
    expect([video.status, (await video.arrayBuffer()).byteLength > 0]).toEqual([200, true]);

    const late = await open(`video/${jobId}`);
    expect(await late.closed()).toMatchObject({ code: 1000 });
    expect(late.messages).toHaveLength(1);
    const { seq: lastSeq, video_url: _link, ...only } = late.messages[0]!;
    const { video_url: _other, ...status } = await ask<Message>(
      200,
      "GET",
      `/api/video/status/${jobId}`,
    );
    expect([lastSeq, only]).toEqual([messages.at(-1)!.seq, status]);
  });

  it("replays what came after a sequence number, also once all is over", async () => {
    const jobId = await submitVideo();
    const cut = await open(`video/${jobId}?after=0`);
    await cut.next((message) => message["seq"] === 1);
    const lease = await takeSoon();
    await (await node.report(lease, { percent: 60 })).text();
    await cut.next((message) => message["progress"] === 60);
    const seen = cut.messages.at(-1)!;
    cut.socket.close(1000);
    await (await node.report(lease, { reportNumber: 2, percent: 70, stage: "encoding" })).text();
    const back = await open(`video/${jobId}?after=${seen.seq}`);
    await back.next((message) => message["status"] === "processing");
    await (await node.work(lease)).text();
    expect(await back.closed()).toMatchObject({ code: 1000 });
    expect(back.messages[0]!.progress).toBeGreaterThanOrEqual(seen.progress);
    const [first] = back.messages;
    expect(first!.seq - seen.seq).toBeLessThanOrEqual(1);
    expectGapFree(back.messages, first!.seq);

    const whole = await open(`video/${jobId}?after=0`);
    expect(await whole.closed()).toMatchObject({ code: 1000 });
    expectGapFree(whole.messages, 1);
    expect(whole.messages[0]).toMatchObject({ status: "pending", progress: 0 });
    expect(whole.messages.at(-1)).toMatchObject({
      status: "complete",
      seq: back.messages.at(-1)!.seq,
    });
    const beyond = await open(`video/${jobId}?after=999999`);
    expect(await beyond.closed()).toMatchObject({ code: 1000 });
    expect(beyond.messages).toMatchObject([{ status: "complete" }]);
  });

  it("is found by a batch's id and the job's name, and says why a video failed", async () => {
    const batchId = await submitBatch(["A pier"]);
    const { messages, closed } = await open(`video/${batchId}/job_0`);
    const lease = await takeSoon();
    const failure = { reason: "error", code: "model-failed", message: "No.", retryable: false };
    await (await node.fail(lease, failure)).text();
    expect(await closed()).toMatchObject({ code: 1000 });
    expect(messages.at(-1)).toMatchObject({ status: "failed", message: "No.", video_url: null });
  });
});

describe("the socket of a batch", () => {
  it("tells the whole batch after every change and closes when all its jobs have ended", async () => {
    const batchId = await submitBatch(["A bay", "A dune", "A reef"]);
    const { messages, next, closed, closes } = await open(`batch/${batchId}`);
    await next((message) => message["status"] === "processing");
    const { seq, ...first } = messages[0]!;
    expect(first).toEqual(await ask(200, "GET", `/api/video/batch_status/${batchId}`));
    const [one, two, three] = [await takeSoon(0), await takeSoon(1), await takeSoon(2)];
    await (await node.report(one, { percent: 50 })).text();
    await (await node.report(two, { percent: 25, stage: "encoding" })).text();
    await next((message) =>
      BatchStatusMessage.parse(message).jobs.some((job) => job.progress === 50),
    );
    await (await node.work(one)).text();
    await next((message) => message["completed"] === 1);
    const failure = { reason: "error", code: "model-failed", message: "No.", retryable: false };
    await (await node.fail(two, failure)).text();
    await next((message) => message["failed"] === 1);
    expect(closes).toEqual([]);
    await (await node.work(three)).text();
    expect(await closed()).toMatchObject({ code: 1000 });
    const told = messages.map((message) => BatchStatusMessage.parse(message));
    const { seq: _last, ...last } = told.at(-1)!;
    expect(last).toMatchObject({ status: "partial", total: 3, completed: 2, failed: 1 });
    const stored = await ask<typeof last>(200, "GET", `/api/video/batch_status/${batchId}`);
    const unsigned = (jobs: typeof last.jobs) =>
      jobs.map((job) => ({ ...job, video_url: job.video_url?.split("?")[0] ?? null }));
    expect(unsigned(last.jobs)).toEqual(unsigned(stored.jobs));
    expect(told.slice(0, -1).every((message) => message.status === "processing")).toBe(true);
    for (const index of [0, 1, 2]) {
      expectGapFree(
        told.map((message) => ({ ...message.jobs[index]!, seq: message.seq })),
        seq,
      );
    }

    const replay = await open(`batch/${batchId}?after=${seq}`);
    expect(await replay.closed()).toMatchObject({ code: 1000 });
    expect(replay.messages.map((message) => message.seq)).toEqual(
      [...new Set(told.map((message) => message.seq))].slice(1),
    );
    const late = await open(`batch/${batchId}`);
    expect(await late.closed()).toMatchObject({ code: 1000 });
    expect(late.messages).toMatchObject([{ status: "partial" }]);
  });
});

describe("a socket is refused before its upgrade", () => {
  it.each(["video/nonsense", `video/${crypto.randomUUID()}`, `video/${crypto.randomUUID()}/job_0`])(
    "with 404 for %s",
    async (path) => {
      await expect(open(path)).rejects.toThrow('404 {"detail":"There is no job with this id."}');
    },
  );

  it("with 404 for foreign ids, 401 without a credential, 400 for a strange after", async () => {
    const jobId = await submitVideo();
    const batchId = await submitBatch(["A cove"]);
    const foreign = { credential: stranger.apiKey };
    await expect(open(`video/${jobId}`, foreign)).rejects.toThrow("404");
    await expect(open(`batch/${batchId}`, foreign)).rejects.toThrow(
      '404 {"detail":"There is no batch with this id."}',
    );
    await expect(open(`video/${jobId}`, { credential: null })).rejects.toThrow("401");
    await expect(open(`video/${jobId}?after=-1`)).rejects.toThrow("400");
    const plain = await ask(400, "GET", `/api/ws/video/${jobId}`);
    expect(plain).toEqual({ detail: "This address is a WebSocket. Please upgrade." });
    await ask(200, "POST", `/api/video/cancel/${jobId}`);
    await ask(200, "POST", `/api/video/batch_cancel/${batchId}`);
  });
});

describe("who listens", () => {
  it("may come with a ticket, which is good once", async () => {
    const jobId = await submitVideo();
    const { ticket } = await ask<{ ticket: string }>(201, "POST", "/api/v2/tickets");
    const path = `video/${jobId}?ticket=${ticket}`;
    const { next, closed } = await open(path, { credential: null });
    await next((message) => message["status"] === "pending");
    await expect(open(path, { credential: null })).rejects.toThrow("401");
    await expect(open(path)).rejects.toThrow("400");
    await ask(200, "POST", `/api/video/cancel/${jobId}`);
    expect(await closed()).toMatchObject({ code: 1000 });
  });

  it.each(["key", "ticket"])("is let go soon after the %s's account was disabled", async (by) => {
    const { id, apiKey } = await createCustomer();
    const credential = apiKey;
    const body = { prompt: "A quay" };
    const { job_id: jobId } = await callJson<{ job_id: string }>(
      200,
      "POST",
      "/api/video/single_inference",
      { credential, body },
    );
    const changes = { SOCKET_CHECK_SECONDS: "0.2" };
    const { ticket } = await callJson<{ ticket: string }>(201, "POST", "/api/v2/tickets", {
      credential,
    });
    const { next, closed } =
      by === "key"
        ? await open(`video/${jobId}`, { credential, changes })
        : await open(`video/${jobId}?ticket=${ticket}`, { credential: null, changes });
    await next((message) => message["status"] === "pending");
    await callJson(200, "POST", `/api/v2/jobs/${await submitVideo()}/cancel`, {
      credential: customer.apiKey,
    });
    await bindings.DB.prepare("UPDATE accounts SET disabled_at = 1 WHERE id = ?").bind(id).run();
    expect(await closed()).toMatchObject({ code: 1008, reason: "The account is disabled." });
  });

  it("is let go when it sends too much", async () => {
    const jobId = await submitVideo();
    const { socket, closed } = await open(`video/${jobId}`);
    for (let sent = 0; sent < 25; sent += 1) socket.send("ping");
    expect(await closed()).toMatchObject({ code: 1008, reason: "Too many messages." });
    await ask(200, "POST", `/api/video/cancel/${jobId}`);
  });
});
