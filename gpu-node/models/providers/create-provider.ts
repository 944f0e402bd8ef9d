import { createCog } from "./cog.ts";
import { createComfyUi } from "./comfyui.ts";
import { createCosmosNim } from "./cosmos-nim.ts";
import { createElevenLabsProvider } from "./elevenlabs.ts";
import { createFalProvider } from "./fal.ts";
import { createGeminiOmni } from "./gemini-omni.ts";
import { createGeminiVeo } from "./gemini-veo.ts";
import { createVertex } from "./google-vertex.ts";
import type { ModelFetch, ModelProvider } from "./model-provider.ts";
import { createOpenAiCompatible } from "./openai-compatible.ts";
import { createReplicateProvider } from "./replicate.ts";
import type { ResolvedProvider } from "./provider-settings.ts";

/** The client of a configured server. Throws Error for a kind of model that it does not serve. */
export function createProvider(
  { settings, secret }: ResolvedProvider,
  fetch: ModelFetch,
): ModelProvider {
  switch (settings.type) {
    case "cosmos-nim":
      return createCosmosNim({ settings, secret }, fetch);
    case "cog":
      return createCog({ settings, secret }, fetch);
    case "comfyui":
      return createComfyUi({ settings, secret }, fetch);
    case "google-vertex":
      return createVertex({ settings, secret }, fetch);
    case "gemini-veo":
      return createGeminiVeo({ settings, secret }, fetch);
    case "gemini-omni":
      return createGeminiOmni({ settings, secret }, fetch);
    case "fal":
      return createFalProvider({ settings, secret }, fetch);
    case "replicate":
      return createReplicateProvider({ settings, secret }, fetch);
    case "elevenlabs":
      return createElevenLabsProvider({ settings, secret }, fetch);
    case "openai-compatible":
      return createOpenAiCompatible({ settings, secret }, fetch);
  }
}
