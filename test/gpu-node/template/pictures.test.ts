import { describe, expect, test } from "vitest";
import { I420Converter } from "../../../gpu-node/media/i420/i420-converter.ts";
import { readTga } from "../../../gpu-node/media/read-tga.ts";
import { chooseFont, nameOfFace } from "../../../gpu-node/template/fonts/choose-font.ts";
import { charactersOf } from "../../../gpu-node/template/fonts/read-characters.ts";
import { plainTga } from "./support/make-media.ts";

/** BT.709 in limited range, by its definition; chroma of the mean of four pixels. */
function exactI420(pixels: Uint8Array, width: number, height: number): Float64Array {
  const planes = new Float64Array(width * height * 1.5);
  const luma = (r: number, g: number, b: number) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const part = (place: number, channel: number) => pixels[place * 4 + channel] ?? 0;
  for (let place = 0; place < width * height; place += 1)
    planes[place] = 16 + (219 / 255) * luma(part(place, 0), part(place, 1), part(place, 2));
  for (let y = 0; y < height; y += 2)
    for (let x = 0; x < width; x += 2) {
      const four = [0, 1, width, width + 1].map((step) => y * width + x + step);
      const [r = 0, g = 0, b = 0] = [0, 1, 2].map(
        (channel) => four.reduce((sum, place) => sum + part(place, channel), 0) / 4,
      );
      const target = width * height + (y / 2) * (width / 2) + x / 2;
      planes[target] = 128 + ((224 / 255) * (b - luma(r, g, b))) / 1.8556;
      planes[target + (width * height) / 4] = 128 + ((224 / 255) * (r - luma(r, g, b))) / 1.5748;
    }
  return planes;
}

describe("the conversion to I420 is within one step of exact arithmetic", () => {
  test.each([
    [16, 2],
    [18, 4],
    [30, 6],
    [64, 32],
    [98, 10],
  ])("at %dx%d", (width, height) => {
    const converter = new I420Converter(width, height);
    for (const extremes of [false, true]) {
      let state = width;
      const pixels = Uint8Array.from({ length: width * height * 4 }, () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return extremes ? (state >>> 31) * 255 : state >>> 24;
      });
      const planes = converter.convert(pixels);
      const exact = exactI420(pixels, width, height);
      const worst = exact.reduce(
        (high, value, place) => Math.max(high, Math.abs(value - (planes[place] ?? 0))),
        0,
      );
      expect(worst).toBeLessThanOrEqual(1);
    }
  });

  test("black, white and the primaries are where the standard puts them", () => {
    const converter = new I420Converter(16, 2);
    const of = (r: number, g: number, b: number) => {
      const planes = converter.convert(
        Buffer.from(Array.from({ length: 32 }, () => [r, g, b, 255]).flat()),
      );
      return [planes[0], planes[32], planes[40]];
    };
    expect(of(0, 0, 0)).toEqual([16, 128, 128]);
    expect(of(255, 255, 255)).toEqual([235, 128, 128]);
    expect(of(255, 0, 0)).toEqual([63, 102, 240]);
    expect(of(0, 0, 255)).toEqual([32, 240, 118]);
  });

  test("odd sizes are refused", () => {
    expect(() => new I420Converter(17, 2)).toThrow(RangeError);
    expect(() => new I420Converter(16, 3)).toThrow(RangeError);
  });
});

describe("Targa", () => {
  const header = (
    type: number,
    width: number,
    height: number,
    bits: number,
    descriptor = 0x20,
    map = 0,
  ) => {
    const bytes = Buffer.alloc(18);
    bytes.writeUInt8(map === 0 ? 0 : 1, 1);
    bytes.writeUInt8(type, 2);
    bytes.writeUInt16LE(map, 5);
    bytes.writeUInt8(map === 0 ? 0 : 24, 7);
    bytes.writeUInt16LE(width, 12);
    bytes.writeUInt16LE(height, 14);
    bytes.writeUInt8(bits, 16);
    bytes.writeUInt8(descriptor, 17);
    return bytes;
  };
  const pixelsOf = (...pieces: (Buffer | number[])[]) => [
    ...(readTga(Buffer.concat(pieces.map((piece) => Buffer.from(piece))))?.pixels ?? []),
  ];

  test("of every kind is decoded", () => {
    const twoPixels = [255, 0, 0, 255, 0, 0, 255, 255];
    expect(pixelsOf(header(2, 2, 1, 24), [0, 0, 255, 255, 0, 0])).toEqual(twoPixels);
    expect(pixelsOf(header(2, 2, 1, 32, 0x28), [0, 0, 255, 128, 255, 0, 0, 255])).toEqual([
      255, 0, 0, 128, 0, 0, 255, 255,
    ]);
    expect(pixelsOf(header(2, 2, 1, 16), [0x00, 0x7c, 0x1f, 0x00])).toEqual(twoPixels);
    expect(pixelsOf(header(3, 2, 1, 8), [7, 200])).toEqual([7, 7, 7, 255, 200, 200, 200, 255]);
    expect(pixelsOf(header(1, 2, 1, 8, 0x20, 2), [255, 0, 0, 0, 0, 255], [1, 0])).toEqual(
      twoPixels,
    );
    expect(pixelsOf(header(10, 2, 1, 24), [0x01, 0, 0, 255, 255, 0, 0])).toEqual(twoPixels);
  });

  test("rows from the bottom are turned", () => {
    expect(pixelsOf(header(3, 1, 2, 8, 0), [10, 20])).toEqual([20, 20, 20, 255, 10, 10, 10, 255]);
  });

  test("that ends too early or was never one is not read", () => {
    expect(readTga(plainTga(40, 40, [1, 2, 3]).subarray(0, 30))).toBeNull();
    expect(readTga(Buffer.from("a text that is long enough"))).toBeNull();
    expect(readTga(Buffer.alloc(5))).toBeNull();
    const overrun = Buffer.concat([header(10, 1, 1, 24), Buffer.from([0xff, 1, 2, 3])]);
    expect(readTga(overrun)).toBeNull();
  });
});

describe("fonts", () => {
  test.each([
    ["Montserrat", "SemiBold", "Montserrat 600"],
    ["Poppins-Bold", "Bold Italic", "Poppins 700 Italic"],
    ["Open Sans", "Light", "Open Sans 300"],
    ["Arial", "Regular", "Arimo 400"],
    ["Helvetica", "Bold Oblique", "Arimo 700 Italic"],
    ["Times New Roman", "Italic", "Tinos 400 Italic"],
    ["Courier New", "Bold", "Cousine 700"],
    ["Gilroy-ExtraBold", "?", "Montserrat 800"],
    ["A font nobody has", "", "Arimo 400"],
  ])("for %s %s there is %s", (family, style, expected) => {
    expect(nameOfFace(chooseFont(family, style).face)).toBe(expected);
  });

  test("say which letters they have", () => {
    const characters = charactersOf(chooseFont("Arial", "Regular").face.path);
    for (const letter of "AzÄßŁ€—Жλ") expect(characters.has(letter.codePointAt(0) ?? 0)).toBe(true);
    for (const letter of "漢😀") expect(characters.has(letter.codePointAt(0) ?? 0)).toBe(false);
  });
});
