import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeTemplateStore } from "./cases/template-store.ts";

describeTemplateStore(async () => openTestDatabase());
