import { z } from "zod";

/** The embedded model: every node has it, and it costs no provider call. */
export const PROCEDURAL_MODEL = "procedural";

/** Catalogue keys of the video models that a client may name. */
export const VideoModel = z.enum(["veo-3.1-fast-generate-preview"]);
export type VideoModel = z.infer<typeof VideoModel>;
