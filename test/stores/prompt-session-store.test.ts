import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describePromptSessionStore } from "./cases/prompt-session-store.ts";

describePromptSessionStore(async () => openTestDatabase());
