import { describe, expect, test } from "vitest";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { createWebhookEndpointStore } from "../../../edge/adapters/d1/webhook-endpoint-store.ts";
import { buildFleet, newId, T0 } from "../../support/build-fleet.ts";

/** What a store of webhook endpoints must do, whatever runs its SQL. */
export function describeWebhookEndpointStore(open: () => Promise<Database>): void {
  describe("webhook endpoints", () => {
    const setUp = async () => {
      const database = await open();
      const { accountId } = await buildFleet(database);
      const store = createWebhookEndpointStore(database);
      const make = (change: object = {}) => ({
        id: newId(),
        accountId,
        url: "https://example.com/hook",
        eventTypes: ["job-failed" as const],
        secretSealed: "first",
        createdAt: T0,
        ...change,
      });
      const endpoint = make();
      expect(await store.create(endpoint, 2)).toBe(true);
      return { store, accountId, endpoint, make };
    };

    test("are as many as an account may have", async () => {
      const { store, accountId, endpoint, make } = await setUp();
      const second = make();
      expect(await store.create(second, 2)).toBe(true);
      expect(await store.create(make(), 2)).toBe(false);
      const list = async (query: object = {}) =>
        (await store.listOwned({ accountId, limit: 10, ...query })).map(({ id }) => id);
      expect(await list()).toEqual([second.id, endpoint.id]);
      expect(await list({ before: second.id })).toEqual([endpoint.id]);
      expect(await list({ limit: 1 })).toEqual([second.id]);
    });

    test("belong to their account alone", async () => {
      const { store, accountId, endpoint } = await setUp();
      const { id } = endpoint;
      const stranger = newId();
      expect(await store.readOwned(id, stranger)).toBeNull();
      expect(await store.change(id, stranger, { disabled: true }, T0)).toBe(false);
      expect(await store.rotateSecret(id, stranger, "other", T0)).toBe(false);
      expect(await store.delete(id, stranger)).toBe(false);
      expect(await store.readOwned(id, accountId)).toMatchObject({
        url: endpoint.url,
        eventTypes: ["job-failed"],
        disabledAt: null,
        previousSecretUntil: null,
      });
      expect(await store.listEnabled([stranger])).toEqual([]);
      expect(await store.delete(id, accountId)).toBe(true);
      expect(await store.readOwned(id, accountId)).toBeNull();
    });

    test("change in what is named, and start anew when enabled again", async () => {
      const { store, accountId, endpoint } = await setUp();
      const { id } = endpoint;
      const read = () => store.readOwned(id, accountId);
      await store.change(id, accountId, { url: "https://other.example/" }, T0);
      expect(await read()).toMatchObject({
        url: "https://other.example/",
        eventTypes: ["job-failed"],
      });
      await store.change(id, accountId, { eventTypes: [], disabled: true }, T0 + 1);
      await store.change(id, accountId, { disabled: true }, T0 + 2);
      expect(await read()).toMatchObject({
        eventTypes: [],
        disabledAt: T0 + 1,
        disabledReason: "account",
      });
      expect(await store.listEnabled([accountId])).toEqual([]);
      expect(await store.readReceiver(id, T0)).toBeNull();
      await store.change(id, accountId, { disabled: false }, T0 + 3);
      expect(await read()).toMatchObject({ disabledAt: null, disabledReason: null });
      expect((await store.listEnabled([accountId, newId()])).map((one) => one.id)).toEqual([id]);
    });

    test("sign with both secrets while these overlap", async () => {
      const { store, accountId, endpoint } = await setUp();
      const { id, url } = endpoint;
      expect(await store.readReceiver(id, T0)).toEqual({ url, sealedSecrets: ["first"] });
      expect(await store.rotateSecret(id, accountId, "second", T0 + 100)).toBe(true);
      expect(await store.readReceiver(id, T0 + 99)).toEqual({
        url,
        sealedSecrets: ["second", "first"],
      });
      expect(await store.readReceiver(id, T0 + 100)).toEqual({ url, sealedSecrets: ["second"] });
      expect(await store.readReceiver(newId(), T0)).toBeNull();
    });
  });
}
