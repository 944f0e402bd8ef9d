import type { CaptionCue } from "./cut-cues.ts";

/** The captions as SubRip. */
export function toSrt(cues: readonly CaptionCue[]): string {
  return cues
    .map(
      ({ lines, startSeconds, endSeconds }, index) =>
        `${index + 1}\n${clock(startSeconds, ",")} --> ${clock(endSeconds, ",")}\n${lines.join("\n")}\n`,
    )
    .join("\n");
}

/** The captions as WebVTT. */
export function toVtt(cues: readonly CaptionCue[]): string {
  const blocks = cues.map(
    ({ lines, startSeconds, endSeconds }, index) =>
      `${index + 1}\n${clock(startSeconds, ".")} --> ${clock(endSeconds, ".")}\n${lines.map(escape).join("\n")}\n`,
  );
  return ["WEBVTT\n", ...blocks].join("\n");
}

function escape(line: string): string {
  return line.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function clock(seconds: number, point: "," | "."): string {
  const milliseconds = Math.round(seconds * 1000);
  const part = (unit: number, size: number, digits: number) =>
    String(Math.floor(milliseconds / unit) % size).padStart(digits, "0");
  return `${part(3_600_000, 100, 2)}:${part(60_000, 60, 2)}:${part(1000, 60, 2)}${point}${part(1, 1000, 3)}`;
}
