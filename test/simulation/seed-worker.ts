import { parentPort } from "node:worker_threads";
import { simulateSeed, type SeedOptions } from "./simulate-seed.ts";

/** Runs the seeds that it is sent, one after the other. */
parentPort?.on("message", (options: SeedOptions) => {
  void simulateSeed(options).then((result) => parentPort?.postMessage(result));
});
