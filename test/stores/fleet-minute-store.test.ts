import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeFleetMinuteStore } from "./cases/fleet-minute-store.ts";

describeFleetMinuteStore(async () => openTestDatabase());
