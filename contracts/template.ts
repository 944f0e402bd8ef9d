import { z } from "zod";

/**
 * Templates: After Effects compositions as Bodymovin exports them (`data.json`, `images/`), and what
 * is done with them on a node. Documents: Velocity Simple API; the format is Lottie's.
 */

/** A layer by its name, or by the names of its compositions and its own joined with `/`. */
const LayerName = z.string().min(1).max(500);

const Colour = z.string().regex(/^#[0-9a-f]{6}([0-9a-f]{2})?$/i);

/** Where a picture or a film that replaces a layer's comes from. */
const Replacement = z.union([
  z.strictObject({
    /** Its place in the task's inputs. */
    input: z.int().min(0).max(199),
  }),
  z.strictObject({
    /** Fetched by the node under the rules for addresses of users. */
    url: z.url({ protocol: /^https?$/ }).max(2000),
  }),
]);

/** One change to a template. A bare name means every layer of that name. */
export const TemplateCustomization = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), layer: LayerName, value: z.string().max(5000) }),
  z.strictObject({ type: z.literal("color"), layer: LayerName, value: Colour }),
  z.strictObject({ type: z.literal("visible"), layer: LayerName, value: z.boolean() }),
  z.strictObject({ type: z.literal("image"), layer: LayerName, from: Replacement }),
  z.strictObject({ type: z.literal("video"), layer: LayerName, from: Replacement }),
]);
export type TemplateCustomization = z.infer<typeof TemplateCustomization>;

/** How the video is to be encoded; honoured by every encoder that is used, hardware or software. */
export const VideoEncoding = z.strictObject({
  codec: z.enum(["h264", "h265", "av1"]),
  bitsPerSecond: z.int().min(1000).max(1_000_000_000),
  /** Constant bitrate, variable bitrate, or constant quantiser (derived from `bitsPerSecond`). */
  rateControl: z.enum(["cbr", "vbr", "cqp"]),
  /** 0 to 5; higher is faster and makes larger files. */
  preset: z.int().min(0).max(5),
  /** Frames between key frames. */
  gopFrames: z.int().min(1).max(6000).optional(),
  /** Every so many key frames one is an IDR frame. */
  idrEveryGops: z.int().min(1).max(1000).optional(),
  /** The codec's own number, for example 66, 77, 100 in H.264. */
  profile: z.int().min(0).max(1000).optional(),
  /** The codec's own number, for example 41 in H.264. */
  level: z.int().min(0).max(1000).optional(),
});
export type VideoEncoding = z.infer<typeof VideoEncoding>;

/** Parameters of an `inspect-template` task; its one input is the archive. */
export const InspectTemplateParameters = z.strictObject({
  /** What the archive was called; messages name it. */
  name: z.string().max(255),
});
export type InspectTemplateParameters = z.infer<typeof InspectTemplateParameters>;

/** Parameters of an `inspect-audio` task; its one input is the file. */
export const InspectAudioParameters = z.strictObject({ name: z.string().max(255) });
export type InspectAudioParameters = z.infer<typeof InspectAudioParameters>;

/**
 * Parameters of a `render-template` task. Its inputs are the archive (role `template`), at most one
 * `audio`, and the replacements that customizations name by their place.
 */
export const RenderTemplateParameters = z.strictObject({
  /** Frames of the template, counted from 0 at its first; `end` is exclusive. */
  frames: z.strictObject({ start: z.int().min(0), end: z.int().min(1) }),
  width: z.int().min(16).max(8192),
  height: z.int().min(16).max(8192),
  /** Another rate than the template's keeps its speed. */
  framesPerSecond: z.strictObject({
    numerator: z.int().min(1).max(1_000_000),
    denominator: z.int().min(1).max(1_000_000),
  }),
  encoding: VideoEncoding,
  customizations: z.array(TemplateCustomization).max(500),
  /** The node stops, with code `budget-exhausted`, when it has worked this long. */
  maximumMilliseconds: z.int().min(1).optional(),
});
export type RenderTemplateParameters = z.infer<typeof RenderTemplateParameters>;

/** What can be changed in a layer. */
export const CustomizationType = z.enum(["text", "image", "video", "color", "visible"]);
export type CustomizationType = z.infer<typeof CustomizationType>;

const TemplateLayer = z.object({
  /** Compositions and layer joined with `/`; a `/` within a name is written `\/`. */
  path: LayerName,
  name: z.string().max(500),
  kind: z.enum([
    "text",
    "image",
    "video",
    "shape",
    "solid",
    "composition",
    "audio",
    "null",
    "other",
  ]),
  customizations: z.array(CustomizationType),
  /** Of the picture, film, solid or composition, in pixels. */
  width: z.number().optional(),
  height: z.number().optional(),
  /** Of a text layer. */
  text: z.string().optional(),
  /** First colour of a solid, fill or text, as `#rrggbb`. */
  color: z.string().optional(),
  visible: z.boolean(),
});
export type TemplateLayer = z.infer<typeof TemplateLayer>;

/** The output `inspection` of an `inspect-template` task. */
export const TemplateInspection = z.object({
  width: z.int().positive(),
  height: z.int().positive(),
  framesPerSecond: z.number().positive(),
  /** Frames that there are to draw. */
  frameCount: z.int().positive(),
  durationSeconds: z.number().positive(),
  /** Version of the exporter, as the file says. */
  formatVersion: z.string(),
  layers: z.array(TemplateLayer),
  fonts: z.array(
    z.object({
      family: z.string(),
      style: z.string(),
      /** The font that is drawn with; null when there is none that fits. */
      drawnWith: z.string().nullable(),
    }),
  ),
  assets: z.array(
    z.object({
      path: z.string(),
      kind: z.enum(["image", "video", "audio"]),
      width: z.number().optional(),
      height: z.number().optional(),
      durationSeconds: z.number().optional(),
      sizeBytes: z.int(),
    }),
  ),
  /** What the engine draws differently from After Effects, or not at all. */
  warnings: z.array(
    z.object({ code: z.string(), message: z.string(), layers: z.array(z.string()) }),
  ),
});
export type TemplateInspection = z.infer<typeof TemplateInspection>;

/** The output `inspection` of an `inspect-audio` task. */
export const AudioInspection = z.object({
  format: z.enum(["mp3", "wav", "aac"]),
  codec: z.string(),
  durationSeconds: z.number().positive(),
  sampleRate: z.int().positive(),
  channels: z.int().positive(),
});
export type AudioInspection = z.infer<typeof AudioInspection>;
