import { sql } from "drizzle-orm";
import { SQLiteSyncDialect } from "drizzle-orm/sqlite-core";
import { describe, expect, test } from "vitest";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { createDeliveryStore } from "../../../edge/adapters/d1/delivery-store.ts";
import { createWebhookEndpointStore } from "../../../edge/adapters/d1/webhook-endpoint-store.ts";
import type { WebhookDelivery } from "../../../edge/domain/webhooks/delivery-store.ts";
import { buildFleet, newId, T0 } from "../../support/build-fleet.ts";

const AT_ONCE = 5;
const MANY = 100_000;

/** What a delivery store must do: each delivery is tried by one at a time until it ends. */
export function describeDeliveryStore(open: () => Promise<Database>): void {
  const aDelivery = (change: Partial<WebhookDelivery> = {}): WebhookDelivery => ({
    id: newId(),
    accountId: newId(),
    jobId: newId(),
    eventId: newId(),
    eventType: "job-completed",
    endpointId: null,
    url: "https://example.com/hook",
    target: newId(),
    payloadJson: '{"text":"ü"}',
    state: "pending",
    attempts: 0,
    nextAttemptAt: T0,
    createdAt: T0,
    ...change,
  });
  const setUp = async (change: Partial<WebhookDelivery> = {}) => {
    const database = await open();
    const store = createDeliveryStore(database);
    const delivery = aDelivery(change);
    await store.create([delivery]);
    const claim = (id: string, now: number, until = now + 60_000) =>
      store.claim(id, now, until, AT_ONCE);
    const callDue = (now: number, ofEachTarget = AT_ONCE) =>
      store.callDue({ overdueSince: now, now, limit: MANY, ofEachTarget });
    return { database, store, delivery, claim, callDue };
  };
  const anAttempt = (deliveryId: string) => ({
    deliveryId,
    attemptedAt: T0,
    durationMilliseconds: 12,
    state: "pending" as const,
    status: 500,
    error: null,
    nextAttemptAt: T0 + 5000,
    health: "failed" as const,
    failingBefore: 0,
    now: T0 + 12,
  });

  test("is written once, however many at a time", async () => {
    const { store, delivery, claim, callDue } = await setUp();
    const many = Array.from({ length: 150 }, () => aDelivery());
    await store.create([{ ...delivery, url: "https://other.example" }, ...many]);
    await store.create([]);
    expect(await claim(delivery.id, T0)).toEqual({ ...delivery, nextAttemptAt: T0 + 60_000 });
    const due = await callDue(T0);
    expect(due).toEqual(expect.arrayContaining(many.map(({ id }) => id)));
    expect(due).not.toContain(delivery.id);
  });

  test("is written and sent again by the thousand, whatever all of them weigh", async () => {
    const database = await open();
    const sizes: number[] = [];
    const atomically: Database["atomically"] = (templates) => {
      const values = templates.flatMap((one) => new SQLiteSyncDialect().sqlToQuery(one).params);
      sizes.push(...values.map((value) => String(value).length));
      return database.atomically(templates);
    };
    const store = createDeliveryStore(Object.assign(Object.create(database), { atomically }));
    const url = `https://example.com/${"long/".repeat(380)}`;
    const many = Array.from({ length: 1000 }, () => aDelivery({ url }));
    await store.create(many);
    const later = many.map((one) => ({ ...one, nextAttemptAt: T0 + 1 }));
    await store.restart([...later, aDelivery({ url })]);
    const [outcome] = await database.atomically([
      sql`SELECT next_attempt_at, COUNT(*) FROM webhook_deliveries WHERE url = ${url} GROUP BY 1`,
    ]);
    expect(outcome?.rows).toEqual([
      [T0, 1],
      [T0 + 1, 1000],
    ]);
    // D1 in production takes no bound value above 2 MB, which none here says.
    expect(Math.max(...sizes)).toBeLessThan(1_000_000);
  });

  test("is claimed by one of many, when due, and again once that one is silent", async () => {
    const { delivery, claim } = await setUp();
    expect(await claim(delivery.id, T0 - 1)).toBeNull();
    const claims = await Promise.all(
      Array.from({ length: 5 }, () => claim(delivery.id, T0, T0 + 100)),
    );
    expect(claims.filter((one) => one !== null)).toHaveLength(1);
    expect(await claim(delivery.id, T0 + 99)).toBeNull();
    expect(await claim(delivery.id, T0 + 100)).toMatchObject({ attempts: 0 });
    expect(await claim(newId(), T0)).toBeNull();
  });

  test("waits until the job's earlier ones to the same target were tried", async () => {
    const { store, delivery: first, claim } = await setUp();
    const second = aDelivery({ jobId: first.jobId, target: first.target });
    const elsewhere = aDelivery({ jobId: first.jobId });
    await store.create([second, elsewhere]);
    expect(await store.listNext(first, T0 - 1)).toEqual([]);
    expect((await store.listNext(first, T0))[0]).toBe(first.id);
    expect(await claim(second.id, T0)).toBeNull();
    expect(await claim(elsewhere.id, T0)).not.toBeNull();
    expect(await claim(first.id, T0)).not.toBeNull();
    // The first one may be on its way at this moment.
    expect(await claim(second.id, T0)).toBeNull();
    await store.recordAttempt(anAttempt(first.id));
    expect(await store.listNext(first, T0)).toEqual([second.id]);
    expect(await claim(second.id, T0)).not.toBeNull();
    expect(await store.listNext(aDelivery(), T0)).toEqual([]);
  });

  test("a target has few attempts under way at once, and keeps nobody else waiting", async () => {
    const { store, delivery, claim, callDue } = await setUp();
    const { target } = delivery;
    const slow = Array.from({ length: 20 }, () => aDelivery({ target }));
    await store.create([...slow, aDelivery()]);
    const claims = await Promise.all(slow.map(({ id }) => claim(id, T0, T0 + 100)));
    expect(claims.filter((one) => one !== null)).toHaveLength(AT_ONCE);
    const other = aDelivery();
    await store.create([other]);
    expect(await claim(other.id, T0)).not.toBeNull();
    const due = await callDue(T0, 2);
    expect(slow.filter(({ id }) => due.includes(id)).length).toBeLessThanOrEqual(2);
    // One that ended makes room for the next.
    const [taken] = claims.flatMap((one) => (one === null ? [] : [one.id]));
    const waits = slow.find(({ id }) => !claims.some((one) => one?.id === id));
    await store.recordAttempt(anAttempt(taken ?? ""));
    expect(await claim(waits?.id ?? "", T0)).not.toBeNull();
  });

  test("is called once until it is overdue again", async () => {
    const { store, delivery, claim } = await setUp();
    const call = (overdueSince: number, now: number) =>
      store.callDue({ overdueSince, now, limit: MANY, ofEachTarget: AT_ONCE });
    expect(await call(T0 - 1, T0 + 9)).not.toContain(delivery.id);
    expect(await call(T0, T0 + 10)).toContain(delivery.id);
    expect(await call(T0 + 9, T0 + 19)).not.toContain(delivery.id);
    expect(await call(T0 + 10, T0 + 20)).toContain(delivery.id);
    expect(await claim(delivery.id, T0 + 20)).not.toBeNull();
  });

  test("is tried again at its time, and never after its end", async () => {
    const { store, delivery, claim, callDue } = await setUp();
    const attempt = anAttempt(delivery.id);
    await store.recordAttempt(attempt);
    expect(await callDue(T0 + 4999)).not.toContain(delivery.id);
    expect(await callDue(T0 + 5000)).toContain(delivery.id);
    expect(await claim(delivery.id, T0 + 5000, T0 + 6000)).toMatchObject({ attempts: 1 });
    await store.recordAttempt({
      ...attempt,
      state: "delivered",
      nextAttemptAt: null,
      status: 200,
      health: "took",
    });
    await store.recordAttempt({ ...attempt, nextAttemptAt: T0 });
    expect(await claim(delivery.id, T0 + 9000)).toBeNull();
    expect(await callDue(T0 + 9000)).not.toContain(delivery.id);
    expect(await store.readOwned(delivery.id, delivery.accountId)).toMatchObject({
      state: "delivered",
      attempts: 2,
      lastStatus: 200,
      finishedAt: T0 + 12,
    });
    const log = await store.listAttempts(delivery.id, 10);
    expect(log.map(({ status }) => status)).toEqual([500, 200, 500]);
    expect(log[0]).toEqual({
      attemptedAt: T0,
      durationMilliseconds: 12,
      status: 500,
      error: null,
      nextAttemptAt: T0 + 5000,
    });
  });

  test("begins anew when it is sent again, unless an attempt is under way", async () => {
    const { store, delivery, claim } = await setUp();
    const attempt = anAttempt(delivery.id);
    await claim(delivery.id, T0);
    await store.restart([{ ...delivery, nextAttemptAt: T0 + 1000 }]);
    expect(await claim(delivery.id, T0 + 1000)).toBeNull();
    await store.recordAttempt({ ...attempt, state: "dead", nextAttemptAt: null });
    const fresh = aDelivery();
    await store.restart([{ ...delivery, nextAttemptAt: T0 + 2000 }, fresh]);
    expect(await store.readOwned(delivery.id, delivery.accountId)).toMatchObject({
      state: "pending",
      attempts: 0,
      finishedAt: null,
    });
    expect(await claim(delivery.id, T0 + 2000)).not.toBeNull();
    expect(await claim(fresh.id, T0)).not.toBeNull();
    expect(await store.listAttempts(delivery.id, 10)).toHaveLength(1);
  });

  test("is listed to its account alone, newest first, as the filters say", async () => {
    const { store, delivery, claim } = await setUp();
    const { accountId } = delivery;
    const endpointId = newId();
    const second = aDelivery({ accountId, endpointId, eventType: "job-failed" });
    await store.create([second]);
    await claim(delivery.id, T0);
    const ended = { state: "delivered" as const, nextAttemptAt: null, health: "took" as const };
    await store.recordAttempt({ ...anAttempt(delivery.id), ...ended });
    const list = async (filters: object = {}) =>
      (await store.listOwned({ accountId, limit: 10, ...filters })).map(({ id }) => id);
    expect(await list()).toEqual([second.id, delivery.id]);
    expect(await list({ before: second.id })).toEqual([delivery.id]);
    expect(await list({ endpointId })).toEqual([second.id]);
    expect(await list({ jobId: delivery.jobId })).toEqual([delivery.id]);
    expect(await list({ state: "delivered" })).toEqual([delivery.id]);
    expect(await list({ eventType: "job-failed" })).toEqual([second.id]);
    expect(await list({ accountId: newId() })).toEqual([]);
    expect(await store.readOwned(second.id, newId())).toBeNull();
  });

  describe("of an endpoint", () => {
    const setUpEndpoint = async () => {
      const database = await open();
      const { accountId } = await buildFleet(database);
      const endpoints = createWebhookEndpointStore(database);
      const endpoint = {
        id: newId(),
        accountId,
        url: "https://example.com/hook",
        eventTypes: [],
        secretSealed: "sealed",
        createdAt: T0,
      };
      await endpoints.create(endpoint, 10);
      const store = createDeliveryStore(database);
      const delivery = aDelivery({ accountId, endpointId: endpoint.id, target: endpoint.id });
      await store.create([delivery]);
      const read = () => endpoints.readOwned(endpoint.id, accountId);
      return { store, read, endpoints, attempt: anAttempt(delivery.id) };
    };

    test("a failure begins its bad record, a success ends it", async () => {
      const { store, read, attempt } = await setUpEndpoint();
      await store.recordAttempt(attempt);
      await store.recordAttempt({ ...attempt, now: T0 + 9000 });
      expect(await read()).toMatchObject({ failingSince: T0 + 12, disabledAt: null });
      await store.recordAttempt({ ...attempt, health: null, now: T0 + 9500 });
      await store.recordAttempt({ ...attempt, health: "took" });
      expect(await read()).toMatchObject({ failingSince: null, disabledAt: null });
    });

    test("that only failed for long is disabled, and its account is to be told once", async () => {
      const { store, read, endpoints, attempt } = await setUpEndpoint();
      await store.recordAttempt(attempt);
      const late = { ...attempt, failingBefore: T0 + 12, now: T0 + 1_000_000 };
      await store.recordAttempt(late);
      await store.recordAttempt({ ...late, now: T0 + 2_000_000 });
      expect(await read()).toMatchObject({
        disabledAt: T0 + 1_000_000,
        disabledReason: "failing",
      });
      const { id } = (await read())!;
      const untold = async () => (await endpoints.listUntold(MANY)).filter((one) => one.id === id);
      expect(await untold()).toMatchObject([{ disabledAt: T0 + 1_000_000, reason: "failing" }]);
      await endpoints.recordTold(id, T0);
      expect(await untold()).toHaveLength(1);
      await endpoints.recordTold(id, T0 + 1_000_000);
      expect(await untold()).toEqual([]);
    });

    test("that is gone is disabled at once", async () => {
      const { store, read, attempt } = await setUpEndpoint();
      await store.recordAttempt({ ...attempt, health: "gone", state: "dead", nextAttemptAt: null });
      expect(await read()).toMatchObject({ disabledAt: T0 + 12, disabledReason: "gone" });
    });
  });
}
