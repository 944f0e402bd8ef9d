import { Webhook } from "standardwebhooks";
import { afterEach, expect, test } from "vitest";
import { createWebhookSender } from "../../edge/adapters/http/webhook-sender.ts";
import { receiveRequests } from "../support/receive-requests.ts";

const secret = `whsec_${btoa("a-secret-of-thirty-two-characters")}`;
const timestampSeconds = Math.floor(Date.now() / 1000);
const cleanUps: (() => unknown)[] = [];

afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

/** A receiver that is gone after the test. */
async function receive(answer: Parameters<typeof receiveRequests>[0]) {
  const receiver = await receiveRequests(answer);
  cleanUps.push(receiver.close);
  return { received: receiver.received, url: `${receiver.origin}/hook` };
}

const send = (url: string, timeoutMilliseconds = 15_000, secrets = [secret]) =>
  createWebhookSender(fetch, timeoutMilliseconds).send({
    url,
    deliveryId: "msg_1",
    secrets,
    timestampSeconds,
    body: '{"type":"job_complete"}',
  });

test("a webhook is verified by the reference library", async () => {
  const { received, url } = await receive((_, response) => response.writeHead(204).end());
  expect(await send(url)).toEqual({ outcome: "answered", status: 204, retryAfterSeconds: null });
  const [delivery] = received;
  expect(delivery?.headers).toMatchObject({
    "content-type": "application/json",
    "user-agent": "Framefleet-Webhooks/1",
    "webhook-id": "msg_1",
    "webhook-timestamp": String(timestampSeconds),
  });
  const verified = new Webhook(secret).verify(delivery?.body ?? "", delivery?.headers ?? {});
  expect(verified).toEqual({ type: "job_complete" });
});

test("while two secrets overlap, a receiver may know either", async () => {
  const older = `whsec_${btoa("another-secret-of-thirty-two-chars")}`;
  const { received, url } = await receive((_, response) => response.writeHead(204).end());
  await send(url, undefined, [secret, older]);
  const [delivery] = received;
  for (const known of [secret, older]) {
    const verified = new Webhook(known).verify(delivery?.body ?? "", delivery?.headers ?? {});
    expect(verified).toEqual({ type: "job_complete" });
  }
  const stranger = new Webhook(`whsec_${btoa("nobody-gave-this-secret-to-anyone!")}`);
  expect(() => stranger.verify(delivery?.body ?? "", delivery?.headers ?? {})).toThrow();
});

test.each([301, 302, 303, 307, 308])(
  "a redirect with %i is an answer, never followed",
  async (status) => {
    const { received, url } = await receive((_, response) =>
      response.writeHead(status, { location: "/elsewhere" }).end(),
    );
    expect(await send(url)).toMatchObject({ outcome: "answered", status });
    expect(received.map((request) => request.url)).toEqual(["/hook"]);
  },
);

test.each([
  ["120", 120],
  [" 0 ", 0],
  [new Date((timestampSeconds + 90) * 1000).toUTCString(), 90],
  [new Date((timestampSeconds - 90) * 1000).toUTCString(), 0],
  ["-5", null],
  ["soon", null],
  ["1e3", null],
])("Retry-After: %s", async (value, retryAfterSeconds) => {
  const { url } = await receive((_, response) =>
    response.writeHead(503, { "retry-after": value }).end("busy"),
  );
  expect(await send(url)).toEqual({ outcome: "answered", status: 503, retryAfterSeconds });
});

test("a receiver that never answers is given up", async () => {
  const { received, url } = await receive(() => undefined);
  const answer = await send(url, 200);
  expect(answer).toMatchObject({ outcome: "unreachable" });
  expect(answer.outcome === "unreachable" && answer.error).toMatch(/timeout/i);
  expect(received).toHaveLength(1);
});

test("an answer without end is cut off, and its status counts", async () => {
  let cut = false;
  let written = 0;
  const { url } = await receive((_, response) => {
    response.on("close", () => (cut = true)).writeHead(200);
    const chunk = "x".repeat(16_384);
    const pour = () => {
      while (!response.destroyed && response.write(chunk)) written += chunk.length;
    };
    response.on("drain", pour);
    pour();
  });
  expect(await send(url)).toMatchObject({ outcome: "answered", status: 200 });
  const poured = written;
  while (!cut) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(poured).toBeLessThan(100 * 1024 * 1024);
});

test("an answer whose body drips for ever is cut off, and its status counts", async () => {
  const { url } = await receive((_, response) => {
    response.writeHead(500).write("x");
    const timer = setInterval(() => response.write("x"), 50);
    response.on("close", () => clearInterval(timer));
  });
  expect(await send(url, 400)).toMatchObject({ outcome: "answered", status: 500 });
});

test("nobody there is said without the secret or the body", async () => {
  const answer = await send("http://127.0.0.1:1/hook");
  expect(answer).toMatchObject({ outcome: "unreachable" });
  expect(JSON.stringify(answer)).not.toContain(secret);
});
