import { createOpenAI } from "@ai-sdk/openai";
import type { ModelFetch, ModelProvider, OfferedModel } from "./model-provider.ts";
import { createOpenAiVideoModel } from "./openai-videos.ts";
import type { ModelSettings, ResolvedProvider } from "./provider-settings.ts";
import { probeAddress } from "./probe-address.ts";

/** OpenAI itself and all that speak its images, speech and videos; the address ends in `/v1`. */
export function createOpenAiCompatible(
  { settings, secret }: ResolvedProvider<"openai-compatible">,
  fetch: ModelFetch,
): ModelProvider {
  const base = settings.url.replace(/\/+$/, "");
  const headers: Record<string, string> =
    secret === null ? {} : { authorization: `Bearer ${secret}` };
  const vendor = createOpenAI({
    baseURL: base,
    name: settings.name,
    apiKey: secret ?? "none",
    fetch,
  });
  const offer = (model: ModelSettings): OfferedModel => {
    switch (model.kind) {
      case "video": {
        const server = { name: settings.name, base, headers, fetch };
        return { kind: "video", settings: model, model: createOpenAiVideoModel(model, server) };
      }
      case "image":
        return { kind: "image", settings: model, model: vendor.image(model.id) };
      case "speech":
        return { kind: "speech", settings: model, model: vendor.speech(model.id) };
    }
  };
  return {
    isPaid: true,
    origin: new URL(base).origin,
    headers,
    models: settings.models.map(offer),
    probe: (signal) => probeAddress(`${base}/models`, { headers, fetch, signal }),
  };
}
