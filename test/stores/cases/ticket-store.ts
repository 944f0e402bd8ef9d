import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { createTicketStore } from "../../../edge/adapters/d1/ticket-store.ts";
import { buildFleet, newId, T0 } from "../../support/build-fleet.ts";

/** What a ticket store must do: let each ticket in once, in its time. */
export function describeTicketStore(open: () => Promise<Database>): void {
  test("redeems a ticket for exactly one of those who ask at once", async () => {
    const { database, accountId } = await buildFleet(await open());
    const tickets = createTicketStore(database);
    const digest = newId();
    await tickets.create({ digest, accountId, createdAt: T0, expiresAt: T0 + 1000 });
    const results = await Promise.all([1, 2, 3].map(() => tickets.redeem(digest, T0 + 999)));
    expect(results.filter((result) => result === accountId)).toHaveLength(1);
    expect(results.filter((result) => result === null)).toHaveLength(2);
    expect(await tickets.redeem(newId(), T0)).toBeNull();
  });

  test("redeems none that has expired, and forgets it", async () => {
    const { database, accountId, query } = await buildFleet(await open());
    const tickets = createTicketStore(database);
    const [old, good] = [newId(), newId()];
    await tickets.create({ digest: old, accountId, createdAt: T0, expiresAt: T0 + 1000 });
    await tickets.create({ digest: good, accountId, createdAt: T0, expiresAt: T0 + 2000 });
    expect(await tickets.redeem(old, T0 + 1000)).toBeNull();
    await tickets.forgetExpired(T0 + 1000);
    const rows = await query(sql`SELECT digest FROM tickets WHERE account_id = ${accountId}`);
    expect(rows).toEqual([[good]]);
  });
}
