import { z } from "zod";
import type { RouteDescription } from "../../http/describe-route.ts";
import { describe } from "./describe.ts";
import { MovieRequest, NarrativeRequest, StatusQuery } from "./schemas.ts";
import { ModelList, NarrativeStatus, NarrativeSubmission } from "./views.ts";

/** What document 004 says of each route, for the OpenAPI document and the API reference. */

const submission = {
  access: "account",
  headers: z.object({ "Idempotency-Key": z.string().max(255).optional() }),
  answers: {
    200: { description: "Accepted; ask for its status by the id.", schema: NarrativeSubmission },
  },
  errors: [400, 401, 402, 403, 409, 413, 415, 422, 429],
} as const satisfies Partial<RouteDescription>;

export function describeNarrative() {
  return describe({
    ...submission,
    summary: "Make a narrated film of lines",
    description:
      "Each line is a scene: a picture, its words spoken and captioned. Scenes that an earlier film of the account has already are not made again. A webhookUrl hears of the start, of each quarter and of the end.",
    body: {
      schema: NarrativeRequest,
      example: {
        input: {
          prompt_list: ["Scene 1", "Scene 2"],
          speaker: "alloy",
          provider: "OPENAI",
          add_generative_video: true,
          image_model: "FLUX1.1PRO",
          video_model: "RUNWAYML",
          aspect_ratio: "16:9",
        },
        webhookUrl: "https://your-webhook-url.com",
      },
    },
  });
}

export function describeMovie() {
  return describe({
    ...submission,
    summary: "Make a movie of a prompt",
    description: "A script of 3 to 10 scenes is written for the prompt, as long as was asked for.",
    body: {
      schema: MovieRequest,
      example: {
        input: {
          prompt: "A red boat on a calm lake at dawn",
          aspect_ratio: "16:9",
          image_model: "FLUX1.1PRO",
          video_model: "RUNWAYML",
          duration: 30,
        },
        webhookUrl: "https://your-webhook-url.com",
      },
    },
  });
}

export function describeStatus() {
  return describe({
    summary: "Read the status of a narrative or movie",
    access: "account",
    query: StatusQuery,
    answers: { 200: { description: "The request as it is now.", schema: NarrativeStatus } },
    errors: [400, 401, 403, 404],
  });
}

export function describeModels() {
  return describe({
    summary: "List the models that may be named",
    access: "account",
    answers: { 200: { description: "The catalogue.", schema: ModelList } },
    errors: [400, 401, 403],
  });
}

export function describeFile(what: "captions" | "still", contentType: string) {
  const name =
    what === "captions"
      ? { file: z.string().meta({ description: "The request's id and `.vtt` or `.srt`." }) }
      : { file: z.string().meta({ description: "The scene's number from 1 and `.png`." }) };
  return describe({
    summary: what === "captions" ? "Download captions" : "Download a scene's still",
    description: "By the signed link that an answer showed, or with the owner's credential.",
    access: "signed-link",
    parameters: name,
    answers: {
      200: { description: "The bytes.", contentType },
      206: { description: "The range asked for.", contentType },
      304: { description: "The bytes you have are still right." },
      416: { description: "The range lies outside the file." },
    },
    errors: [400, 401, 403, 404, 410],
  });
}
