import { join } from "node:path";
import { Decoder } from "node-av/api";
import { AV_PICTURE_TYPE_I } from "node-av/constants";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { VideoEncoding } from "#contracts/template.ts";
import { deriveQuantiser } from "../../../gpu-node/media/derive-quantiser.ts";
import { encodeVideo } from "../../../gpu-node/media/encode-video.ts";
import { openMedia } from "../../../gpu-node/media/probe-media.ts";
import {
  softwareEncoders,
  videoEncodingSettings,
} from "../../../gpu-node/media/video-encoding-settings.ts";
import { TemplateBench } from "./support/template-bench.ts";

let bench: TemplateBench;
beforeAll(async () => {
  bench = await TemplateBench.open();
});
afterAll(() => bench.close());

const size = { width: 160, height: 96, framesPerSecond: 30 };

/** Grain that never repeats within a second, which no encoder can make small. */
const grain = Array.from({ length: 37 }, (_, number) => {
  const planes = Buffer.alloc(size.width * size.height * 1.5, 128);
  let state = number + 1;
  for (let place = 0; place < size.width * size.height; place += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    planes[place] = 90 + (state >>> 26);
  }
  return planes;
});

async function encode(changes: Partial<VideoEncoding>, frameCount: number) {
  const encoding: VideoEncoding = {
    codec: "h264",
    bitsPerSecond: 400_000,
    rateControl: "vbr",
    preset: 4,
    ...changes,
  };
  const encoder = softwareEncoders[encoding.codec];
  const outputPath = join(bench.directory, "encoded.mp4");
  async function* frames() {
    for (let frame = 0; frame < frameCount; frame += 1)
      yield grain[(frame * 11) % 37] ?? Buffer.alloc(0);
  }
  await encodeVideo({
    ...size,
    frames: frames(),
    pixelFormat: "i420",
    container: "mp4",
    outputPath,
    encoder,
    settings: videoEncodingSettings({ ...size, encoding, encoder, threads: 1 }),
  });
  return describeFile(outputPath, encoding, frameCount);
}

/** Profile, level and rate of a file, and which of its frames are IDR and intra frames. */
async function describeFile(path: string, { codec, bitsPerSecond }: VideoEncoding, count: number) {
  await using demuxer = await openMedia(path, "mp4");
  const [stream] = demuxer.streams;
  if (stream === undefined) throw new Error("The file has no stream.");
  let bits = 0;
  const idr: number[] = [];
  const frameOf = (time: bigint) =>
    Math.round((Number(time) * stream.timeBase.num * 30) / stream.timeBase.den);
  async function* packets() {
    for await (const packet of demuxer.packets(0)) {
      if (packet !== null) {
        bits += packet.size * 8;
        if (isIdr(codec, packet.data ?? Buffer.alloc(0), packet.isKeyframe))
          idr.push(frameOf(packet.pts));
      }
      yield packet;
    }
  }
  const intra: number[] = [];
  using decoder = await Decoder.create(stream);
  for await (using frame of decoder.frames(packets()))
    if (frame?.pictType === AV_PICTURE_TYPE_I) intra.push(frameOf(frame.bestEffortTimestamp));
  const { profile, level } = stream.codecpar;
  return { profile, level, share: bits / (count / 30) / bitsPerSecond, idr, intra };
}

function isIdr(codec: VideoEncoding["codec"], data: Buffer, isKey: boolean): boolean {
  if (codec === "av1") return isKey;
  for (let offset = 0; offset + 5 <= data.length; offset += 4 + data.readUInt32BE(offset)) {
    const first = data.readUInt8(offset + 4);
    if (codec === "h264" && (first & 31) === 5) return true;
    if (codec === "h265" && [19, 20].includes((first >>> 1) & 63)) return true;
  }
  return false;
}

