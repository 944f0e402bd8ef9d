import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AudioInspection, TemplateInspection } from "#contracts/template.ts";
import { encodeVideo } from "../../../gpu-node/media/encode-video.ts";
import { inspectAudio } from "../../../gpu-node/tasks/inspect-audio.ts";
import { inspectTemplate } from "../../../gpu-node/tasks/inspect-template.ts";
import { composition, fonts, lottie, picture, rectangle, solid, text } from "./support/lottie.ts";
import type { Lottie } from "./support/lottie.ts";
import { plainPng, plainTga, toneWav, writeFilm, writeTone } from "./support/make-media.ts";
import { TemplateBench } from "./support/template-bench.ts";

let bench: TemplateBench;
beforeAll(async () => {
  bench = await TemplateBench.open();
});
afterAll(() => bench.close());

async function inspect(archive: string) {
  const messages: string[] = [];
  const run = await bench.run(
    [{ role: "template", scene: undefined, contentType: "application/zip", path: archive }],
    { onProgress: ({ message }) => message !== undefined && messages.push(message) },
  );
  const { outputs } = await inspectTemplate(run);
  const read = (name: string) => readFile(outputs.find((one) => one.name === name)?.path ?? "");
  const inspection = TemplateInspection.parse(JSON.parse((await read("inspection")).toString()));
  return { inspection, poster: await read("poster"), messages };
}

test("a template is described: size, layers, fonts, assets and a poster", async () => {
  const film = join(bench.directory, "clip.mp4");
  await writeFilm(film, {
    width: 32,
    height: 24,
    framesPerSecond: 25,
    frameCount: 50,
    colourAt: () => [10, 200, 30],
  });
  const document = lottie(
    [
      composition("Intro", "intro", 64, 48),
      picture("Photo", "image_0"),
      picture("Clip", "video_0"),
      solid("Back", "#336699", 64, 48, { hd: true }),
    ],
    {
      fonts,
      assets: [
        {
          id: "intro",
          nm: "Intro",
          layers: [
            text("Title/Big", "Hello", 12),
            rectangle("Box", { x: 0, y: 0, w: 9, h: 9 }, [1, 0, 0.2]),
          ],
        },
        { id: "image_0", w: 16, h: 16, u: "images/", p: "img_0.tga", e: 0 },
        { id: "video_0", w: 32, h: 24, u: "images/", p: "clip.mp4", e: 0 },
      ],
    },
  );
  const archive = await bench.zip(
    document,
    { name: "images/img_0.tga", data: plainTga(16, 16, [1, 2, 3]), method: 0 },
    { name: "images/clip.mp4", data: await readFile(film), method: 0 },
  );
  const { inspection, poster, messages } = await inspect(archive);
  expect(inspection).toMatchObject({
    width: 64,
    height: 48,
    framesPerSecond: 30,
    frameCount: 30,
    durationSeconds: 1,
    formatVersion: "5.9.0",
    fonts: [{ family: "Helvetica", style: "Bold", drawnWith: "Arimo 700" }],
    warnings: [],
  });
  const all = ["visible"];
  expect(inspection.layers).toEqual([
    {
      path: "Intro",
      name: "Intro",
      kind: "composition",
      customizations: all,
      width: 64,
      height: 48,
      visible: true,
    },
    {
      path: "Intro/Title\\/Big",
      name: "Title/Big",
      kind: "text",
      customizations: ["text", "color", "visible"],
      text: "Hello",
      color: "#000000",
      visible: true,
    },
    {
      path: "Intro/Box",
      name: "Box",
      kind: "shape",
      customizations: ["color", "visible"],
      color: "#ff0033",
      visible: true,
    },
    {
      path: "Photo",
      name: "Photo",
      kind: "image",
      customizations: ["image", "video", "visible"],
      width: 16,
      height: 16,
      visible: true,
    },
    {
      path: "Clip",
      name: "Clip",
      kind: "video",
      customizations: ["video", "image", "visible"],
      width: 32,
      height: 24,
      visible: true,
    },
    {
      path: "Back",
      name: "Back",
      kind: "solid",
      customizations: ["color", "visible"],
      width: 64,
      height: 48,
      color: "#336699",
      visible: false,
    },
  ]);
  expect(inspection.assets).toMatchObject([
    { path: "images/img_0.tga", kind: "image", width: 16, height: 16 },
    { path: "images/clip.mp4", kind: "video", width: 32, height: 24, durationSeconds: 2 },
  ]);
  expect([poster.readUInt32BE(16), poster.readUInt32BE(20)]).toEqual([64, 48]);
  expect(new Set(messages)).toEqual(
    new Set([
      "Validating the archive",
      "Extracting the archive",
      "Analyzing the configuration and its assets",
      "Drawing the poster",
    ]),
  );
});

