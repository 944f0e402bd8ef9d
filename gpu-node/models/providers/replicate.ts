import { createReplicate } from "@ai-sdk/replicate";
import { z } from "zod";
import type {
  CancelOptions,
  ModelFetch,
  ModelProvider,
  OfferedModel,
  RemoteVideoModel,
} from "./model-provider.ts";
import { probeAddress } from "./probe-address.ts";
import type { ModelSettings, ResolvedProvider } from "./provider-settings.ts";
import { createReplicateImageModel } from "./replicate-images.ts";

const Operation = z.object({ getUrl: z.string() });

/** Replicate's hosted models. */
export function createReplicateProvider(
  { settings, secret }: ResolvedProvider<"replicate">,
  fetch: ModelFetch,
): ModelProvider {
  const base = (settings.url ?? "https://api.replicate.com/v1").replace(/\/+$/, "");
  const { origin } = new URL(base);
  const headers: Record<string, string> = { authorization: `Bearer ${secret ?? ""}` };
  const vendor = createReplicate({ apiToken: secret ?? "", baseURL: base, fetch });
  const cancel = async (getUrl: string, signal: AbortSignal): Promise<void> => {
    if (new URL(getUrl).origin !== origin) return;
    const answer = await fetch(`${getUrl}/cancel`, { method: "POST", headers, signal });
    await answer.body?.cancel();
  };
  const withCancel = (model: RemoteVideoModel): RemoteVideoModel =>
    Object.assign(model, {
      doCancel: ({ operation, abortSignal }: CancelOptions) =>
        cancel(Operation.parse(operation).getUrl, abortSignal),
    });
  const offer = (model: ModelSettings): OfferedModel => {
    switch (model.kind) {
      case "video":
        return { kind: "video", settings: model, model: withCancel(vendor.video(model.id)) };
      case "image":
        return {
          kind: "image",
          settings: model,
          model: createReplicateImageModel(model, { base, headers, fetch, cancel }),
          takesShape: true,
        };
      case "speech":
        throw new Error("Replicate's speech models each have a form of their own.");
    }
  };
  return {
    isPaid: true,
    origin,
    headers,
    models: settings.models.map(offer),
    probe: (signal) => probeAddress(`${base}/account`, { headers, fetch, signal }),
  };
}
