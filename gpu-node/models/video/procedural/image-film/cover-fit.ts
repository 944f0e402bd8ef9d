import type { Canvas } from "@napi-rs/canvas";
import { offscreen } from "../offscreen.ts";
import type { FrameSize } from "../painter.ts";

/**
 * The middle of a picture, cut to the shape of the frame. Never larger than the frame needs, and
 * reduced by halves, so that fine detail does not flicker when the camera moves over it.
 * @param headroom how much larger than the frame the picture may stay, for a camera that comes close
 */
export function coverFit(picture: Canvas, size: FrameSize, headroom: number): Canvas {
  const cover = Math.max(size.width / picture.width, size.height / picture.height);
  const cut = { width: size.width / cover, height: size.height / cover };
  const share = Math.min(headroom, Math.max(1, 1 / cover));
  const target = {
    width: Math.round(size.width * share),
    height: Math.round(size.height * share),
  };
  let source = offscreen(
    Math.max(target.width, cut.width),
    Math.max(target.height, cut.height),
    (context) => {
      const { width, height } = context.canvas;
      // What is transparent has to become some colour: video has no alpha.
      context.fillStyle = "#000";
      context.fillRect(0, 0, width, height);
      context.imageSmoothingQuality = "high";
      const left = (picture.width - cut.width) / 2;
      const top = (picture.height - cut.height) / 2;
      context.drawImage(picture, left, top, cut.width, cut.height, 0, 0, width, height);
    },
  );
  while (source.width > target.width) {
    const width = Math.max(target.width, Math.ceil(source.width / 2));
    const height = Math.max(target.height, Math.ceil(source.height / 2));
    const larger = source;
    source = offscreen(width, height, (context) => {
      context.imageSmoothingQuality = "high";
      context.drawImage(larger, 0, 0, width, height);
    });
  }
  return source;
}
