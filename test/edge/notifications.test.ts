import { beforeAll, describe, expect, it } from "vitest";
import type { Env } from "../../edge/composition.ts";
import worker from "../../edge/index.ts";
import { createExecutionContext, env } from "cloudflare:test";
import {
  bindings,
  call,
  callJson,
  collectMessages,
  createCustomer,
  eventually,
  ORIGIN,
  submitRender,
} from "./edge-client.ts";

let customer: Awaited<ReturnType<typeof createCustomer>>;
let silent: Awaited<ReturnType<typeof open>>;

/** Opens `/notifications` and says nothing yet. */
async function open(changes: Record<string, unknown> = {}) {
  const request = new Request(`${ORIGIN}/notifications`, { headers: { upgrade: "websocket" } });
  const answer = await worker.fetch(
    request as Parameters<typeof worker.fetch>[0],
    { ...env, ...changes } as unknown as Env,
    createExecutionContext(),
  );
  const socket = answer.webSocket;
  if (!socket) throw new Error(`no socket: ${answer.status}`);
  const say = (message: object) => socket.send(JSON.stringify(message));
  return { ...collectMessages(socket), socket, say };
}

beforeAll(async () => {
  customer = await createCustomer();
  // Opened first, since it is to be closed after ten seconds.
  silent = await open();
});

const failed = (message: string) => ({ type: "error", job_id: null, status: "failed", message });

describe("before it is subscribed a socket", () => {
  it.each<[string, string | Uint8Array<ArrayBuffer>]>([
    ["is no JSON", "hello"],
    ["is binary", new Uint8Array([123, 125])],
    ["is of another type", JSON.stringify({ type: "unsubscribe" })],
    ["has no key", JSON.stringify({ type: "subscribe" })],
    ["has a strange after", JSON.stringify({ type: "subscribe", api_key: "k", after: -1 })],
  ])("is closed with 1008 when its first message %s", async (_name, message) => {
    const { socket, messages, closed } = await open();
    socket.send(message);
    expect(await closed()).toMatchObject({ code: 1008 });
    expect(messages).toEqual([
      failed('The first message must be {"type":"subscribe","api_key":"…"}.'),
    ]);
  });

  it("is told of a bad key before it is closed with 1008", async () => {
    const { say, messages, closed } = await open();
    say({ type: "subscribe", api_key: `ff_live_${"n".repeat(43)}` });
    expect(await closed()).toMatchObject({ code: 1008 });
    expect(messages).toEqual([failed("The credential is missing or not valid.")]);
  });

  it("is closed with 1009 for a message over 64 KB, counted in bytes", async () => {
    for (const text of ["x".repeat(65_537), "é".repeat(32_769)]) {
      const { socket, messages, closed } = await open();
      socket.send(text);
      expect(await closed()).toMatchObject({ code: 1009 });
      expect(messages).toEqual([]);
    }
  });

  it("is an ordinary address without an upgrade", async () => {
    const answer = await call("GET", "/notifications");
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: "invalid_request" });
  });
});

describe("a subscribed socket", () => {
  it("may send 20 messages a second, then is closed with 1008", async () => {
    const { say, messages, closes, closed } = await open();
    say({ type: "subscribe", api_key: customer.apiKey });
    for (let sent = 1; sent < 20; sent += 1) say({ type: "ping" });
    expect(closes).toEqual([]);
    for (let sent = 0; sent < 25; sent += 1) say({ type: "ping" });
    expect(await closed()).toMatchObject({ code: 1008, reason: "Too many messages." });
    expect(messages).toEqual([]);
  });

  it.each(["revoked", "disabled"])(
    "is refused soon after its key or account was %s",
    async (how) => {
      const { id, keyId, apiKey } = await createCustomer();
      const { say, messages, closes, closed, next } = await open({ SOCKET_CHECK_SECONDS: "0.2" });
      say({ type: "subscribe", api_key: apiKey, after: 0 });
      const jobId = await submitRender(apiKey);
      await callJson(200, "POST", `/api/v1/render-video/${jobId}/cancel`, { credential: apiKey });
      await next((message) => message.job_id === jobId);
      expect(closes).toEqual([]);
      const disabled = bindings.DB.prepare("UPDATE accounts SET disabled_at = 1 WHERE id = ?");
      if (how === "disabled") await disabled.bind(id).run();
      else {
        await callJson(204, "DELETE", `/api/v2/accounts/${id}/keys/${keyId}`, {
          credential: bindings.OPERATOR_TOKEN,
        });
      }
      expect(await closed()).toMatchObject({ code: 1008 });
      expect(messages.at(-1)).toEqual(
        failed(
          how === "disabled"
            ? "The account is disabled."
            : "The credential is missing or not valid.",
        ),
      );
    },
  );

  it("is told to come back when its key cannot be checked twice", async () => {
    let broken = false;
    const prepare = (sql: string) => {
      if (broken) throw new Error("the database is away");
      return bindings.DB.prepare(sql);
    };
    const DB = { prepare, batch: bindings.DB.batch.bind(bindings.DB) };
    const { say, closes, closed } = await open({ SOCKET_CHECK_SECONDS: "0.2", DB });
    say({ type: "subscribe", api_key: customer.apiKey });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(closes).toEqual([]);
    broken = true;
    expect(await closed()).toMatchObject({ code: 1012 });
  });
});

it("a socket that says nothing is closed after ten seconds", async () => {
  const closed = await eventually(() => Promise.resolve(silent.closes[0] ?? null), 600);
  expect(closed).toMatchObject({ code: 1008 });
  expect(silent.messages).toEqual([
    failed("The first message must be subscribe, within 10 seconds."),
  ]);
});
