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
  const withCancel = (model: RemoteVideoModel): RemoteVideoModel =>
    Object.assign(model, {
      async doCancel({ operation, abortSignal }: CancelOptions) {
        const { getUrl } = Operation.parse(operation);
        if (new URL(getUrl).origin !== origin) return;
        const options = { method: "POST", headers, signal: abortSignal };
        await (await fetch(`${getUrl}/cancel`, options)).body?.cancel();
      },
    });
  const offer = (model: ModelSettings): OfferedModel => {
    switch (model.kind) {
      case "video":
        return { kind: "video", settings: model, model: withCancel(vendor.video(model.id)) };
      case "image":
        return { kind: "image", settings: model, model: vendor.image(model.id), takesShape: true };
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
