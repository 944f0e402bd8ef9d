import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeTicketStore } from "./cases/ticket-store.ts";

describeTicketStore(async () => openTestDatabase());
