import { createGoogle } from "@ai-sdk/google";
import { withGoogleErrors } from "./google-errors.ts";
import type { ModelFetch, ModelProvider } from "./model-provider.ts";
import { probeAddress } from "./probe-address.ts";
import type { ResolvedProvider } from "./provider-settings.ts";
import { offerVeo } from "./veo-model.ts";

/** Veo as the Gemini API had it until October 2026; gateways still speak it. */
export function createGeminiVeo(
  { settings, secret }: ResolvedProvider<"gemini-veo">,
  fetch: ModelFetch,
): ModelProvider {
  const base = settings.url.replace(/\/+$/, "");
  const headers: Record<string, string> = secret === null ? {} : { "x-goog-api-key": secret };
  const vendor = createGoogle({
    baseURL: base,
    apiKey: secret ?? "none",
    fetch: withGoogleErrors(settings.name, fetch),
  });
  return {
    isPaid: true,
    origin: new URL(base).origin,
    headers,
    models: settings.models.map((model) =>
      offerVeo(model, vendor.video(model.id), { takesSeed: false }),
    ),
    probe: (signal) => probeAddress(`${base}/models`, { headers, fetch, signal }),
  };
}
