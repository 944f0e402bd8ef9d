import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeJobPriority } from "./cases/job-priority.ts";

describeJobPriority(async () => openTestDatabase());
