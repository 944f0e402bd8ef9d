import { lte, sql } from "drizzle-orm";
import type { TicketStore } from "../../domain/tickets/ticket-store.ts";
import type { Database } from "./database.ts";
import { tickets } from "./schema-short-lived.ts";

/** The ticket store over D1 (or anything that runs the same SQL). */
export function createTicketStore(database: Database): TicketStore {
  return {
    async create(ticket) {
      await database.insert(tickets).values(ticket);
    },
    async redeem(digest, now) {
      const [outcome] = await database.atomically([
        sql`DELETE FROM tickets WHERE digest = ${digest} AND expires_at > ${now}
            RETURNING account_id`,
      ]);
      const accountId = outcome?.rows[0]?.[0];
      return typeof accountId === "string" ? accountId : null;
    },
    async forgetExpired(now) {
      await database.delete(tickets).where(lte(tickets.expiresAt, now));
    },
  };
}
