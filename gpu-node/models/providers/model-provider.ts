import type {
  Experimental_VideoModelV4 as VideoModelV4,
  ImageModelV4,
  ImageModelV4CallOptions,
  JSONValue,
  SpeechModelV4,
  SpeechModelV4CallOptions,
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

/** Where the server has put what it made, or the bytes. */
export type MadeFile =
  | { readonly type: "url"; readonly url: string }
  | { readonly type: "binary"; readonly data: Uint8Array };

/** How far a begun operation is; `progress` is a share from 0 to 1. */
export type OperationState<Made> =
  | { readonly status: "pending"; readonly progress: number | null }
  | { readonly status: "completed"; readonly made: Made }
  | { readonly status: "error"; readonly error: string; readonly code: string | null };

/**
 * A model that is told to begin and then asked until it is done: what was begun can be asked for
 * again by another process.
 */
export interface OperationModel<Options> {
  /** Whose fields `providerOptions` names, as in the AI SDK's models. */
  readonly provider: string;
  start(options: Options): Promise<JSONValue>;
  look(operation: JSONValue, signal: AbortSignal): Promise<OperationState<MadeFile>>;
  cancel(operation: JSONValue, signal: AbortSignal): Promise<void>;
}

export type OfferedModel = {
  readonly settings: ModelSettings;
} & (
  | { readonly kind: "video"; readonly model: RemoteVideoModel }
  | {
      readonly kind: "image";
      readonly model: ImageModelV4 | OperationModel<ImageModelV4CallOptions>;
      /** True: it is asked for a shape such as `16:9`, not for a size. */
      readonly takesShape?: boolean;
    }
  | {
      readonly kind: "speech";
      readonly model: SpeechModelV4 | OperationModel<SpeechModelV4CallOptions>;
    }
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
