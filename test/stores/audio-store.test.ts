import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeAudioStore } from "./cases/audio-store.ts";

describeAudioStore(async () => openTestDatabase());
