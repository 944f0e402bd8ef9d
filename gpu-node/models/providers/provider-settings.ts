import { z } from "zod";

/** Where a key lies; the key itself never stands in the configuration. */
const KeyReference = z.union([
  z.strictObject({ environment: z.string().regex(/^\w{1,100}$/) }),
  z.strictObject({ file: z.string().min(1).max(500) }),
]);
export type KeyReference = z.infer<typeof KeyReference>;

const Size = z.string().regex(/^\d{2,5}x\d{2,5}$/);
const Options = z.record(z.string().max(100), z.json());

/** One model of a server, and the catalogue key that it serves. */
export const ModelSettings = z.strictObject({
  /** Key of the edge's catalogue. */
  key: z.string().regex(/^[\w.:/-]{1,100}$/),
  kind: z.enum(["video", "image", "speech"]),
  /** What the server calls it. */
  id: z.string().min(1).max(200),
  /** Sizes that it makes, as `1280x720`; the one whose shape is nearest is asked for. */
  sizes: z.array(Size).min(1).max(50).optional(),
  /** Lengths that it makes; the shortest that suffices is asked for. */
  durationsSeconds: z.array(z.number().positive().max(600)).min(1).max(50).optional(),
  /** GPU memory that the server needs for it; where it differs from the server's. */
  memoryMebibytes: z.int().min(1).optional(),
  /** How long one result takes, until the node has measured it. */
  expectedSeconds: z.number().positive().max(86_400).default(120),
  /** Voices of a speech model by the catalogue's speaker. */
  voices: z.record(z.string(), z.string().max(200)).default({}),
  /** Further fields of the request, as the server's document has them. */
  options: Options.default({}),
});
export type ModelSettings = z.infer<typeof ModelSettings>;

const InputPlace = z.string().regex(/^[\w:-]{1,60}\.\w{1,100}$/);

/** A workflow of the operator; `inputs` name the node and input that take each value. */
const WorkflowSettings = ModelSettings.extend({
  /** A file in the API format of the server's export. */
  workflow: z.string().min(1).max(500),
  inputs: z.strictObject({
    prompt: InputPlace,
    seed: InputPlace.optional(),
    width: InputPlace.optional(),
    height: InputPlace.optional(),
    framesPerSecond: InputPlace.optional(),
    frameCount: InputPlace.optional(),
    durationSeconds: InputPlace.optional(),
    startImage: InputPlace.optional(),
  }),
});
export type WorkflowSettings = z.infer<typeof WorkflowSettings>;

const common = {
  /** What logs and errors call it. */
  name: z.string().regex(/^[\w.-]{1,40}$/),
  key: KeyReference.optional(),
  /** Requests at once. */
  concurrency: z.int().min(1).max(64).default(1),
  /**
   * GPU memory that the server needs on this machine: only slots of such GPUs get tasks for it, and
   * without one it is not offered.
   */
  memoryMebibytes: z.int().min(1).optional(),
  /** Pause between two questions after a long operation. */
  pollSeconds: z.number().min(0.01).max(600).default(5),
  /** A request that takes longer is given up. */
  timeoutSeconds: z.number().positive().max(86_400).default(3600),
  models: z.array(ModelSettings).min(1).max(50),
};
const url = z.url({ protocol: /^https?$/, error: "must be an http or https URL" });

/** A model server as the operator describes it; `type` says which protocol it speaks. */
export const ProviderSettings = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("cosmos-nim"), url, ...common }),
  z.strictObject({ type: z.literal("openai-compatible"), url, ...common }),
  /** Veo on Vertex AI; the key is an API key, or a file with a service account. */
  z.strictObject({
    type: z.literal("google-vertex"),
    url: url.optional(),
    project: z
      .string()
      .regex(/^[\w:.-]{1,100}$/)
      .optional(),
    location: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/)
      .optional(),
    ...common,
  }),
  /** The older shape of Veo, for gateways that keep it. */
  z.strictObject({ type: z.literal("gemini-veo"), url, ...common }),
  z.strictObject({ type: z.literal("gemini-omni"), url: url.optional(), ...common }),
  z.strictObject({ type: z.literal("fal"), url: url.optional(), ...common }),
  z.strictObject({ type: z.literal("replicate"), url: url.optional(), ...common }),
  z.strictObject({ type: z.literal("elevenlabs"), url: url.optional(), ...common }),
  z.strictObject({ type: z.literal("cog"), url, ...common }),
  z.strictObject({
    type: z.literal("comfyui"),
    url,
    ...common,
    models: z.array(WorkflowSettings).min(1).max(50),
  }),
]);
export type ProviderSettings = z.infer<typeof ProviderSettings>;

/** The file that `FRAMEFLEET_MODELS_FILE` names. */
export const ProvidersFile = z.strictObject({
  providers: z.array(ProviderSettings).max(50),
});

type ProviderType = ProviderSettings["type"];

/** The same with its secret. */
export interface ResolvedProvider<Type extends ProviderType = ProviderType> {
  readonly settings: Extract<ProviderSettings, { type: Type }>;
  /** Null: the server needs no key. */
  readonly secret: string | null;
}