describe("the rate over twenty seconds of grain", () => {
  test("is within ten per cent where it may vary", async () => {
    const { share } = await encode({ rateControl: "vbr" }, 600);
    expect(Math.abs(share - 1)).toBeLessThan(0.1);
  });

  test("is within five per cent where it must hold", async () => {
    const { share } = await encode({ rateControl: "cbr" }, 600);
    expect(Math.abs(share - 1)).toBeLessThan(0.05);
  });

  test("is not held at all with a constant quantiser", async () => {
    const { share } = await encode({ rateControl: "cqp", bitsPerSecond: 100_000 }, 60);
    expect(share).toBeGreaterThan(2);
  });
});

test.each([
  [
    { codec: "h264", profile: 66, level: 30 },
    { profile: 578, level: 30 },
  ],
  [
    { codec: "h264", profile: 77, level: 41 },
    { profile: 77, level: 41 },
  ],
  [
    { codec: "h264", profile: 100, level: 51, preset: 5 },
    { profile: 100, level: 51 },
  ],
  [
    { codec: "h265", profile: 1, level: 123 },
    { profile: 1, level: 123 },
  ],
  [
    { codec: "av1", profile: 0, level: 8 },
    { profile: 0, level: 8 },
  ],
] satisfies [Partial<VideoEncoding>, object][])(
  "profile and level are in the file: %o",
  async (changes, expected) => {
    // 578 is "constrained baseline": 66 with the flag that everybody sets.
    expect(await encode(changes, 6)).toMatchObject(expected);
  },
);

test.each(["h264", "h265", "av1"] as const)(
  "a %s group has as many frames as asked",
  async (codec) => {
    const { idr, intra } = await encode({ codec, gopFrames: 12 }, 40);
    expect(idr).toEqual([0, 12, 24, 36]);
    expect(intra).toEqual([0, 12, 24, 36]);
  },
);

test.each(["h264", "h265"] as const)(
  "every third %s group begins with an IDR frame",
  async (codec) => {
    const { idr, intra } = await encode({ codec, gopFrames: 6, idrEveryGops: 3, preset: 2 }, 40);
    expect(idr).toEqual([0, 18, 36]);
    expect(intra).toEqual([0, 6, 12, 18, 24, 30, 36]);
  },
);

test("a higher preset makes larger files", async () => {
  const shares: number[] = [];
  for (const preset of [0, 5])
    shares.push((await encode({ rateControl: "cqp", bitsPerSecond: 60_000, preset }, 12)).share);
  const [slow = 0, fast = 0] = shares;
  expect(fast).toBeGreaterThan(slow);
});

test.each(["h264", "h265", "av1"] as const)("each %s preset is another one", (codec) => {
  const presets = [0, 1, 2, 3, 4, 5].map((preset) => {
    const encoding = { codec, bitsPerSecond: 1_000_000, rateControl: "vbr", preset } as const;
    const encoder = softwareEncoders[codec];
    return videoEncodingSettings({ ...size, encoding, encoder, threads: 1 }).options["preset"];
  });
  expect(new Set(presets).size).toBe(6);
});

test("the quantiser falls by six for each doubling of the rate", () => {
  const at = (bitsPerSecond: number) =>
    deriveQuantiser({
      encoding: { codec: "h264", bitsPerSecond, rateControl: "cqp", preset: 3 },
      encoder: "libx264",
      width: 1920,
      height: 1080,
      framesPerSecond: 30,
    });
  expect([2_500_000, 5_000_000, 10_000_000, 20_000_000].map(at)).toEqual([34, 28, 22, 16]);
  expect([1000, 1_000_000_000].map(at)).toEqual([51, 1]);
});

test.each([
  [{ codec: "h264", profile: 110 }, /H.264 has no profile 110; it can be 66, 77, 100/],
  [{ codec: "h265", profile: 2 }, /H.265 has no profile 2/],
  [{ codec: "h264", level: 123 }, /H.264 has no level 123/],
  [{ codec: "av1", level: 24 }, /AV1 has no level 24/],
] satisfies [Partial<VideoEncoding>, RegExp][])(
  "what no encoder can do is refused: %o",
  async (changes, reason) => {
    const encoding = encode(changes, 1);
    await expect(encoding).rejects.toMatchObject({ code: "invalid-input" });
    await expect(encoding).rejects.toThrow(/^Invalid encoder configuration parameters/);
    await expect(encoding).rejects.toThrow(reason);
  },
);
