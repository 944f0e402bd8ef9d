import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeAccountStore } from "./cases/account-store.ts";

describeAccountStore(async () => openTestDatabase());
