import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCanvas } from "@napi-rs/canvas";
import type { Canvas, SKRSContext2D } from "@napi-rs/canvas";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createImageFilm } from "../../gpu-node/models/video/procedural/image-film/create-image-film.ts";
import { generateVideo } from "../../gpu-node/tasks/generate-video.ts";
import type { TaskFile } from "../../gpu-node/tasks/task-run.ts";
import { decodePictures } from "../support/decode-media.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "framefleet-images-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function paint(width: number, height: number, draw: (context: SKRSContext2D) => void): Canvas {
  const canvas = createCanvas(width, height);
  draw(canvas.getContext("2d"));
  return canvas;
}

const solid = (colour: string, width = 400, height = 300) =>
  paint(width, height, (context) => {
    context.fillStyle = colour;
    context.fillRect(0, 0, width, height);
  });

/** Left half red, right half blue, with a white bar at the top. */
const halves = paint(400, 300, (context) => {
  context.fillStyle = "#e02020";
  context.fillRect(0, 0, 200, 300);
  context.fillStyle = "#2020e0";
  context.fillRect(200, 0, 200, 300);
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, 400, 60);
});

async function save(bytes: Buffer, contentType: string, role: TaskFile["role"] = "initial-image") {
  const path = join(directory, `image-${(await readdir(directory)).length}`);
  await writeFile(path, bytes);
  return { role, contentType, path };
}

const savePng = async (canvas: Canvas, role?: TaskFile["role"]) =>
  save(await canvas.encode("png"), "image/png", role);

function generate(images: readonly TaskFile[], changes: object = {}) {
  return generateVideo({
    prompt: "a calm day",
    seed: 4,
    width: 160,
    height: 90,
    framesPerSecond: 10,
    durationSeconds: 1,
    container: "mp4",
    threads: 1,
    workDirectory: join(directory, "work"),
    images,
    onProgress: () => {},
    signal: new AbortController().signal,
    ...changes,
  });
}

/** Red, green and blue of the middle of a picture, or of a share of it. */
function colourAt(picture: Buffer, x = 0.5, y = 0.5, width = 16, height = 16): number[] {
  const offset = (Math.floor(y * height) * width + Math.floor(x * width)) * 4;
  return [...picture.subarray(offset, offset + 3)];
}

async function picturesOf(images: readonly TaskFile[], changes: object = {}): Promise<Buffer[]> {
  const result = await generate(images, changes);
  return decodePictures(result.outputs[0]?.path ?? "", "mp4", 16, 16);
}

function expectColour(actual: readonly number[], wanted: readonly number[], within = 12): void {
  const distance = Math.max(...actual.map((part, index) => Math.abs(part - (wanted[index] ?? 0))));
  expect(distance, `${actual.join()} is not ${wanted.join()}`).toBeLessThanOrEqual(within);
}

describe("a film between two images", () => {
  it.each([
    [1280, 720],
    [1920, 1080],
    [720, 1280],
    [1080, 1920],
  ])("starts red, is a mixture in the middle and ends blue at %dx%d", async (width, height) => {
    const images = [
      await savePng(solid("#d01818")),
      await savePng(solid("#1830d0", 200, 500), "end-frame"),
    ];
    const pictures = await picturesOf(images, { width, height, framesPerSecond: 5 });
    expect(pictures).toHaveLength(5);
    for (const [x, y] of [
      [0.05, 0.05],
      [0.5, 0.5],
      [0.95, 0.95],
    ] as const) {
      expectColour(colourAt(pictures[0] ?? Buffer.alloc(0), x, y), [208, 24, 24]);
      expectColour(colourAt(pictures.at(-1) ?? Buffer.alloc(0), x, y), [24, 48, 208]);
    }
    const [red = 0, , blue = 0] = colourAt(pictures[2] ?? Buffer.alloc(0));
    expect(Math.min(red, blue)).toBeGreaterThan(60);
  });

  it("ends in the end frame where no image begins it", async () => {
    const pictures = await picturesOf([await savePng(solid("#10c040"), "end-frame")], {
      prompt: "a red sunset over the sea",
    });
    expectColour(colourAt(pictures.at(-1) ?? Buffer.alloc(0)), [16, 192, 64]);
    const [red = 0, green = 0] = colourAt(pictures[0] ?? Buffer.alloc(0), 0.5, 0.3);
    expect(red).toBeGreaterThan(green);
  });
});

