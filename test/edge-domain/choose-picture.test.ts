import { describe, expect, test } from "vitest";
import type { VideoEncoding } from "#contracts/template.ts";
import { choosePicture, type PictureWish } from "../../edge/domain/renders/choose-picture.ts";

const TEMPLATE = {
  width: 1921,
  height: 1079,
  framesPerSecond: 25,
  frameCount: 250,
  durationSeconds: 10,
  formatVersion: "5.12.1",
  layers: [],
  fonts: [],
  assets: [],
  warnings: [],
};
const ENCODING: VideoEncoding = {
  codec: "h264",
  bitsPerSecond: 5_000_000,
  rateControl: "vbr",
  preset: 2,
};
const choose = (wish: Partial<PictureWish> = {}, template: object = {}) =>
  choosePicture({ ...TEMPLATE, ...template }, { frames: {}, encoding: ENCODING, ...wish });

describe("what a request leaves out", () => {
  test("is the template's own, with sides that video can have", () => {
    expect(choose()).toEqual({
      frames: { start: 0, end: 250 },
      width: 1920,
      height: 1078,
      framesPerSecond: { numerator: 25, denominator: 1 },
      encoding: ENCODING,
      durationSeconds: 10,
      outputFrames: 250,
    });
    expect(choose({}, { width: 3, height: 17 })).toMatchObject({ width: 16, height: 16 });
  });

  test.for([
    [23.976, 24_000, 1001],
    [29.97, 30_000, 1001],
    [29.970_029_9, 30_000, 1001],
    [59.94, 60_000, 1001],
    [30, 30, 1],
    [12.5, 12_500, 1000],
    [0.0001, 1, 1000],
  ] as const)("%d frames a second are %d/%d", ([rate, numerator, denominator]) => {
    const { framesPerSecond } = choose({}, { framesPerSecond: rate, frameCount: 1 });
    expect(framesPerSecond).toEqual({ numerator, denominator });
  });
});

describe("how long a render is", () => {
  test("another rate keeps the template's speed", () => {
    const wish = {
      frames: { start: 50, end: 100 },
      framesPerSecond: { numerator: 60, denominator: 1 },
    };
    expect(choose(wish)).toMatchObject({ durationSeconds: 2, outputFrames: 120 });
  });

  test("is bounded, and never nothing", () => {
    const slow = { framesPerSecond: { numerator: 1, denominator: 1 } };
    expect(choose({ ...slow, frames: { end: 1 } })).toMatchObject({ outputFrames: 1 });
    const long = { frameCount: 40_000 };
    expect(() => choose({}, long)).toThrow("A render may have at most 36000 frames");
    expect(choose(slow, long)).toMatchObject({ outputFrames: 1600 });
  });
});

describe("levels", () => {
  const limits = (encoding: Partial<VideoEncoding>, wish: Partial<PictureWish> = {}) =>
    choose({
      size: { width: 1920, height: 1080 },
      ...wish,
      encoding: { ...ENCODING, ...encoding },
    });
  const rate = (numerator: number) => ({ framesPerSecond: { numerator, denominator: 1 } });

  test("allow exactly what their tables say", () => {
    // 1080p is 8,160 macroblocks: 30 times that is the most that level 4 can have.
    expect(limits({ level: 40 }, rate(30))).toMatchObject({ height: 1080 });
    expect(() => limits({ level: 40 }, rate(31))).toThrow("at this rate is more than level 40");
    expect(limits({ level: 41, bitsPerSecond: 62_500_000 })).toMatchObject({ height: 1080 });
    expect(() => limits({ level: 41, bitsPerSecond: 62_500_001 })).toThrow("bitrate is more");
    expect(() => limits({ level: 41, profile: 66, bitsPerSecond: 50_000_001 })).toThrow("bitrate");
    expect(limits({ level: 41, rateControl: "cqp", bitsPerSecond: 1e9 })).toBeTruthy();
    expect(limits({ codec: "h265", level: 120 }, rate(30))).toBeTruthy();
    expect(() => limits({ codec: "h265", level: 120 }, rate(60))).toThrow("level 120 of H.265");
    expect(limits({ codec: "av1", level: 8, profile: 0 }, rate(30))).toBeTruthy();
    expect(() => limits({ codec: "av1", level: 5 })).toThrow("level 5 of AV1");
    expect(() => limits({ codec: "av1", profile: 1 })).toThrow("profile of AV1 must be 0 (Main)");
  });
});
