import { createElevenLabs } from "@ai-sdk/elevenlabs";
import type { ModelFetch, ModelProvider } from "./model-provider.ts";
import { probeAddress } from "./probe-address.ts";
import type { ResolvedProvider } from "./provider-settings.ts";
import { rewriteOrigin } from "./rewrite-origin.ts";

const vendorOrigin = "https://api.elevenlabs.io";

/** ElevenLabs' voices; `voices` of the model say which of them each speaker is. */
export function createElevenLabsProvider(
  { settings, secret }: ResolvedProvider<"elevenlabs">,
  plainFetch: ModelFetch,
): ModelProvider {
  const fetch = rewriteOrigin(plainFetch, [vendorOrigin], settings.url);
  const headers: Record<string, string> = { "xi-api-key": secret ?? "" };
  const vendor = createElevenLabs({ apiKey: secret ?? "", fetch });
  return {
    isPaid: true,
    origin: new URL(settings.url ?? vendorOrigin).origin,
    headers,
    models: settings.models.map((model) => {
      if (model.kind !== "speech") throw new Error(`ElevenLabs speaks; it makes no ${model.kind}.`);
      return { kind: "speech", settings: model, model: vendor.speech(model.id) };
    }),
    probe: (signal) => probeAddress(`${vendorOrigin}/v1/models`, { headers, fetch, signal }),
  };
}
