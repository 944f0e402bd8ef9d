import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeRetentionStore } from "./cases/retention-store.ts";

describeRetentionStore(async () => openTestDatabase());
