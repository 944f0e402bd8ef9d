import { z } from "zod";

/**
 * Films made of scenes: each scene is a task of its own, the assembly another that waits for them
 * all. Document: the narrative API (`create_narrative`, `create_movie`).
 */

const picture = {
  width: z.int().min(16).max(4096),
  height: z.int().min(16).max(4096),
  framesPerSecond: z.int().min(1).max(60),
  seed: z.int().min(0).max(0xffff_ffff),
};

/** How the camera moves over a still picture; null lets the node choose what fits it. */
export const SceneCamera = z.enum([
  "zoom-in",
  "zoom-out",
  "pan-left",
  "pan-right",
  "tilt-up",
  "tilt-down",
  "still",
]);
export type SceneCamera = z.infer<typeof SceneCamera>;

/**
 * Parameters of a `render-scene` task. Outputs: `video` (silent, the length of the scene), `image`
 * (its still), `speech` (WAV from the scene's first moment, when something is spoken) and
 * `scene-facts`. The same parameters always make the same scene.
 */
export const RenderSceneParameters = z.strictObject({
  /** The words that are spoken and captioned; null: nobody speaks. */
  narration: z.string().min(1).max(4000).nullable(),
  /** What is to be seen. */
  imagePrompt: z.string().min(1).max(4000),
  /** Catalogue keys; `procedural` is the embedded model. */
  imageModel: z.string().min(1).max(100),
  /** Null: a camera moves over the still picture. */
  videoModel: z.string().min(1).max(100).nullable(),
  voice: z
    .strictObject({
      /** Catalogue key; `procedural` is the embedded voice. */
      model: z.string().min(1).max(100),
      speaker: z.string().min(1).max(100),
    })
    .nullable(),
  camera: SceneCamera.nullable(),
  /** Null: as long as the speech and a pause around it. */
  durationSeconds: z.number().positive().max(120).nullable(),
  ...picture,
});
export type RenderSceneParameters = z.infer<typeof RenderSceneParameters>;

/** The output `scene-facts`. Times are seconds from the scene's start. */
export const SceneFacts = z.object({
  durationSeconds: z.number().positive(),
  speech: z
    .object({
      startSeconds: z.number().min(0),
      endSeconds: z.number().min(0),
      words: z.array(
        z.object({ text: z.string(), startSeconds: z.number(), endSeconds: z.number() }),
      ),
    })
    .nullable(),
  /** Which models really made it. */
  models: z.object({
    image: z.string(),
    video: z.string().nullable(),
    voice: z.string().nullable(),
  }),
  /** What whoever asked should know, for example that a line could not be spoken. */
  notes: z.array(z.string()),
});
export type SceneFacts = z.infer<typeof SceneFacts>;

/**
 * Parameters of an `assemble-film` task. Inputs: `scene-video`, `scene-speech` and `scene-facts` of
 * each scene. Outputs: `video` (MP4), `thumbnail`, `captions-srt`, `captions-vtt`, `narration`,
 * `film-facts`.
 */
export const AssembleFilmParameters = z.strictObject({
  /** What is captioned in each scene; null: no caption. */
  captions: z.array(z.string().max(4000).nullable()).min(1).max(100),
  /** True: captions are also drawn into the picture. */
  burnCaptions: z.boolean(),
  crossFadeSeconds: z.number().min(0).max(5),
  /** The film's length; null: what the scenes add up to. */
  targetSeconds: z.number().positive().max(600).nullable(),
  /** What the music is composed from. */
  musicPrompt: z.string().max(4000),
  title: z.string().max(500),
  ...picture,
});
export type AssembleFilmParameters = z.infer<typeof AssembleFilmParameters>;

/** The output `film-facts`. Times are seconds from the film's start. */
export const FilmFacts = z.object({
  durationSeconds: z.number().positive(),
  scenes: z.array(
    z.object({
      text: z.string().nullable(),
      startSeconds: z.number().min(0),
      endSeconds: z.number().min(0),
    }),
  ),
  models: z.object({
    image: z.array(z.string()),
    video: z.array(z.string()),
    voice: z.array(z.string()),
    music: z.string(),
  }),
  notes: z.array(z.string()),
});
export type FilmFacts = z.infer<typeof FilmFacts>;
