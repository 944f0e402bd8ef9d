import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeBatchStore } from "./cases/batch-store.ts";

describeBatchStore(async () => openTestDatabase());
