/** Small Lottie documents of our own making. */
export type Lottie = Record<string, unknown>;

export const still = (value: unknown): Lottie => ({ a: 0, k: value });

export const transform = (changes: Lottie = {}): Lottie => ({
  o: still(100),
  r: still(0),
  p: still([0, 0, 0]),
  a: still([0, 0, 0]),
  s: still([100, 100, 100]),
  ...changes,
});

/** From one value at a frame to another at a later one, evenly. */
export const between = (from: number[], to: number[], start: number, end: number): Lottie => ({
  a: 1,
  k: [
    { t: start, s: from, i: { x: [1], y: [1] }, o: { x: [0], y: [0] } },
    { t: end, s: to },
  ],
});

const layer = (name: string, ty: number, changes: Lottie): Lottie => ({
  nm: name,
  ty,
  ip: 0,
  op: 1000,
  st: 0,
  sr: 1,
  ks: transform(),
  ...changes,
});

export const solid = (name: string, colour: string, w: number, h: number, changes: Lottie = {}) =>
  layer(name, 1, { sc: colour, sw: w, sh: h, ...changes });

export const picture = (name: string, refId: string, changes: Lottie = {}) =>
  layer(name, 2, { refId, ...changes });

export const composition = (
  name: string,
  refId: string,
  w: number,
  h: number,
  changes: Lottie = {},
) => layer(name, 0, { refId, w, h, ...changes });

export const sound = (name: string, refId: string, changes: Lottie = {}) =>
  layer(name, 6, { refId, au: { lv: still([100, 100]) }, ...changes });

/** A rectangle of one colour, with an outline of another where there is one. */
export const rectangle = (
  name: string,
  box: { x: number; y: number; w: number; h: number },
  fill: number[],
  changes: Lottie = {},
) =>
  layer(name, 4, {
    shapes: [
      {
        ty: "gr",
        it: [
          {
            ty: "rc",
            p: still([box.x + box.w / 2, box.y + box.h / 2]),
            s: still([box.w, box.h]),
            r: still(0),
          },
          { ty: "fl", c: still([...fill, 1]), o: still(100), r: 1 },
          { ty: "tr", ...transform() },
        ],
      },
    ],
    ...changes,
  });

export const text = (name: string, words: string, size: number, changes: Lottie = {}) =>
  layer(name, 5, {
    t: {
      d: {
        k: [
          {
            t: 0,
            s: {
              t: words,
              f: "Helvetica-Bold",
              s: size,
              fc: [0, 0, 0],
              j: 0,
              tr: 0,
              lh: size,
              ls: 0,
            },
          },
        ],
      },
      p: {},
      m: { g: 1, a: still([0, 0]) },
      a: [],
    },
    ...changes,
  });

export const fonts = {
  list: [{ fName: "Helvetica-Bold", fFamily: "Helvetica", fStyle: "Bold", ascent: 72 }],
};

/** A document of 64 by 48 pixels, 30 frames at 30 a second, unless it is said otherwise. */
export const lottie = (layers: Lottie[], changes: Lottie = {}): Lottie => ({
  v: "5.9.0",
  fr: 30,
  ip: 0,
  op: 30,
  w: 64,
  h: 48,
  nm: "Test",
  ddd: 0,
  assets: [],
  layers,
  ...changes,
});
