import { createCosmosNim } from "./cosmos-nim.ts";
import type { ModelFetch, ModelProvider } from "./model-provider.ts";
import { createOpenAiCompatible } from "./openai-compatible.ts";
import type { ResolvedProvider } from "./provider-settings.ts";

/** The client of a configured server. Throws Error for a kind of model that it does not serve. */
export function createProvider(
  { settings, secret }: ResolvedProvider,
  fetch: ModelFetch,
): ModelProvider {
  switch (settings.type) {
    case "cosmos-nim":
      return createCosmosNim({ settings, secret }, fetch);
    case "openai-compatible":
      return createOpenAiCompatible({ settings, secret }, fetch);
  }
}
