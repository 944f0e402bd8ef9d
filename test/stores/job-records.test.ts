import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeJobRecords } from "./cases/job-records.ts";

describeJobRecords(async () => openTestDatabase());
