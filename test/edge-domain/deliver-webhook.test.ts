import { describe, expect, test } from "vitest";
import { WEBHOOK_RETRY_SECONDS } from "#contracts/limits.ts";
import { createSecrets } from "../../edge/adapters/secrets.ts";
import { webhookDeliveries } from "../../edge/adapters/d1/schema-webhooks.ts";
import { createDeliveryStore } from "../../edge/adapters/d1/delivery-store.ts";
import type { Services } from "../../edge/domain/services.ts";
import { deliverWebhook } from "../../edge/domain/webhooks/deliver-webhook.ts";
import type { WebhookAnswer } from "../../edge/domain/webhooks/webhook-sender.ts";
import { newId, T0 } from "../support/build-fleet.ts";
import { openTestDatabase } from "../support/node-sqlite-connection.ts";

const secrets = createSecrets("master-key-0123456789abcdef-0123456789");
const answered = (status: number, retryAfterSeconds: number | null = null): WebhookAnswer => ({
  outcome: "answered",
  status,
  retryAfterSeconds,
});

/** One owed delivery over the real store, and a far receiver that answers what it is told. */
async function owe(answer: () => WebhookAnswer) {
  const database = openTestDatabase();
  const deliveries = createDeliveryStore(database);
  const sent: string[] = [];
  let now = T0;
  const sealed = await secrets.seal("whsec_c2VjcmV0");
  const work: Promise<unknown>[] = [];
  const queued: (number | undefined)[] = [];
  const services = {
    settings: { webhookTimeFactor: 1 },
    afterAnswer: (attempt: Promise<unknown>) => void work.push(attempt),
    webhookEndpoints: { listUntold: () => Promise.resolve([]) },
    webhooksQueue: {
      send: (messages: readonly object[], options?: { delaySeconds: number }) => {
        if (messages.length > 0) queued.push(options?.delaySeconds);
        return Promise.resolve();
      },
    },
    clock: { now: () => now },
    random: { fraction: () => 0 },
    secrets,
    accounts: { listSealedWebhookSecrets: () => Promise.resolve([sealed]) },
    deliveries,
    webhookSender: {
      send: ({ deliveryId }: { deliveryId: string }) => {
        sent.push(deliveryId);
        return Promise.resolve(answer());
      },
    },
  } as unknown as Services;
  const jobId = newId();
  const event = { eventId: "e", jobId, dialect: "render-video", at: T0, type: "job-cancelled" };
  await deliveries.create([
    {
      id: "msg_1",
      eventId: "e",
      eventType: "job-cancelled",
      accountId: newId(),
      jobId,
      endpointId: null,
      target: "receiver",
      url: "https://example.com/hook",
      payloadJson: JSON.stringify(event),
      state: "pending",
      attempts: 0,
      nextAttemptAt: T0,
      createdAt: T0,
    },
  ]);
  return {
    sent,
    queued,
    log: () => deliveries.listAttempts("msg_1", 20),
    /** Waits until the delivery is due and makes its attempt; null when it is not pending. */
    async attempt(present: () => Promise<object | null> = () => Promise.resolve({ a: 1 })) {
      const row = await read();
      if (row.nextAttemptAt === null) return null;
      const waited = (row.nextAttemptAt - now) / 1000;
      now = row.nextAttemptAt;
      await deliver(present);
      return waited;
    },
    again: () => deliver(() => Promise.resolve({})),
    read,
  };
  async function deliver(present: () => Promise<object | null>) {
    await deliverWebhook(services, present, "msg_1");
    await Promise.all(work);
  }
  async function read() {
    const row = await database.select().from(webhookDeliveries).get();
    if (!row) throw new Error("there is no delivery");
    return row;
  }
}

describe("a delivery", () => {
  test("is tried on the whole schedule, then is dead", async () => {
    const delivery = await owe(() => answered(500));
    const waits: (number | null)[] = [];
    for (;;) {
      const waited = await delivery.attempt();
      if (waited === null) break;
      waits.push(waited);
    }
    expect(waits).toEqual([0, ...WEBHOOK_RETRY_SECONDS]);
    expect(new Set(delivery.sent)).toEqual(new Set(["msg_1"]));
    expect(await delivery.read()).toMatchObject({ state: "dead", attempts: 10, lastStatus: 500 });
  });

  test.each([200, 204, 299])(
    "that is answered with %i is delivered, and never sent again",
    async (status) => {
      const delivery = await owe(() => answered(status));
      await delivery.attempt();
      await delivery.again();
      expect(delivery.sent).toHaveLength(1);
      expect(await delivery.read()).toMatchObject({ state: "delivered", lastStatus: status });
    },
  );

  test.each([301, 304, 400, 404, 500])(
    "that is answered with %i is tried again",
    async (status) => {
      const delivery = await owe(() => answered(status));
      await delivery.attempt();
      await delivery.again();
      expect(delivery.sent).toHaveLength(1);
      expect(await delivery.read()).toMatchObject({ state: "pending", attempts: 1 });
    },
  );

  test("whose receiver is gone for good is dead at once", async () => {
    const delivery = await owe(() => answered(410));
    await delivery.attempt();
    expect(await delivery.read()).toMatchObject({ state: "dead", attempts: 1, lastStatus: 410 });
  });

  test.each([
    [3600, 3600],
    [1, 5],
    [1_000_000_000, 86_400],
  ])("whose receiver asks for %i seconds waits %i", async (asked, waits) => {
    const delivery = await owe(() => answered(429, asked));
    await delivery.attempt();
    expect(await delivery.attempt()).toBe(waits);
  });

  test("has every attempt in its log", async () => {
    const answers = [answered(500), answered(204)];
    const delivery = await owe(() => answers.shift() ?? answered(500));
    await delivery.attempt();
    await delivery.attempt();
    expect(await delivery.log()).toEqual([
      {
        attemptedAt: T0,
        durationMilliseconds: 0,
        status: 500,
        error: null,
        nextAttemptAt: T0 + 5000,
      },
      {
        attemptedAt: T0 + 5000,
        durationMilliseconds: 0,
        status: 204,
        error: null,
        nextAttemptAt: null,
      },
    ]);
  });

  test("is called by the queue after a short wait, by the sweep after a long one", async () => {
    const delivery = await owe(() => answered(500));
    await delivery.attempt();
    expect(delivery.queued).toEqual([5]);
    await delivery.attempt();
    expect(delivery.queued).toEqual([5]);
  });

  test("whose body cannot be made is a failed attempt, and dead in the end", async () => {
    const delivery = await owe(() => answered(200));
    const present = () => Promise.reject(new Error("the secret is hunter2"));
    await delivery.attempt(present);
    expect(await delivery.read()).toMatchObject({ state: "pending", attempts: 1 });
    while ((await delivery.attempt(present)) !== null);
    expect(await delivery.read()).toMatchObject({ state: "dead", attempts: 10 });
    expect(JSON.stringify(await delivery.log())).not.toContain("hunter2");
    expect(delivery.sent).toEqual([]);
  });

  test("that could not be sent says why", async () => {
    const delivery = await owe(() => ({ outcome: "unreachable", error: "nobody there" }));
    await delivery.attempt();
    expect(await delivery.read()).toMatchObject({ state: "pending", lastError: "nobody there" });
  });

  test("of which its dialect tells nothing is not sent", async () => {
    const delivery = await owe(() => answered(200));
    await delivery.attempt(() => Promise.resolve(null));
    expect(delivery.sent).toEqual([]);
    expect(await delivery.read()).toMatchObject({ state: "dead", nextAttemptAt: null });
  });
});
