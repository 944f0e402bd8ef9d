import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { composition, lottie, picture, solid, still, transform } from "./support/lottie.ts";
import type { Lottie } from "./support/lottie.ts";
import { plainPng, writeFilm } from "./support/make-media.ts";
import { distance, TemplateBench } from "./support/template-bench.ts";
import type { Pixel } from "./support/template-bench.ts";

let bench: TemplateBench;
let film = "";
const frameCount = 30;

/** Each frame of the film has a red and a green of its own. */
const colourAt = (frame: number): Pixel => [20 + 7 * frame, 230 - 7 * frame, 60];

beforeAll(async () => {
  bench = await TemplateBench.open();
  film = join(bench.directory, "film.mp4");
  await writeFilm(film, { width: 64, height: 48, framesPerSecond: 30, frameCount, colourAt });
});
afterAll(() => bench.close());

const asset = { id: "film", w: 64, h: 48, u: "images/", p: "film.mp4", e: 0 };
const full = (changes: Lottie = {}) => picture("Film", "film", changes);

async function shown(
  layers: Lottie[],
  frames: number[],
  assets: Lottie[] = [],
  changes: Lottie = {},
): Promise<number[]> {
  const document = lottie(layers, { assets: [asset, ...assets], op: 90, ...changes });
  const entry = { name: "images/film.mp4", data: await readFile(film), method: 0 };
  const readers = await bench.draw(await bench.zip(document, entry), frames);
  return readers.map((read) => nearestFrame(read(32, 24)));
}

/** Which frame of the film has this colour; -1 where none has. */
function nearestFrame(pixel: Pixel): number {
  const all = Array.from({ length: frameCount }, (_, frame) => distance(pixel, colourAt(frame)));
  const nearest = Math.min(...all);
  return nearest <= 3 ? all.indexOf(nearest) : -1;
}

describe("a film in a layer shows", () => {
  test("its frames one after another, and its last one when it is over", async () => {
    const frames = [0, 1, 2, 3, 10, 28, 29, 30, 60];
    expect(await shown([full()], frames)).toEqual([0, 1, 2, 3, 10, 28, 29, 29, 29]);
  });

  test("as a layer of the type that Bodymovin gives to films", async () => {
    expect(await shown([full({ ty: 9 })], [5, 6])).toEqual([5, 6]);
  });

  test("from its start time on, and half as fast where it is stretched", async () => {
    expect(await shown([full({ st: 4 })], [2, 5, 9])).toEqual([0, 1, 5]);
    expect(await shown([full({ sr: 2 })], [0, 10, 20])).toEqual([0, 5, 10]);
  });

  test("the same moments within a composition that is shifted", async () => {
    const layers = [composition("Inner", "inner", 64, 48, { st: 10, ip: 10 })];
    const assets = [{ id: "inner", layers: [full({ st: 2 })] }];
    expect(await shown(layers, [12, 15], assets)).toEqual([0, 3]);
  });

  test("where a time remap leads, backwards too", async () => {
    const tm = {
      a: 1,
      k: [
        { t: 0, s: [20 / 30], i: { x: [0.667], y: [0.667] }, o: { x: [0.333], y: [0.333] } },
        { t: 20, s: [0] },
      ],
    };
    const layers = [composition("Inner", "inner", 64, 48, { tm })];
    const assets = [{ id: "inner", layers: [full()] }];
    const found = await shown(layers, [0, 5, 10, 15], assets);
    for (const [index, expected] of [20, 15, 10, 5].entries())
      expect(Math.abs((found[index] ?? -9) - expected)).toBeLessThanOrEqual(1);
  });

  test("a document that begins later than at frame 0", async () => {
    expect(await shown([full()], [0, 5], [], { ip: 10, op: 90 })).toEqual([10, 15]);
  });

  test("more frames than one window holds", async () => {
    const frames = Array.from({ length: 80 }, (_, index) => index % 90);
    const layers = [full(), full({ st: 30, ip: 30 }), full({ st: 60, ip: 60 })].toReversed();
    const found = await shown(layers, frames);
    expect(found).toEqual(frames.map((frame) => frame % 30));
  });
});

test("matte, opacity and transform of the layer stay", async () => {
  const half = { ks: transform({ o: still(50), p: still([32, 0, 0]) }) };
  const document = lottie([full(half), solid("Back", "#000000", 64, 48)], { assets: [asset] });
  const entry = { name: "images/film.mp4", data: await readFile(film), method: 0 };
  const [read] = await bench.draw(await bench.zip(document, entry), [3]);
  const [r, g, b] = colourAt(3);
  expect(read?.(10, 24)).toEqual([0, 0, 0]);
  expect(distance(read?.(50, 24) ?? [0, 0, 0], [r / 2, g / 2, b / 2])).toBeLessThanOrEqual(3);
});

describe("a film replaces", () => {
  const document = () =>
    lottie([picture("Photo", "photo")], {
      assets: [{ id: "photo", w: 64, h: 48, u: "images/", p: "a.png", e: 0 }],
    });
  const zip = () =>
    bench.zip(document(), { name: "images/a.png", data: plainPng(64, 48, "#ffffff"), method: 0 });

  test("a picture", async () => {
    const readers = await bench.draw(
      await zip(),
      [4, 9],
      [{ type: "video", layer: "Photo", from: { input: 0 } }],
      { replacements: [film] },
    );
    expect(readers.map((read) => nearestFrame(read(3, 3)))).toEqual([4, 9]);
  });

  test("and H.265 does as well", async () => {
    const other = join(bench.directory, "h265.mp4");
    const encoder = "libx265";
    await writeFilm(other, {
      width: 64,
      height: 48,
      framesPerSecond: 30,
      frameCount: 9,
      colourAt,
      encoder,
    });
    const [read] = await bench.draw(
      await zip(),
      [6],
      [{ type: "video", layer: "Photo", from: { input: 0 } }],
      { replacements: [other] },
    );
    expect(nearestFrame(read?.(3, 3) ?? [0, 0, 0])).toBe(6);
  });

  test("but a playlist under its name does not", async () => {
    const playlist = await bench.file("list.mp4", `#EXTM3U\n#EXTINF:1,\n${film}\n#EXT-X-ENDLIST\n`);
    const drawing = bench.draw(
      await zip(),
      [4],
      [{ type: "video", layer: "Photo", from: { input: 0 } }],
      { replacements: [playlist] },
    );
    await expect(drawing).rejects.toThrow(/"Photo" cannot show the video: it is no MP4 film/);
  });
});
