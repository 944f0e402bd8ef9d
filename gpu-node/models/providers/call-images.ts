import type {
  Experimental_VideoModelV4CallOptions as VideoCallOptions,
  Experimental_VideoModelV4File as VideoFile,
} from "@ai-sdk/provider";
import { convertToBase64 } from "@ai-sdk/provider-utils";

type InlineFile = Extract<VideoFile, { type: "file" }>;

/** The picture that a video begins with; null without one. */
export function startImageOf({ image, frameImages }: VideoCallOptions): InlineFile | null {
  const first = frameImages?.find(({ frameType }) => frameType === "first_frame")?.image ?? image;
  return first?.type === "file" ? first : null;
}

/** The picture that a video ends with; null without one. */
export function endImageOf({ frameImages }: VideoCallOptions): InlineFile | null {
  const last = frameImages?.find(({ frameType }) => frameType === "last_frame")?.image;
  return last?.type === "file" ? last : null;
}

export function base64Of({ data }: InlineFile): string {
  return convertToBase64(data);
}

export function dataUrlOf(file: InlineFile): string {
  return `data:${file.mediaType};base64,${base64Of(file)}`;
}
