import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { probeMedia } from "../../../gpu-node/media/probe-media.ts";
import { decodePictures, decodeSound } from "../../support/decode-media.ts";
import { between, composition, lottie, solid, sound, still, transform } from "./support/lottie.ts";
import { toneWav } from "./support/make-media.ts";
import { TemplateBench } from "./support/template-bench.ts";

let bench: TemplateBench;
beforeAll(async () => {
  bench = await TemplateBench.open();
});
afterAll(() => bench.close());

/** A black bar that moves one pixel to the right in each of 30 frames, over white. */
const moving = (changes = {}) =>
  lottie(
    [
      solid("Bar", "#000000", 8, 48, {
        ks: transform({ p: between([0, 0, 0], [30, 0, 0], 0, 30) }),
      }),
    ],
    changes,
  );

/** Where the bar begins in each picture. */
async function barStarts(path: string, width = 64, height = 48): Promise<number[]> {
  const pictures = await decodePictures(path, "mp4", width, height);
  const row = Math.floor(height / 2) * width;
  return pictures.map((picture) => {
    for (let x = 0; x < width; x += 1) if ((picture[(row + x) * 4] ?? 255) < 128) return x;
    return -1;
  });
}

describe("a render", () => {
  test("has every frame, BT.709 and a thumbnail, and says what it is", async () => {
    const result = await bench.render(await bench.zip(moving()));
    expect(result.media).toEqual({
      container: "mp4",
      videoCodec: "h264",
      width: 64,
      height: 48,
      durationSeconds: 1,
      framesPerSecond: 30,
      hasAudio: false,
    });
    expect(result).toMatchObject({ model: "skottie", encoder: "libx264" });
    expect(result.outputs.map(({ name }) => name)).toEqual(["video", "thumbnail"]);
    const starts = await barStarts(result.videoPath);
    expect(starts).toHaveLength(30);
    for (const [frame, start] of starts.entries())
      expect(Math.abs(start - frame)).toBeLessThanOrEqual(1);
    const thumbnail = await readFile(result.outputs[1]?.path ?? "");
    expect(thumbnail.subarray(1, 4).toString()).toBe("PNG");
  });

  test("of a range begins and ends there", async () => {
    const { videoPath } = await bench.render(await bench.zip(moving()), {
      frames: { start: 10, end: 16 },
    });
    const starts = await barStarts(videoPath);
    expect(starts).toHaveLength(6);
    expect(Math.abs((starts[0] ?? 0) - 10)).toBeLessThanOrEqual(1);
    expect(Math.abs((starts[5] ?? 0) - 15)).toBeLessThanOrEqual(1);
  });

  test.each([
    [15, 1, 15],
    [60, 1, 60],
    [24_000, 1001, 24],
  ])("at %d/%d frames a second keeps the speed", async (numerator, denominator, count) => {
    const { media, videoPath } = await bench.render(await bench.zip(moving()), {
      framesPerSecond: { numerator, denominator },
    });
    expect(media?.framesPerSecond).toBeCloseTo(numerator / denominator, 3);
    const starts = await barStarts(videoPath);
    expect(starts).toHaveLength(count);
    const step = 30 / (numerator / denominator);
    for (const [frame, start] of starts.entries())
      expect(Math.abs(start - frame * step)).toBeLessThanOrEqual(1);
  });

  test("of another size is scaled, and an odd size grows by one", async () => {
    const larger = await bench.render(await bench.zip(moving()), { width: 128, height: 96 });
    const starts = await barStarts(larger.videoPath, 128, 96);
    expect(Math.abs((starts[20] ?? 0) - 40)).toBeLessThanOrEqual(1);
    const odd = await bench.render(await bench.zip(moving()), { width: 75, height: 51 });
    expect(odd.media).toMatchObject({ width: 76, height: 52 });
  });

  test("is the same file every time", async () => {
    const archive = await bench.zip(moving());
    const digest = async () => {
      const { videoPath } = await bench.render(archive);
      return createHash("sha256")
        .update(await readFile(videoPath))
        .digest("hex");
    };
    expect(await digest()).toBe(await digest());
  });

  test.each([
    ["h265", "hevc", "libx265"],
    ["av1", "av1", "libsvtav1"],
  ] as const)("is made in %s too", async (codec, videoCodec, encoder) => {
    const result = await bench.render(await bench.zip(moving()), {
      height: 64,
      encoding: { codec, bitsPerSecond: 500_000, rateControl: "vbr", preset: 5 },
    });
    expect(result.media).toMatchObject({ videoCodec });
    expect(result.encoder).toBe(encoder);
    expect(await barStarts(result.videoPath)).toHaveLength(30);
  });

  test("falls back to software where the hardware fails", async () => {
    const result = await bench.render(
      await bench.zip(moving()),
      {},
      { run: { encoder: "h264_nvenc" } },
    );
    expect(["libx264", "h264_nvenc"]).toContain(result.encoder);
    expect(await barStarts(result.videoPath)).toHaveLength(30);
  });

  test("tells its progress, which never falls", async () => {
    const told: number[] = [];
    await bench.render(
      await bench.zip(moving()),
      {},
      {
        run: { onProgress: ({ percent }) => told.push(percent) },
      },
    );
    expect(told).toEqual(told.toSorted((one, other) => one - other));
    expect(told.at(-1)).toBe(100);
    expect(told.length).toBeGreaterThan(20);
  });
});

