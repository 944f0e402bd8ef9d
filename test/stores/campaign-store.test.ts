import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeCampaignStore } from "./cases/campaign-store.ts";

describeCampaignStore(async () => openTestDatabase());
