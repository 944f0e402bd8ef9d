import { createCanvas, LottieAnimation } from "@napi-rs/canvas";
import { expect, test } from "vitest";
import { parseDocument } from "../../../gpu-node/template/document/read-document.ts";
import { markChanges } from "../../../gpu-node/template/engine/mark-changes.ts";
import { between, composition, lottie, solid, still, text, transform } from "./support/lottie.ts";
import type { Lottie } from "./support/lottie.ts";

function read(document: Lottie) {
  return parseDocument(Buffer.from(JSON.stringify(document)));
}

function changesOf(document: Lottie, step = 1): number[] {
  const parsed = read(document);
  const times = Array.from({ length: Math.round(30 / step) }, (_, index) => index * step);
  const changed = markChanges({
    document: parsed,
    movingAssetIds: new Set(["film"]),
    times: times.map((time) => time + parsed.ip),
  });
  return times.filter((_, index) => changed[index] === 1);
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

const moving = (start: number, end: number, changes: Lottie = {}) =>
  solid("Moving", "#ff0000", 9, 9, {
    ks: transform({ p: between([0, 0, 0], [9, 9, 0], start, end) }),
    ...changes,
  });

test.each([
  ["a layer that stands still", [solid("Still", "#ff0000", 9, 9)], [0]],
  ["one that appears and goes", [solid("Short", "#ff0000", 9, 9, { ip: 5, op: 9 })], [0, 5, 9]],
  ["one that moves for a while", [moving(10, 15)], [0, ...range(10, 15)]],
  ["one that moves where it is not seen", [moving(10, 15, { ip: 20 })], [0, 20]],
  [
    "one that others hang on",
    [moving(10, 15, { ip: 20, ind: 1 }), solid("Child", "#00ff00", 5, 5, { parent: 1 })],
    [0, ...range(10, 15), 20],
  ],
  [
    "a film",
    [{ ...solid("Film", "#ff0000", 9, 9, { ip: 5, op: 8 }), ty: 2, refId: "film" }],
    [0, 5, 6, 7, 8],
  ],
])("%s", (_, layers, expected) => {
  const assets = [{ id: "film", w: 9, h: 9, p: "film.mp4" }];
  expect(changesOf(lottie(layers, { assets }))).toEqual(expected);
});

test("keyframes that hold change at their own moments alone", () => {
  const held = between([0, 0, 0], [9, 9, 0], 5, 20);
  const [first] = held["k"] as Lottie[];
  if (first !== undefined) first["h"] = 1;
  const layers = [solid("Held", "#ff0000", 9, 9, { ks: transform({ p: held }) })];
  expect(changesOf(lottie(layers))).toEqual([0, 5, 20]);
});

test("keyframes of the same value change nothing in between", () => {
  const layers = [
    solid("Same", "#ff0000", 9, 9, { ks: transform({ p: between([4, 4, 0], [4, 4, 0], 5, 20) }) }),
  ];
  expect(changesOf(lottie(layers))).toEqual([0, 5, 20]);
});

test("time within compositions is shifted and stretched", () => {
  const assets = [{ id: "inner", layers: [moving(2, 4)] }];
  const shifted = lottie([composition("Inner", "inner", 64, 48, { st: 10 })], { assets });
  expect(changesOf(shifted)).toEqual([0, 10, ...range(12, 14)]);
  const stretched = lottie([composition("Inner", "inner", 64, 48, { st: 10, sr: 2 })], { assets });
  expect(changesOf(stretched)).toEqual([0, 10, ...range(14, 18)]);
});

test("between the template's own frames it counts as well", () => {
  expect(changesOf(lottie([moving(10, 11)]), 0.5)).toEqual([0, 10, 10.5, 11]);
});

test("what is left out looks exactly like the picture before it", () => {
  const document = lottie(
    [
      moving(3, 6),
      composition("Inner", "inner", 64, 48, { st: 8, ip: 8, op: 24 }),
      text("Words", "Ab", 12, { ip: 4, op: 11, ks: transform({ p: still([5, 40, 0]) }) }),
      composition("Remapped", "inner", 64, 48, { tm: between([0], [0.2], 12, 15) }),
    ],
    {
      fonts: { list: [{ fName: "Helvetica-Bold", fFamily: "Helvetica", fStyle: "Bold" }] },
      assets: [{ id: "inner", layers: [moving(1, 5), moving(7, 8)] }],
    },
  );
  const animation = LottieAnimation.loadFromData(JSON.stringify(document));
  const draw = (frame: number): Buffer => {
    const canvas = createCanvas(64, 48);
    animation.seekFrame(frame);
    animation.render(canvas.getContext("2d"));
    return canvas.data();
  };
  const changed = new Set(changesOf(document));
  const unlike = range(1, 29).filter((frame) => !draw(frame).equals(draw(frame - 1)));
  expect(changed.size).toBeLessThan(24);
  expect(unlike.filter((frame) => !changed.has(frame))).toEqual([]);
});
