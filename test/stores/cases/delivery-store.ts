import { expect, test } from "vitest";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { createDeliveryStore } from "../../../edge/adapters/d1/delivery-store.ts";
import { newId, T0 } from "../../support/build-fleet.ts";

/** What a delivery store must do: each delivery is tried by one at a time until it ends. */
export function describeDeliveryStore(open: () => Promise<Database>): void {
  const aDelivery = () => ({
    id: newId(),
    accountId: newId(),
    jobId: newId(),
    eventId: newId(),
    url: "https://example.com/hook",
    payloadJson: '{"text":"ü"}',
    state: "pending" as const,
    attempts: 0,
    nextAttemptAt: T0,
    createdAt: T0,
  });
  const setUp = async () => {
    const store = createDeliveryStore(await open());
    const delivery = aDelivery();
    await store.create([delivery]);
    return { store, delivery };
  };

  test("is written once, however many at a time", async () => {
    const { store, delivery } = await setUp();
    const many = Array.from({ length: 150 }, aDelivery);
    await store.create([{ ...delivery, url: "https://other.example" }, ...many]);
    await store.create([]);
    const { eventId: _, ...expected } = delivery;
    expect(await store.claim(delivery.id, T0, T0 + 60_000)).toEqual({
      ...expected,
      nextAttemptAt: T0 + 60_000,
    });
    const due = await store.listDue(T0, 1000);
    expect(due).toEqual(expect.arrayContaining(many.map(({ id }) => id)));
    expect(due).not.toContain(delivery.id);
  });

  test("is claimed by one of many, when due, and again once that one is silent", async () => {
    const { store, delivery } = await setUp();
    expect(await store.claim(delivery.id, T0 - 1, T0 + 100)).toBeNull();
    const claims = await Promise.all(
      Array.from({ length: 5 }, () => store.claim(delivery.id, T0, T0 + 100)),
    );
    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
    expect(await store.claim(delivery.id, T0 + 99, T0 + 200)).toBeNull();
    expect(await store.claim(delivery.id, T0 + 100, T0 + 200)).toMatchObject({ attempts: 0 });
    expect(await store.claim(newId(), T0, T0)).toBeNull();
  });

  test("waits until the job's earlier ones to the same address were tried", async () => {
    const { store, delivery: first } = await setUp();
    const second = { ...aDelivery(), jobId: first.jobId };
    const elsewhere = { ...aDelivery(), jobId: first.jobId, url: "https://other.example/hook" };
    await store.create([second, elsewhere]);
    expect(await store.readNext(first.jobId, T0 - 1)).toBeNull();
    expect(await store.readNext(first.jobId, T0)).toBe(first.id);
    expect(await store.claim(second.id, T0, T0 + 100)).toBeNull();
    expect(await store.claim(elsewhere.id, T0, T0 + 100)).not.toBeNull();
    expect(await store.claim(first.id, T0, T0 + 100)).not.toBeNull();
    // The first one may be on its way at this moment.
    expect(await store.claim(second.id, T0, T0 + 100)).toBeNull();
    const failed = { status: 500, error: null, now: T0, nextAttemptAt: T0 + 5000 };
    await store.recordAttempt({ deliveryId: first.id, state: "pending", ...failed });
    expect(await store.readNext(first.jobId, T0)).toBe(second.id);
    expect(await store.claim(second.id, T0, T0 + 100)).not.toBeNull();
    expect(await store.readNext(newId(), T0)).toBeNull();
  });

  test("is tried again at its time, and never after its end", async () => {
    const { store, delivery } = await setUp();
    const attempt = { deliveryId: delivery.id, status: 500, error: null, now: T0 + 1 };
    await store.recordAttempt({ ...attempt, state: "pending", nextAttemptAt: T0 + 5000 });
    expect(await store.listDue(T0 + 4999, 1000)).not.toContain(delivery.id);
    expect(await store.listDue(T0 + 5000, 1000)).toContain(delivery.id);
    expect(await store.claim(delivery.id, T0 + 5000, T0 + 6000)).toMatchObject({ attempts: 1 });
    await store.recordAttempt({ ...attempt, state: "delivered", nextAttemptAt: null, status: 200 });
    await store.recordAttempt({ ...attempt, state: "pending", nextAttemptAt: T0 });
    expect(await store.claim(delivery.id, T0 + 9000, T0 + 9999)).toBeNull();
    expect(await store.listDue(T0 + 9000, 1000)).not.toContain(delivery.id);
  });
}
