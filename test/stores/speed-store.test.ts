import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeSpeedStore } from "./cases/speed-store.ts";

describeSpeedStore(async () => openTestDatabase());