test("what is drawn otherwise is said, with the layers", async () => {
  const layers = [
    solid("Wiggly", "#ff0000", 9, 9, {
      ks: { o: { a: 0, k: 100, x: "var $bm_rt; $bm_rt = wiggle(5, 50);" } },
    }),
    solid("Stroked", "#ff0000", 9, 9, { ef: [{ ty: 5, mn: "ADBE Stroke", nm: "Stroke", en: 1 }] }),
    solid("Matted", "#ff0000", 9, 9, { tt: 2, parent: 3, ind: 4 }),
    { ...solid("Figures", "#ff0000", 9, 9), ty: 15 },
  ];
  const { inspection } = await inspect(await bench.zip(lottie(layers)));
  expect(inspection.warnings.map(({ code, layers: named }) => [code, named])).toEqual([
    ["expressions", ["Wiggly"]],
    ["unsupported-effect", ["Stroked"]],
    ["data-layer", ["Figures"]],
    ["matte-with-parent", ["Matted"]],
  ]);
});

describe("a template is refused", () => {
  const withPicture = (changes: Lottie) =>
    lottie([picture("Photo", "image_0")], {
      assets: [{ id: "image_0", w: 8, h: 8, u: "images/", p: "img_0.png", e: 0, ...changes }],
    });
  const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

  test.each([
    ["that is no JSON", "{ nope", /^Invalid JSON structure: it is not JSON/],
    ["that is no UTF-8", "\u00ff\u00fe\u0000", /^Invalid JSON structure: it is not JSON/],
    [
      "without layers",
      JSON.stringify({ ...lottie([]), layers: 5 }),
      /^Invalid JSON structure: layers/,
    ],
    ["nested without end", `{"a":${nested(5000)}}`, /nested deeper than 200 levels/],
    ["that reaches for prototypes", `{"a":{"__proto__":{"b":1}}}`, /has a key "__proto__"/],
    ["larger than the stage", JSON.stringify(lottie([], { w: 9000 })), /larger than 8192x8192/],
    ["longer than a day", JSON.stringify(lottie([], { op: 36_001 })), /more than 36000 frames/],
    ["that never begins", JSON.stringify(lottie([], { op: 0 })), /has no frames/],
    [
      "with too many layers",
      JSON.stringify(lottie(Array.from({ length: 5001 }, () => solid("a", "#ffffff", 1, 1)))),
      /more than 5000 layers/,
    ],
    [
      "that contains itself",
      JSON.stringify(
        lottie([composition("A", "a", 1, 1)], {
          assets: [
            { id: "a", layers: [composition("B", "b", 1, 1)] },
            { id: "b", layers: [composition("A", "a", 1, 1)] },
          ],
        }),
      ),
      /a composition contains itself/,
    ],
    [
      "that multiplies",
      JSON.stringify(
        lottie([composition("A", "c0", 1, 1)], {
          assets: Array.from({ length: 20 }, (_, index) => ({
            id: `c${index}`,
            layers: Array.from({ length: 10 }, () => composition("x", `c${index + 1}`, 1, 1)),
          })),
        }),
      ),
      /multiply beyond measure/,
    ],
  ])("%s", async (_, json, reason) => {
    const bytes = json.startsWith("\u00ff") ? Buffer.from(json, "latin1") : Buffer.from(json);
    const { makeZip } = await import("./support/make-zip.ts");
    const archive = await bench.file(
      "bad.zip",
      makeZip([{ name: "data.json", data: bytes, method: 0 }]),
    );
    await expect(inspect(archive)).rejects.toMatchObject({ code: "invalid-input" });
    await expect(inspect(archive)).rejects.toThrow(reason);
  });

  test("whose pictures are missing, outside or far away", async () => {
    const missing = await bench.zip(withPicture({}));
    await expect(inspect(missing)).rejects.toThrow(
      'Missing required assets referenced in configuration: "images/img_0.png"',
    );
    const outside = await bench.zip(withPicture({ u: "../../", p: "secret.png" }));
    await expect(inspect(outside)).rejects.toThrow(/^Missing required assets.*secret.png/);
    const far = await bench.zip(withPicture({ u: "", p: "https://example.com/a.png" }));
    await expect(inspect(far)).rejects.toThrow(/addresses outside the archive are refused/);
  });

  test.each([
    ["img_0.png", Buffer.from("GARBAGE"), /"images\/img_0.png": it is no PNG/],
    ["img_0.png", plainPng(8, 8, "#ffffff").subarray(0, 40), /"images\/img_0.png"/],
    ["img_0.tga", plainTga(8, 8, [0, 0, 0]).subarray(0, 20), /the picture is damaged/],
    ["img_0.mp4", Buffer.from("#EXTM3U\nfile:///etc/passwd\n"), /it is no MP4 film/],
    ["img_0.mp4", Buffer.from("ffconcat version 1.0\nfile /etc/passwd"), /it is no MP4 film/],
  ])("whose %s cannot be decoded", async (p, data, reason) => {
    const archive = await bench.zip(withPicture({ p }), { name: `images/${p}`, data, method: 0 });
    await expect(inspect(archive)).rejects.toThrow(/^Unsupported file formats or codecs: /);
    await expect(inspect(archive)).rejects.toThrow(reason);
  });

  test("whose film has another codec", async () => {
    const path = join(bench.directory, "mpeg4.mp4");
    const frames = [Buffer.alloc(64 * 64 * 4, 99)];
    await encodeVideo({
      frames,
      width: 64,
      height: 64,
      framesPerSecond: 30,
      container: "mp4",
      outputPath: path,
      encoder: "libsvtav1",
      threads: 1,
    });
    const archive = await bench.zip(withPicture({ p: "a.mp4" }), {
      name: "images/a.mp4",
      data: await readFile(path),
      method: 0,
    });
    await expect(inspect(archive)).rejects.toThrow(/its codec is av1, not H.264 or H.265/);
  });
});

