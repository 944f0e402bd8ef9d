import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeMeteredJobs } from "./cases/metered-jobs.ts";

describeMeteredJobs(async () => openTestDatabase());
