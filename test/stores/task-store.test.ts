import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeTaskStore } from "./cases/task-store.ts";

describeTaskStore(async () => openTestDatabase());
