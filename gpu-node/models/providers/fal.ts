import { createFal } from "@ai-sdk/fal";
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
import { rewriteOrigin } from "./rewrite-origin.ts";

const queue = "https://queue.fal.run";
const Operation = z.object({ responseUrl: z.string() });

/** fal.ai: images at once, videos through its queue. */
export function createFalProvider(
  { settings, secret }: ResolvedProvider<"fal">,
  plainFetch: ModelFetch,
): ModelProvider {
  const fetch = rewriteOrigin(plainFetch, [queue, "https://fal.run"], settings.url);
  const headers: Record<string, string> = { authorization: `Key ${secret ?? ""}` };
  const vendor = createFal({ apiKey: secret ?? "", fetch });
  const offer = (model: ModelSettings): OfferedModel => {
    switch (model.kind) {
      case "video":
        return { kind: "video", settings: model, model: withCancel(vendor.video(model.id)) };
      case "image":
        return { kind: "image", settings: model, model: vendor.image(model.id) };
      case "speech":
        return { kind: "speech", settings: model, model: vendor.speech(model.id) };
    }
  };
  const withCancel = (model: RemoteVideoModel): RemoteVideoModel =>
    Object.assign(model, {
      async doCancel({ operation, abortSignal }: CancelOptions) {
        const { responseUrl } = Operation.parse(operation);
        if (new URL(responseUrl).origin !== queue) return;
        const options = { method: "PUT", headers, signal: abortSignal };
        await (await fetch(`${responseUrl}/cancel`, options)).body?.cancel();
      },
    });
  return {
    isPaid: true,
    origin: new URL(settings.url ?? queue).origin,
    headers,
    models: settings.models.map(offer),
    probe: (signal) => probeAddress(`${queue}/`, { headers, fetch, signal }),
  };
}
