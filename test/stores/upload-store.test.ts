import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeUploadStore } from "./cases/upload-store.ts";

describeUploadStore(async () => openTestDatabase());
