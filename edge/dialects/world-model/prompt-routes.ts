import type { Context, Hono } from "hono";
import type { z } from "zod";
import { enhanceRoughPrompt } from "../../domain/prompts/sessions/enhance-rough-prompt.ts";
import { generateVariations } from "../../domain/prompts/sessions/generate-variations.ts";
import { initializePrompt } from "../../domain/prompts/sessions/initialize-prompt.ts";
import { readPromptHistory } from "../../domain/prompts/sessions/read-prompt-history.ts";
import { readPromptParameters } from "../../domain/prompts/sessions/read-prompt-parameters.ts";
import { updatePrompt } from "../../domain/prompts/sessions/update-prompt.ts";
import type { TunerSource } from "../../domain/prompts/prompt-tuner.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { readJsonBody } from "../../http/json-body.ts";
import { parseRequest } from "../../http/parse-request.ts";
import {
  describeEnhance,
  describeHistory,
  describeInitialize,
  describeParameters,
  describeUpdate,
  describeVariations,
} from "./prompt-route-descriptions.ts";
import { sessionOf } from "./prompt-session.ts";
import { EnhanceRequest, InitializeRequest, UpdateRequest, VariationsRequest } from "./schemas.ts";
import type {
  AnswerSource,
  EnhancedPrompt,
  InitializedPrompt,
  PromptHistory,
  PromptVariationsView,
  UpdatedPrompt,
} from "./views.ts";

/** Prompt tuning: a session's prompt, its changes, variations and history. */
export function addPromptRoutes(routes: Hono<AppEnv>): void {
  routes.post("/api/initialize", describeInitialize(), async (context) => {
    const session = await sessionOf(context, "jobs:write");
    const { prompt } = await readBody(context, InitializeRequest);
    const body: InitializedPrompt = await initializePrompt(context.get("services"), {
      ...session,
      prompt,
    });
    return context.json(body);
  });
  routes.post("/api/update", describeUpdate(), async (context) => {
    const session = await sessionOf(context, "jobs:write");
    const { user_request: request } = await readBody(context, UpdateRequest);
    const { source, ...updated } = await updatePrompt(context.get("services"), {
      ...session,
      request,
    });
    const body: UpdatedPrompt = { ...updated, ...presentSource(source) };
    return context.json(body);
  });
  routes.post("/api/enhance", describeEnhance(), async (context) => {
    await sessionOf(context, "jobs:write");
    const { rough_prompt: prompt } = await readBody(context, EnhanceRequest);
    const enhanced = await enhanceRoughPrompt(context.get("services"), { prompt });
    const body: EnhancedPrompt = {
      original_prompt: enhanced.originalPrompt,
      enhanced_prompt: enhanced.enhancedPrompt,
      ...presentSource(enhanced.source),
    };
    return context.json(body);
  });
  routes.post("/api/generate-variations", describeVariations(), async (context) => {
    const session = await sessionOf(context, "jobs:write");
    const request = await readBody(context, VariationsRequest);
    const { prompts, selectedIndices, source } = await generateVariations(context.get("services"), {
      ...session,
      selectedIndices: request.selected_indices,
      totalCount: request.total_count,
    });
    const body: PromptVariationsView = {
      prompts,
      selected_indices: selectedIndices,
      ...presentSource(source),
    };
    return context.json(body);
  });
  routes.get("/api/history", describeHistory(), async (context) => {
    const session = await sessionOf(context, "jobs:read");
    const body: PromptHistory = {
      history: await readPromptHistory(context.get("services"), session),
    };
    return context.json(body);
  });
  routes.get("/api/parameters", describeParameters(), async (context) => {
    const session = await sessionOf(context, "jobs:read");
    return context.json(await readPromptParameters(context.get("services"), session));
  });
}

async function readBody<Schema extends z.ZodType>(
  context: Context<AppEnv>,
  schema: Schema,
): Promise<z.output<Schema>> {
  return parseRequest(schema, await readJsonBody(context.req.raw));
}

function presentSource(source: TunerSource): AnswerSource {
  return source.kind === "embedded"
    ? { source: "embedded", fallback_reason: source.fallbackReason }
    : { source: source.model, fallback_reason: null };
}
