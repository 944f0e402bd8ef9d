import { z } from "zod";
import { FilmSummary } from "../../domain/films/film-order.ts";

const MAXIMUM_LINES = 20;
const MAXIMUM_LINE_CHARACTERS = 500;
const MAXIMUM_PROMPT_CHARACTERS = 500;
const MAXIMUM_DURATION_SECONDS = 120;
const MAXIMUM_URL_CHARACTERS = 2000;
const MAXIMUM_KEY_CHARACTERS = 100;

/** The picture of each aspect ratio, in pixels. */
export const SIZES = {
  "16:9": { width: 1280, height: 720 },
  "9:16": { width: 720, height: 1280 },
  "1:1": { width: 960, height: 960 },
  "4:5": { width: 864, height: 1080 },
} as const;
type AspectRatio = keyof typeof SIZES;
const ASPECT_RATIOS = Object.keys(SIZES) as [AspectRatio, ...AspectRatio[]];

/** Says of a field that it is missing, or else what it must be. */
const saying = (name: string, wanted: string) => ({
  error: ({ input }: { input?: unknown }) =>
    input === undefined ? `${name} is required.` : `${name} must be ${wanted}.`,
});

/** Control and direction characters, which belong in no caption. */
const CONTROLS = /[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu;

function tidyLine(text: string): string {
  return text.toWellFormed().replace(CONTROLS, " ").replace(/\s+/g, " ").trim();
}

function toLines(given: string | readonly string[]): string[] {
  const lines = typeof given === "string" ? given.split(/\r\n|\r|\n/) : given;
  return lines.map(tidyLine).filter((line) => line !== "");
}

const keyOf = (name: string, wanted: string) =>
  z
    .string(saying(name, wanted))
    .min(1, `${name} must not be empty.`)
    .max(MAXIMUM_KEY_CHARACTERS, `${name} must not exceed ${MAXIMUM_KEY_CHARACTERS} characters.`);
const imageModel = keyOf("image_model", "the key of an image model").meta({
  description: "Key of an image model, as `GET /v1/video/models` lists them.",
});
const videoModel = keyOf("video_model", "the key of a video model");

const aspectRatio = z
  .enum(ASPECT_RATIOS, `aspect_ratio must be one of ${ASPECT_RATIOS.join(", ")}.`)
  .nullish()
  .transform((ratio) => ratio ?? "16:9");

const flag = (name: string, otherwise: boolean) =>
  z
    .boolean(saying(name, "true or false"))
    .nullish()
    .transform((value) => value ?? otherwise);

const cache = flag("cache", true).meta({
  description: "False: scenes that an earlier film of yours has are made anew.",
});

const webhookUrl = z
  .string(saying("webhookUrl", "a URL"))
  .max(MAXIMUM_URL_CHARACTERS, `webhookUrl must not exceed ${MAXIMUM_URL_CHARACTERS} characters.`)
  .nullish();

const promptList = z
  .union([z.string(), z.array(z.string())], {
    error: ({ input }) =>
      input === undefined
        ? "prompt_list is required."
        : "prompt_list must be a list of lines, or one text with line breaks.",
  })
  .transform(toLines)
  .pipe(
    z
      .tuple([z.string("prompt_list must not be empty.")], z.string())
      .refine((lines) => lines.length <= MAXIMUM_LINES, {
        error: `prompt_list must not exceed ${MAXIMUM_LINES} lines.`,
        abort: true,
      })
      .refine(
        (lines) => lines.every((line) => line.length <= MAXIMUM_LINE_CHARACTERS),
        `A line of prompt_list must not exceed ${MAXIMUM_LINE_CHARACTERS} characters.`,
      ),
  )
  .meta({ description: "The lines of the narrative, 1 to 20: each is a scene." });

const NarrativeInput = z
  .object(
    {
      prompt_list: promptList,
      speaker: keyOf("speaker", "the name of a speaker").nullish(),
      provider: keyOf("provider", "the key of a speech model").nullish(),
      add_generative_video: flag("add_generative_video", false),
      image_model: imageModel,
      video_model: videoModel
        .nullish()
        .meta({ description: "Required if add_generative_video is true." }),
      aspect_ratio: aspectRatio,
      cache,
    },
    saying("input", "an object"),
  )
  .refine(({ add_generative_video: adds, video_model: model }) => !adds || model != null, {
    error: "video_model is required if add_generative_video is true.",
    path: ["video_model"],
  });

/** Body of `POST /create_narrative` (document 004). */
export const NarrativeRequest = z.object({ input: NarrativeInput, webhookUrl });
export type NarrativeRequest = z.infer<typeof NarrativeRequest>;

const MovieInput = z.object(
  {
    prompt: z
      .string(saying("prompt", "a text"))
      .transform(tidyLine)
      .pipe(
        z
          .string()
          .min(1, "prompt must not be empty.")
          .max(
            MAXIMUM_PROMPT_CHARACTERS,
            `prompt must not exceed ${MAXIMUM_PROMPT_CHARACTERS} characters.`,
          ),
      ),
    aspect_ratio: aspectRatio,
    image_model: imageModel,
    video_model: videoModel.meta({ description: "Key of a video model." }),
    duration: z
      .number(saying("duration", "a number of seconds"))
      .positive("duration must be greater than 0 seconds.")
      .max(
        MAXIMUM_DURATION_SECONDS,
        `duration must not exceed ${MAXIMUM_DURATION_SECONDS} seconds.`,
      ),
    cache,
  },
  saying("input", "an object"),
);

/** Body of `POST /create_movie` (document 004). */
export const MovieRequest = z.object({ input: MovieInput, webhookUrl });
export type MovieRequest = z.infer<typeof MovieRequest>;

/** What is kept of a request, with how its film was planned; answers are presented from it. */
export const StoredRequest = z.object({ film: FilmSummary });
export type StoredRequest = z.infer<typeof StoredRequest>;

/** Query of `GET /status`. The document calls the missing parameter by another name. */
export const StatusQuery = z.object({
  request_id: z
    .string("taskId query parameter is missing.")
    .min(1, "taskId query parameter is missing."),
});
