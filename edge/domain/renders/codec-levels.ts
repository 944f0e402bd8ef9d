import type { VideoEncoding } from "#contracts/template.ts";

/** What a level of a codec allows. Bits per second are those of its main profile and highest tier. */
export type LevelLimits = {
  maximumPixels: number;
  maximumPixelsPerSecond: number;
  maximumBitsPerSecond: number;
};

export type CodecLimits = {
  /** Profiles that encoders of 8-bit 4:2:0 video have, by the codec's own number. */
  profiles: Readonly<Record<number, string>>;
  levels: ReadonlyMap<number, LevelLimits>;
  /** Frames are coded in blocks of this size; what a level counts are whole blocks. */
  blockSize: number;
};

type Row = [level: number, pixels: number, pixelsPerSecond: number, kilobitsPerSecond: number];

const table = (rows: readonly Row[], pixelsPerUnit: number) =>
  new Map(
    rows.map(([level, pixels, pixelsPerSecond, kilobits]): [number, LevelLimits] => [
      level,
      {
        maximumPixels: pixels * pixelsPerUnit,
        maximumPixelsPerSecond: pixelsPerSecond * pixelsPerUnit,
        maximumBitsPerSecond: kilobits * 1000,
      },
    ]),
  );

/** Profile 100 of H.264 may have a quarter more bits than the others. */
export const H264_HIGH_PROFILE = 100;
export const H264_HIGH_BITS_FACTOR = 1.25;

/** ITU-T H.264 table A-1, in macroblocks of 16 by 16. */
const H264_LEVELS: readonly Row[] = [
  [10, 99, 1485, 64],
  [11, 396, 3000, 192],
  [12, 396, 6000, 384],
  [13, 396, 11_880, 768],
  [20, 396, 11_880, 2000],
  [21, 792, 19_800, 4000],
  [22, 1620, 20_250, 4000],
  [30, 1620, 40_500, 10_000],
  [31, 3600, 108_000, 14_000],
  [32, 5120, 216_000, 20_000],
  [40, 8192, 245_760, 20_000],
  [41, 8192, 245_760, 50_000],
  [42, 8704, 522_240, 50_000],
  [50, 22_080, 589_824, 135_000],
  [51, 36_864, 983_040, 240_000],
  [52, 36_864, 2_073_600, 240_000],
  [60, 139_264, 4_177_920, 240_000],
  [61, 139_264, 8_355_840, 480_000],
  [62, 139_264, 16_711_680, 800_000],
];

/** ITU-T H.265 tables A.8 and A.9; a level's number is 30 times its name. */
const H265_LEVELS: readonly Row[] = [
  [30, 36_864, 552_960, 128],
  [60, 122_880, 3_686_400, 1500],
  [63, 245_760, 7_372_800, 3000],
  [90, 552_960, 16_588_800, 6000],
  [93, 983_040, 33_177_600, 10_000],
  [120, 2_228_224, 66_846_720, 30_000],
  [123, 2_228_224, 133_693_440, 50_000],
  [150, 8_912_896, 267_386_880, 100_000],
  [153, 8_912_896, 534_773_760, 160_000],
  [156, 8_912_896, 1_069_547_520, 240_000],
  [180, 35_651_584, 1_069_547_520, 240_000],
  [183, 35_651_584, 2_139_095_040, 480_000],
  [186, 35_651_584, 4_278_190_080, 800_000],
];

/** AV1 specification, annex A.3; the number is `seq_level_idx`. */
const AV1_LEVELS: readonly Row[] = [
  [0, 147_456, 4_423_680, 1500],
  [1, 278_784, 8_363_520, 3000],
  [4, 665_856, 19_975_680, 6000],
  [5, 1_065_024, 31_950_720, 10_000],
  [8, 2_359_296, 70_778_880, 30_000],
  [9, 2_359_296, 141_557_760, 50_000],
  [12, 8_912_896, 267_386_880, 100_000],
  [13, 8_912_896, 534_773_760, 160_000],
  [14, 8_912_896, 1_069_547_520, 240_000],
  [15, 8_912_896, 1_069_547_520, 240_000],
  [16, 35_651_584, 1_069_547_520, 240_000],
  [17, 35_651_584, 2_139_095_040, 480_000],
  [18, 35_651_584, 4_278_190_080, 800_000],
  [19, 35_651_584, 4_278_190_080, 800_000],
];

export const CODEC_LIMITS: Readonly<Record<VideoEncoding["codec"], CodecLimits>> = {
  h264: {
    profiles: { 66: "Baseline", 77: "Main", [H264_HIGH_PROFILE]: "High" },
    levels: table(H264_LEVELS, 16 * 16),
    blockSize: 16,
  },
  h265: { profiles: { 1: "Main" }, levels: table(H265_LEVELS, 1), blockSize: 8 },
  av1: { profiles: { 0: "Main" }, levels: table(AV1_LEVELS, 1), blockSize: 8 },
};
