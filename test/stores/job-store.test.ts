import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeJobStore } from "./cases/job-store.ts";

describeJobStore(async () => openTestDatabase());
