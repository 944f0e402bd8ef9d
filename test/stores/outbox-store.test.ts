import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeOutboxStore } from "./cases/outbox-store.ts";

describeOutboxStore(async () => openTestDatabase());
