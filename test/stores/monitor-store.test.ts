import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeMonitorStore } from "./cases/monitor-store.ts";

describeMonitorStore(async () => openTestDatabase());
