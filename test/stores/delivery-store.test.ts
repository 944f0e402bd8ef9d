import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeDeliveryStore } from "./cases/delivery-store.ts";

describeDeliveryStore(async () => openTestDatabase());
