import { createFal } from "@ai-sdk/fal";
import { FalQueue } from "./fal-queue.ts";
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

/** fal.ai, through its queue. */
export function createFalProvider(
  { settings, secret }: ResolvedProvider<"fal">,
  plainFetch: ModelFetch,
): ModelProvider {
  const fetch = rewriteOrigin(plainFetch, [queue], settings.url);
  const headers: Record<string, string> = { authorization: `Key ${secret ?? ""}` };
  const vendor = createFal({ apiKey: secret ?? "", fetch });
  const work = new FalQueue({ origin: queue, headers, fetch });
  const offer = (model: ModelSettings): OfferedModel => {
    switch (model.kind) {
      case "video":
        return { kind: "video", settings: model, model: withCancel(vendor.video(model.id)) };
      case "image":
        return { kind: "image", settings: model, model: work.image(model) };
      case "speech":
        return { kind: "speech", settings: model, model: work.speech(model) };
    }
  };
  const withCancel = (model: RemoteVideoModel): RemoteVideoModel =>
    Object.assign(model, {
      doCancel: ({ operation, abortSignal }: CancelOptions) => work.cancel(operation, abortSignal),
    });
  return {
    isPaid: true,
    origin: new URL(settings.url ?? queue).origin,
    headers,
    models: settings.models.map(offer),
    probe: (signal) => probeAddress(`${queue}/`, { headers, fetch, signal }),
  };
}
