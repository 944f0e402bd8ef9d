import { z } from "zod";
import { describe } from "./describe.ts";
import { EnhanceRequest, InitializeRequest, UpdateRequest, VariationsRequest } from "./schemas.ts";
import {
  EnhancedPrompt,
  InitializedPrompt,
  PromptHistory,
  PromptParametersView,
  PromptVariationsView,
  UpdatedPrompt,
} from "./views.ts";

/** What document 001 says of each prompt route, for the OpenAPI document and the API reference. */

const headers = z.object({
  "X-Session-Id": z.string().max(100).optional().meta({
    description:
      "The session, else the cookie `session_id`, else one session for each credential. The answer returns it in both.",
  }),
});
const parameters = { time: "sunset", scene: "ocean", colors: ["orange", "red", "purple"] };
const prompt = "A colorful sunset over the ocean";

type Description = Parameters<typeof describe>[0];

function describePost(
  description: Pick<Description, "summary" | "description" | "body"> & {
    answer: { description: string; schema: z.ZodType; example: unknown };
  },
) {
  const { answer, ...rest } = description;
  const errors = [400, 401, 403, 413, 415, 429];
  return describe({ ...rest, access: "account", headers, answers: { 200: answer }, errors });
}

export function describeInitialize() {
  return describePost({
    summary: "Begin a session with a prompt",
    body: { schema: InitializeRequest, example: { prompt } },
    answer: {
      description: "The prompt and what it says.",
      schema: InitializedPrompt,
      example: { parameters, prompt, changes: [] },
    },
  });
}

export function describeUpdate() {
  return describePost({
    summary: "Change the prompt as a request in plain words asks",
    description: "400 before a prompt was initialized. What cannot be done stands in `notes`.",
    body: {
      schema: UpdateRequest,
      example: { user_request: "Make it more dramatic with stormy clouds" },
    },
    answer: {
      description: "The prompt as it is now, and what changed.",
      schema: UpdatedPrompt,
      example: {
        parameters: { ...parameters, weather: "stormy", sky: "stormy clouds" },
        prompt: "A colorful dramatic sunset over the ocean with stormy clouds",
        changes: ["Added stormy clouds", "Made it more dramatic"],
        notes: [],
        source: "embedded",
        fallback_reason: null,
      },
    },
  });
}

export function describeEnhance() {
  return describePost({
    summary: "Write a rough prompt out in more detail",
    description: "It changes no session.",
    body: { schema: EnhanceRequest, example: { rough_prompt: "cats playing" } },
    answer: {
      description: "Both prompts.",
      schema: EnhancedPrompt,
      example: {
        original_prompt: "cats playing",
        enhanced_prompt: "Cats playing in a sunlit living room, soft light, shallow focus",
        source: "embedded",
        fallback_reason: null,
      },
    },
  });
}

export function describeVariations() {
  return describePost({
    summary: "Make variations of prompts of the history",
    description: "They join the history. No index selected means the current prompt.",
    body: { schema: VariationsRequest, example: { selected_indices: [0], total_count: 1 } },
    answer: {
      description: "As many prompts as were asked for.",
      schema: PromptVariationsView,
      example: {
        prompts: ["A peaceful sunset over calm ocean waters with gentle waves"],
        selected_indices: [0],
        source: "embedded",
        fallback_reason: null,
      },
    },
  });
}

export function describeHistory() {
  return describe({
    summary: "List the prompts of the session",
    access: "account",
    headers,
    answers: {
      200: {
        description: "Oldest first; empty for a session that has none.",
        schema: PromptHistory,
        example: { history: [{ prompt, parameters, description: "Initial prompt" }] },
      },
    },
    errors: [400, 401, 403],
  });
}

export function describeParameters() {
  return describe({
    summary: "Read what the session's prompt says",
    access: "account",
    headers,
    answers: {
      200: {
        description: "Empty for a session that has no prompt.",
        schema: PromptParametersView,
        example: parameters,
      },
    },
    errors: [400, 401, 403],
  });
}
