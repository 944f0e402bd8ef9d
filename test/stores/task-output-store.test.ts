import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeTaskOutputStore } from "./cases/task-output-store.ts";

describeTaskOutputStore(async () => openTestDatabase());
