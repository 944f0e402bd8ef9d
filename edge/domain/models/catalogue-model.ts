import { z } from "zod";

export const ModelKind = z.enum(["image", "video", "speech", "music"]);
export type ModelKind = z.infer<typeof ModelKind>;

const Key = z.string().regex(/^[\w.:/-]{1,100}$/);

/** A model that clients may name by its key, and nodes may offer. */
export const CatalogueModel = z.strictObject({
  key: Key,
  kind: ModelKind,
  /** Who makes it, for people to read. */
  provider: z.string().min(1).max(100),
  name: z.string().min(1).max(100),
  /** Fast enough for films that are waited for. */
  isExpress: z.boolean().default(false),
  /** What one image, one second of video or one spoken line costs. */
  tokens: z.number().min(0).default(0),
  /** Who serves the key once its vendor has retired the model. */
  successor: Key.nullable().default(null),
  /** Voices of a speech model, the usual one first, and who each is with the successor. */
  speakers: z.record(z.string().min(1).max(100), z.string().max(100).nullable()).default({}),
});
export type CatalogueModel = z.infer<typeof CatalogueModel>;
