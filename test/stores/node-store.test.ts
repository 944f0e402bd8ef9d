import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeNodeStore } from "./cases/node-store.ts";

describeNodeStore(async () => openTestDatabase());
