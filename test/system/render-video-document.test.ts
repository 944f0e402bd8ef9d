import { setTimeout as sleep } from "node:timers/promises";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { compareShape } from "../documents/compare-shape.ts";
import { readBlock } from "../documents/read-block.ts";
import { readExample } from "../documents/read-example.ts";
import { type CommonFleet, joinCommonFleet } from "./common-fleet.ts";
import { readDatabase } from "./read-database.ts";
import { receiveWebhooks, type WebhookReceiver } from "./receive-webhooks.ts";

const block = (name: string) => readBlock("render-video", `${name}.json`);
const example = (name: string) => readExample(block(name));
const Submitted = z.object({ job_id: z.uuid() });

let fleet: CommonFleet;
let receiver: WebhookReceiver;
let listener: Listener;

beforeAll(async () => {
  fleet = await joinCommonFleet();
  receiver = await receiveWebhooks();
  listener = await listen(block("subscribe").replace("your-api-key-here", fleet.deployment.apiKey));
});
afterAll(() => {
  listener?.socket.close();
  receiver?.close();
});

test("the document's request is accepted as it stands, and its far callback disturbs nobody", async () => {
  const answer = await ask("POST", "", block("request"));
  expect(answer.status).toBe(200);
  expect(compareShape(example("response"), answer.json)).toEqual([]);
  expect(answer.json).toMatchObject({
    status: "queued",
    message: "Your video rendering job has been queued.",
  });
  const { job_id: jobId } = Submitted.parse(answer.json);
  const cancelled = await ask("POST", `/${jobId}/cancel`);
  expect(cancelled.status).toBe(200);
  const told = await listener.next(jobId);
  expect(compareShape(example("error-notification"), told, { extra: ["seq"] })).toEqual([]);
  expect(told).toMatchObject({ type: "error", status: "cancelled" });
  // The callback is owed, and cannot be delivered.
  const owed = await eventually(() =>
    readDatabase(
      fleet.stateFolder,
      "SELECT url, attempts, state FROM webhook_deliveries WHERE job_id = ? AND attempts > 0",
      jobId,
    ).at(0),
  );
  expect(owed).toMatchObject({ url: "https://developer-app.com/webhook/complete" });
});

test("a listener and a callback are told of a finished video in the document's own words", async () => {
  const request = { ...(example("request") as object), resolution: "720p", duration: 1 };
  const body = JSON.stringify({ ...request, callback_url: receiver.url });
  const { job_id: jobId } = Submitted.parse((await ask("POST", "", body)).json);
  const wanted = {
    type: "job_complete",
    job_id: jobId,
    status: "completed",
    message: "Your video has been successfully rendered and is available for download.",
    duration: 1,
    resolution: "720p",
    format: "mp4",
  };

  const told = await listener.next(jobId);
  expect(compareShape(example("job-complete"), told, { extra: ["seq"] })).toEqual([]);
  expect(told).toMatchObject({ ...wanted, seq: expect.any(Number) as number });

  const delivery = await receiver.next();
  const { webhookSecret } = fleet.deployment;
  const payload = new Webhook(webhookSecret).verify(delivery.body, delivery.headers);
  expect(compareShape(example("job-complete"), payload)).toEqual([]);
  expect(payload).toMatchObject(wanted);
  const forged = { ...delivery.headers, "webhook-id": "another" };
  expect(() => new Webhook(webhookSecret).verify(delivery.body, forged)).toThrow();

  const links = z.object({ video_url: z.url(), thumbnail_url: z.url() });
  for (const one of [links.parse(told), links.parse(payload)]) {
    expect(new URL(one.video_url).pathname).toBe(`/videos/${jobId}.mp4`);
    expect(new URL(one.thumbnail_url).pathname).toBe(`/thumbnails/${jobId}.png`);
    for (const url of [one.video_url, one.thumbnail_url]) {
      const file = await fetch(url);
      expect(file.status).toBe(200);
      expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(1000);
    }
  }
  const status = await ask("GET", `/${jobId}`);
  const allowed = { extra: ["progress"], missing: ["type"] };
  expect(compareShape(example("job-complete"), status.json, allowed)).toEqual([]);
});

test("a wrong resolution is refused with the document's very answer", async () => {
  const request = { ...(example("request") as object), resolution: "480p" };
  const answer = await ask("POST", "", JSON.stringify(request));
  expect(answer.status).toBe(400);
  expect(answer.json).toEqual(example("error-response"));
});

test("a listener with the document's placeholder as its key is told so, and let go", async () => {
  const stranger = await listen(block("subscribe"));
  const told = await stranger.next(null);
  const allowed = { nullable: ["job_id"], extra: ["seq"] };
  expect(compareShape(example("error-notification"), told, allowed)).toEqual([]);
  expect(told).toMatchObject({ type: "error", status: "failed", job_id: null });
  expect(await stranger.closed).toBe(1008);
});

async function ask(method: "GET" | "POST", path: string, body?: string) {
  const { origin, apiKey } = fleet.deployment;
  const answer = await fetch(`${origin}/api/v1/render-video${path}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    ...(body !== undefined && { body }),
  });
  return { status: answer.status, json: (await answer.json()) as unknown };
}

type Told = Record<string, unknown>;
type Listener = {
  socket: WebSocket;
  /** The first message about this job; waits for it. */
  next(jobId: string | null): Promise<Told>;
  closed: Promise<number>;
};

/** Opens the socket as the document says: the first message is the block. */
async function listen(firstMessage: string): Promise<Listener> {
  const socket = new WebSocket(`${fleet.deployment.origin.replace(/^http/, "ws")}/notifications`);
  const told: Told[] = [];
  socket.addEventListener("message", ({ data }) => told.push(JSON.parse(String(data)) as Told));
  const closed = new Promise<number>((resolve) =>
    socket.addEventListener("close", ({ code }) => resolve(code)),
  );
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", () => reject(new Error("the socket did not open")));
  });
  socket.send(firstMessage);
  return {
    socket,
    closed,
    next: (jobId) => eventually(() => told.find((message) => message["job_id"] === jobId)),
  };
}

async function eventually<Value>(read: () => Value | undefined): Promise<Value> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const value = read();
    if (value !== undefined) return value;
    await sleep(100);
  }
  throw new Error("it did not happen in time");
}
