import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeWebhookEndpointStore } from "./cases/webhook-endpoint-store.ts";

describeWebhookEndpointStore(async () => openTestDatabase());
