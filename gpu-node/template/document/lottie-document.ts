import { z } from "zod";

/**
 * A Lottie document as Bodymovin exports it, as far as this program looks into it; whatever else
 * it holds is kept for the engine. Format: https://lottie.github.io/lottie-spec/
 */

/** What a layer is, by its `ty`. */
export const layerType = {
  composition: 0,
  solid: 1,
  image: 2,
  null: 3,
  shape: 4,
  text: 5,
  audio: 6,
  video: 9,
  camera: 13,
  data: 15,
} as const;

const text = z.string().optional().catch(undefined);

export const LottieLayer = z.looseObject({
  ty: z.number(),
  nm: text,
  ind: z.number().optional().catch(undefined),
  parent: z.number().optional().catch(undefined),
  refId: text,
  /** Not drawn. */
  hd: z.boolean().optional().catch(undefined),
  /** First and last frame, start and stretch, in frames of the composition around it. */
  ip: z.number(),
  op: z.number(),
  st: z.number().default(0),
  sr: z.number().default(1),
});
export type LottieLayer = z.infer<typeof LottieLayer>;

export const LottieAsset = z.looseObject({
  id: z.union([z.string(), z.number().transform(String)]),
  nm: text,
  w: z.number().optional().catch(undefined),
  h: z.number().optional().catch(undefined),
  /** Folder and file, or a data URI in `p`. */
  u: text,
  p: text,
  layers: z.array(LottieLayer).optional(),
});
export type LottieAsset = z.infer<typeof LottieAsset>;

const LottieFont = z.looseObject({
  fName: z.string(),
  fFamily: z.string().default(""),
  fStyle: z.string().default(""),
});
export type LottieFont = z.infer<typeof LottieFont>;

const LottieGlyph = z.looseObject({
  ch: z.string(),
  fFamily: z.string().default(""),
  style: z.string().default(""),
});

export const LottieDocument = z.looseObject({
  v: z.string().default(""),
  fr: z.number().positive().max(1000),
  ip: z.number(),
  op: z.number(),
  w: z.number().positive(),
  h: z.number().positive(),
  layers: z.array(LottieLayer),
  assets: z.array(LottieAsset).default([]),
  fonts: z.looseObject({ list: z.array(LottieFont).default([]) }).optional(),
  /** Outlines of the characters that were used when it was exported. */
  chars: z.array(LottieGlyph).nullish(),
});
export type LottieDocument = z.infer<typeof LottieDocument>;

/** Layers of the main composition and of each other one. */
export function compositionsOf(document: LottieDocument): LottieLayer[][] {
  return [document.layers, ...document.assets.flatMap(({ layers }) => (layers ? [layers] : []))];
}

/** Frames that there are to draw. */
export function countFrames({ ip, op }: LottieDocument): number {
  // Exports carry noise such as 180.00000733155.
  return Math.ceil(op - ip - 0.001);
}
