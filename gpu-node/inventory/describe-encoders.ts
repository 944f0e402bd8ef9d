import type { EncoderCapability } from "#contracts/node-protocol.ts";

const families: readonly (readonly [RegExp, EncoderCapability["codec"]])[] = [
  [/264/, "h264"],
  [/265|hevc/, "h265"],
  [/av1/, "av1"],
  [/vp9/, "vp9"],
  [/^mpeg4/, "mpeg4"],
];

/** Says codec and kind of each encoder that opened; names of other families are left out. */
export function describeEncoders(names: readonly string[]): EncoderCapability[] {
  return names.flatMap((name) => {
    const codec = families.find(([pattern]) => pattern.test(name))?.[1];
    if (codec === undefined) return [];
    return [{ name, codec, hardware: /_(nvenc|qsv|vaapi|amf|videotoolbox)$/.test(name) }];
  });
}
