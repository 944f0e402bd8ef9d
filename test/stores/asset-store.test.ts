import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeAssetStore } from "./cases/asset-store.ts";

describeAssetStore(async () => openTestDatabase());
