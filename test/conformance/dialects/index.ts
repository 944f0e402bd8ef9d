import type { DialectEntry } from "../entry.ts";
import { native } from "./native.ts";
import { narrativeDialect } from "./narrative.ts";
import { nodeProtocol } from "./node-protocol.ts";
import { renderVideo } from "./render-video.ts";
import { shared } from "./shared.ts";
import { uploads } from "./uploads.ts";
import { velocity } from "./velocity.ts";
import { videoJobs } from "./video-jobs.ts";
import { worldModel } from "./world-model.ts";

/** Everything the edge serves. A dialect joins the whole suite by standing here. */
export const ENTRIES: readonly DialectEntry[] = [
  renderVideo,
  worldModel,
  videoJobs,
  velocity,
  narrativeDialect,
  native,
  uploads,
  nodeProtocol,
  shared,
];
