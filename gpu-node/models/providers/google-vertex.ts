import { createGoogleVertex } from "@ai-sdk/google-vertex";
import { z } from "zod";
import { withGoogleErrors } from "./google-errors.ts";
import type { ModelFetch, ModelProvider } from "./model-provider.ts";
import { probeAddress } from "./probe-address.ts";
import type { ResolvedProvider } from "./provider-settings.ts";
import { offerVeo } from "./veo-model.ts";

const ServiceAccount = z.looseObject({ client_email: z.string(), private_key: z.string() });

/** Veo on Vertex AI: with an API key, a service account, or what the machine itself may do. */
export function createVertex(
  { settings, secret }: ResolvedProvider<"google-vertex">,
  fetch: ModelFetch,
): ModelProvider {
  const credentials = readServiceAccount(secret);
  const apiKey = credentials === null ? secret : null;
  const vendor = createGoogleVertex({
    apiKey: apiKey ?? "",
    fetch: withGoogleErrors(settings.name, fetch),
    ...(settings.url === undefined ? {} : { baseURL: settings.url }),
    ...(settings.project === undefined ? {} : { project: settings.project }),
    ...(settings.location === undefined ? {} : { location: settings.location }),
    ...(credentials === null ? {} : { googleAuthOptions: { credentials } }),
  });
  const { origin } = new URL(settings.url ?? "https://aiplatform.googleapis.com");
  const headers: Record<string, string> = apiKey === null ? {} : { "x-goog-api-key": apiKey };
  return {
    isPaid: true,
    origin,
    headers,
    models: settings.models.map((model) =>
      offerVeo(model, vendor.video(model.id), { takesSeed: true }),
    ),
    probe: (signal) => probeAddress(origin, { headers, fetch, signal }),
  };
}

function readServiceAccount(secret: string | null) {
  if (secret === null || !secret.startsWith("{")) return null;
  try {
    return ServiceAccount.parse(JSON.parse(secret));
  } catch {
    throw new Error("The key of Vertex is no service account.");
  }
}
