import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeAuditLog } from "./cases/audit-log.ts";

describeAuditLog(async () => openTestDatabase());
