import type {
  Experimental_VideoModelV4CallOptions as VideoCallOptions,
  ImageModelV4CallOptions,
  JSONObject,
  JSONValue,
  SpeechModelV4CallOptions,
} from "@ai-sdk/provider";
import { dataUrlOf, endImageOf, startImageOf } from "./call-images.ts";
import { readSize } from "./nearest-size.ts";

/** What is wished of a container, in the AI SDK's words. */
export type CogWish =
  | { readonly kind: "video"; readonly options: VideoCallOptions }
  | { readonly kind: "image"; readonly options: ImageModelV4CallOptions }
  | { readonly kind: "speech"; readonly options: SpeechModelV4CallOptions };

/** What authors of containers call each thing; the first that a model has is filled in. */
const names = {
  prompt: ["prompt", "text_prompt", "description"],
  seed: ["seed"],
  width: ["width"],
  height: ["height"],
  size: ["size"],
  framesPerSecond: ["fps", "frames_per_second", "frame_rate"],
  durationSeconds: ["duration", "duration_seconds", "seconds"],
  frameCount: ["num_frames", "frames", "video_length", "frames_count"],
  startImage: ["image", "start_image", "first_frame_image", "first_frame", "input_image"],
  endImage: ["end_image", "last_frame_image", "last_frame", "last_image"],
  text: ["text", "prompt", "input"],
  voice: ["voice", "speaker", "voice_id"],
  speed: ["speed"],
} as const;
type Wish = Partial<Record<keyof typeof names, JSONValue | undefined>>;

/** Fills in those fields of a model's own form that we know; what it does not have is left out. */
export function describeCogInput(wish: CogWish, properties: readonly string[]): JSONObject {
  const input: JSONObject = {};
  for (const [name, value] of Object.entries(valuesOf(wish))) {
    const field = names[name as keyof typeof names].find((known) => properties.includes(known));
    if (field !== undefined && value !== undefined) input[field] = value;
  }
  return input;
}

function valuesOf({ kind, options }: CogWish): Wish {
  switch (kind) {
    case "video": {
      const { prompt, seed, resolution, fps = 24, duration = 5 } = options;
      const [start, end] = [startImageOf(options), endImageOf(options)];
      return {
        prompt,
        seed,
        ...sizeOf(resolution),
        framesPerSecond: fps,
        durationSeconds: duration,
        frameCount: Math.ceil(duration * fps) + 1,
        startImage: start === null ? undefined : dataUrlOf(start),
        endImage: end === null ? undefined : dataUrlOf(end),
      };
    }
    case "image":
      return { prompt: options.prompt, seed: options.seed, ...sizeOf(options.size) };
    case "speech":
      return { text: options.text, voice: options.voice, speed: options.speed };
  }
}

function sizeOf(size: string | undefined): Wish {
  return size === undefined ? {} : { ...readSize(size), size };
}
