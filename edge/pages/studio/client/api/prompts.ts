import type {
  EnhancedPrompt,
  InitializedPrompt,
  PromptVariationsView,
  UpdatedPrompt,
} from "../../../../dialects/world-model/views.ts";
import type { Api } from "./request.ts";

/** One session for each page load: the prompts of two windows do not mix. */
const headers = { "x-session-id": `studio-${crypto.randomUUID()}` };

/** Changes a prompt as asked in plain words; says what was changed, and what was not and why. */
export async function changePrompt(api: Api, prompt: string, request: string) {
  await initialize(api, prompt);
  const body = { user_request: request };
  return api.json<UpdatedPrompt>("/api/update", { method: "POST", body, headers });
}

export async function enhancePrompt(api: Api, prompt: string) {
  const body = { rough_prompt: prompt };
  return api.json<EnhancedPrompt>("/api/enhance", { method: "POST", body, headers });
}

export async function varyPrompt(api: Api, prompt: string, count: number) {
  await initialize(api, prompt);
  const body = { selected_indices: [], total_count: count };
  return api.json<PromptVariationsView>("/api/generate-variations", {
    method: "POST",
    body,
    headers,
  });
}

const initialize = (api: Api, prompt: string) =>
  api.json<InitializedPrompt>("/api/initialize", { method: "POST", body: { prompt }, headers });