describe("sound", () => {
  const wav = async () => bench.file("tone.wav", toneWav(3));
  const audio = async () =>
    ({ role: "audio", scene: undefined, contentType: "audio/wav", path: await wav() }) as const;

  /** The loudest sample between two moments. */
  function peak(samples: Float32Array, fromSeconds: number, toSeconds: number): number {
    const part = samples.subarray(Math.round(fromSeconds * 96_000), Math.round(toSeconds * 96_000));
    return part.reduce((high, sample) => Math.max(high, Math.abs(sample)), 0);
  }

  test("of the user is cut to the video's length and fades out", async () => {
    const result = await bench.render(await bench.zip(moving()), {}, { inputs: [await audio()] });
    expect(result.media?.hasAudio).toBe(true);
    const media = await probeMedia(result.videoPath, "mp4");
    expect(media).toMatchObject({ audioCodec: "aac" });
    expect(Math.abs(media.audioSeconds - 1)).toBeLessThan(0.05);
    const samples = await decodeSound(result.videoPath, "mp4");
    expect(peak(samples, 0.1, 0.7)).toBeGreaterThan(0.4);
    expect(peak(samples, 0.985, 0.998)).toBeLessThan(0.1);
  });

  test("of the template is heard where its layer is", async () => {
    const layers = [
      composition("Inner", "inner", 64, 48, { st: 5, ip: 5 }),
      solid("Back", "#ffffff", 64, 48, { ks: transform({ o: still(100) }) }),
    ];
    const assets = [
      { id: "tone", u: "images/", p: "tone.wav", e: 0, t: 2 },
      { id: "inner", layers: [sound("Music", "tone", { st: 4, ip: 4, op: 16 })] },
    ];
    const archive = await bench.zip(lottie(layers, { assets }), {
      name: "images/tone.wav",
      data: await readFile(await wav()),
    });
    const samples = await decodeSound((await bench.render(archive)).videoPath, "mp4");
    expect(peak(samples, 0, 0.25)).toBeLessThan(0.02);
    expect(peak(samples, 0.35, 0.65)).toBeGreaterThan(0.4);
    expect(peak(samples, 0.75, 1)).toBeLessThan(0.02);
  });
});

describe("a render is refused or stopped", () => {
  test.each([
    [{ start: 30, end: 31 }, /^Invalid frame range: 30 to 31 of 30/],
    [{ start: 5, end: 5 }, /^Invalid frame range/],
  ])("for frames that are not there", async (frames, reason) => {
    const rendering = bench.render(await bench.zip(moving()), { frames });
    await expect(rendering).rejects.toMatchObject({ code: "invalid-input" });
    await expect(rendering).rejects.toThrow(reason);
  });

  test("when its budget is used up", async () => {
    const rendering = bench.render(await bench.zip(moving({ op: 3000 })), {
      frames: { start: 0, end: 3000 },
      maximumMilliseconds: 1,
    });
    await expect(rendering).rejects.toMatchObject({
      code: "budget-exhausted",
      message: "Insufficient VM budget mid-render",
    });
  });

  test("when a replacement is missing or of the wrong kind", async () => {
    const rendering = bench.render(
      await bench.zip(
        lottie([{ ...solid("Photo", "#fff000", 9, 9), ty: 2, refId: "a" }], {
          assets: [{ id: "a", w: 9, h: 9, u: "", p: "a.png" }],
        }),
        { name: "a.png", data: "x" },
      ),
      {
        customizations: [{ type: "image", layer: "Photo", from: { input: 5 } }],
      },
    );
    await expect(rendering).rejects.toThrow(/Unsupported file formats or codecs: "a.png"/);
  });

  test("when it is cancelled", async () => {
    const controller = new AbortController();
    const rendering = bench.render(
      await bench.zip(moving({ op: 3000 })),
      { frames: { start: 0, end: 3000 } },
      {
        run: {
          signal: controller.signal,
          onProgress: ({ stage }) => {
            if (stage === "generating") controller.abort();
          },
        },
      },
    );
    await expect(rendering).rejects.toMatchObject({ code: "aborted" });
  });
});
