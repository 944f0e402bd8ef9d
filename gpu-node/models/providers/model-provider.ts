import type {
  Experimental_VideoModelV4 as VideoModelV4,
  ImageModelV4,
  JSONValue,
  SpeechModelV4,
} from "@ai-sdk/provider";
import type { ModelSettings } from "./provider-settings.ts";

export interface CancelOptions {
  readonly operation: JSONValue;
  readonly abortSignal: AbortSignal;
}

/** The AI SDK's video model, and what it lacks: a way to stop what was begun. */
export type RemoteVideoModel = Omit<VideoModelV4, "handleWebhookOption"> & {
  /** Tells the server to stop; absent where closing the request is all there is. */
  doCancel?(options: CancelOptions): Promise<void>;
};

/** What a `pending` status may say under `providerMetadata.framefleet`: a share from 0 to 1. */
export const progressMetadata = (progress: number | null | undefined) =>
  typeof progress === "number" ? { providerMetadata: { framefleet: { progress } } } : {};

export type OfferedModel = {
  readonly settings: ModelSettings;
} & (
  | { readonly kind: "video"; readonly model: RemoteVideoModel }
  | {
      readonly kind: "image";
      readonly model: ImageModelV4;
      /** True: it is asked for a shape such as `16:9`, not for a size. */
      readonly takesShape?: boolean;
    }
  | { readonly kind: "speech"; readonly model: SpeechModelV4 }
);

/** A server of models. */
export interface ModelProvider {
  readonly models: readonly OfferedModel[];
  /** True: each result is paid for, so that nothing is asked for twice on suspicion. */
  readonly isPaid: boolean;
  /** Origin and headers for files that the server offers at its own address. */
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Rejects while the server would not take work. */
  probe(signal: AbortSignal): Promise<void>;
}

export type ModelFetch = typeof globalThis.fetch;