describe("audio", () => {
  async function inspectFile(name: string, bytes: Uint8Array) {
    const path = await bench.file(name, bytes);
    const run = await bench.run([{ role: "audio", scene: undefined, contentType: "", path }]);
    const { outputs } = await inspectAudio(run);
    return AudioInspection.parse(JSON.parse(await readFile(outputs[0]?.path ?? "", "utf8")));
  }

  test("is decoded and described", async () => {
    expect(await inspectFile("tone.wav", toneWav(1.5))).toEqual({
      format: "wav",
      codec: "pcm_s16le",
      durationSeconds: 1.5,
      sampleRate: 44_100,
      channels: 2,
    });
  });

  test.each([
    ["mp3", "mp3", "mp3"],
    ["adts", "aac", "aac"],
    ["mp4", "aac", "aac"],
  ] as const)("may be %s", async (container, format, codec) => {
    const path = join(bench.directory, `tone.${container}`);
    await writeTone(path, container);
    const inspection = await inspectFile("copy", await readFile(path));
    expect(inspection).toMatchObject({ format, codec, sampleRate: 48_000, channels: 2 });
    expect(Math.abs(inspection.durationSeconds - 1)).toBeLessThan(0.1);
  });

  test.each([
    ["a text", Buffer.from("no sound at all")],
    ["a playlist", Buffer.from("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n")],
    ["a header alone", toneWav(1).subarray(0, 44)],
    ["an ID3 tag alone", Buffer.from("ID3\u0003\u0000\u0000\u0000\u0000\u0000\u0000", "latin1")],
  ])("that is %s is refused", async (_, bytes) => {
    await expect(inspectFile("bad.wav", bytes)).rejects.toMatchObject({
      code: "invalid-input",
      message: expect.stringMatching(/^Unsupported audio codec/) as string,
    });
  });
});