describe("a film from an initial image", () => {
  it("shows it whole and exact in the first frame, then moves in every frame", () => {
    const film = createImageFilm({
      prompt: "heavy snowfall",
      initialImage: halves,
      width: 320,
      height: 180,
      framesPerSecond: 10,
      durationSeconds: 2,
    });
    // 400x300 is cut to 400x225 from its middle: 37.5 of the bar's 60 rows go.
    const cut = paint(320, 180, (context) =>
      context.drawImage(halves, 0, 37.5, 400, 225, 0, 0, 320, 180),
    );
    const frames = Array.from({ length: film.frameCount }, (_, index) => film.drawFrame(index));
    const difference = (left: Buffer, right: Buffer) =>
      left.reduce((sum, part, index) => sum + Math.abs(part - (right[index] ?? 0)), 0) /
      left.length;
    expect(difference(frames[0] ?? Buffer.alloc(0), cut.data())).toBeLessThan(1);
    for (let index = 1; index < frames.length; index += 1)
      expect(
        difference(frames[index - 1] ?? Buffer.alloc(0), frames[index] ?? Buffer.alloc(0)),
      ).toBeGreaterThan(0.1);
    expect(film.drawFrame(7).equals(frames[7] ?? Buffer.alloc(0))).toBe(true);
  });

  it.each([
    "static shot",
    "pan left",
    "pan right",
    "tilt up",
    "tilt down",
    "zoom in",
    "zoom out, static",
  ])("never shows what lies beyond the picture: %s", (prompt) => {
    for (const [width, height] of [
      [160, 90],
      [90, 160],
    ] as const) {
      const film = createImageFilm({
        prompt: `${prompt} at night`,
        initialImage: solid("#ffffff", 300, 300),
        width,
        height,
        framesPerSecond: 4,
        durationSeconds: 2,
      });
      const last = film.drawFrame(film.frameCount - 1);
      for (const [x, y] of [
        [0, 0],
        [0.999, 0],
        [0, 0.999],
        [0.999, 0.999],
      ] as const)
        expect(Math.min(...colourAt(last, x, y, width, height))).toBeGreaterThan(90);
    }
  });

  it.each(["png", "jpeg", "webp"] as const)("reads %s", async (format) => {
    const image = await save(await halves.encode(format as "png"), `image/${format}`);
    const [first = Buffer.alloc(0)] = await picturesOf([image], { durationSeconds: 0.2 });
    expectColour(colourAt(first, 0.2), [224, 32, 32], 25);
    expectColour(colourAt(first, 0.8), [32, 32, 224], 25);
  });

  it("turns a photo upright as its EXIF tag says", async () => {
    const jpeg = await halves.encode("jpeg", 95);
    const exif = Buffer.from(
      "45786966000049492a00080000000100120103000100000006000000" + "00000000",
      "hex",
    );
    const length = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
    const rotated = Buffer.concat([jpeg.subarray(0, 2), length, exif, jpeg.subarray(2)]);
    const [first = Buffer.alloc(0)] = await picturesOf([await save(rotated, "image/jpeg")], {
      durationSeconds: 0.2,
    });
    // A quarter turn to the right: what was left is above, and the bar is at the right.
    expectColour(colourAt(first, 0.3, 0.1), [224, 32, 32], 25);
    expectColour(colourAt(first, 0.3, 0.9), [32, 32, 224], 25);
    expectColour(colourAt(first, 0.95, 0.5), [255, 255, 255], 25);
  });
});

describe("reference images", () => {
  it("colour the scene", async () => {
    const red = await picturesOf([await savePng(solid("#c01818"), "reference-image")]);
    const green = await picturesOf([await savePng(solid("#18a030"), "reference-image")]);
    const balance = (pictures: Buffer[]) => {
      const [reds = 0, greens = 0] = [0, 1].map((channel) =>
        (pictures[3] ?? Buffer.alloc(0)).reduce(
          (sum, part, index) => sum + (index % 4 === channel ? part : 0),
          0,
        ),
      );
      return reds / greens;
    };
    expect(balance(red)).toBeGreaterThan(balance(green) * 1.25);
  });
});

describe("images that are refused", () => {
  const pngOfSize = (width: number, height: number): Buffer => {
    const bytes = Buffer.from(
      "89504e470d0a1a0a0000000d494844520000000000000000080600000000000000",
      "hex",
    );
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
    return bytes;
  };
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
  it.each<[string, () => Promise<[Buffer, string]>, RegExp]>([
    [
      "a lying content type",
      async () => [await halves.encode("png"), "image/jpeg"],
      /it is image\/png, not image\/jpeg/,
    ],
    ["a drawing in XML", async () => [svg, "image/png"], /not a PNG, JPEG or WebP/],
    [
      "a playlist",
      async () => [Buffer.from("#EXTM3U\nfile:///etc/passwd"), "image/png"],
      /not a PNG/,
    ],
    ["nothing", async () => [Buffer.alloc(0), "image/png"], /not a PNG/],
    [
      "a bomb",
      async () => [pngOfSize(60_000, 60_000), "image/png"],
      /60000x60000 pixels are too many/,
    ],
    ["a large area", async () => [pngOfSize(9000, 9000), "image/png"], /too many/],
    ["no area", async () => [pngOfSize(0, 10), "image/png"], /no pixels/],
    ["a header alone", async () => [pngOfSize(10, 10), "image/png"], /damaged/],
    [
      "half a PNG",
      async () => [(await halves.encode("png")).subarray(0, 300), "image/png"],
      /damaged/,
    ],
    [
      "half a JPEG",
      async () => [(await halves.encode("jpeg")).subarray(0, 900), "image/jpeg"],
      /damaged/,
    ],
    [
      "a cut JPEG header",
      async () => [Buffer.from("ffd8ffe0001000", "hex"), "image/jpeg"],
      /not a PNG/,
    ],
    [
      "half a WebP",
      async () => [(await halves.encode("webp")).subarray(0, 200), "image/webp"],
      /damaged/,
    ],
  ])("%s", async (_name, make, reason) => {
    const [bytes, contentType] = await make();
    const run = generate([await save(bytes, contentType, "end-frame")]);
    await expect(run).rejects.toMatchObject({
      code: "invalid-input",
      message: expect.stringMatching(/^The end frame could not be read: /),
    });
    await expect(run).rejects.toThrow(reason);
  });

  it("a second initial image", async () => {
    const images = [await savePng(halves), await savePng(halves)];
    await expect(generate(images)).rejects.toMatchObject({ code: "invalid-input" });
  });
});
