import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeRenderStore } from "./cases/render-store.ts";

describeRenderStore(async () => openTestDatabase());
