import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TemplateCustomization } from "#contracts/template.ts";
import {
  composition,
  fonts,
  lottie,
  picture,
  rectangle,
  solid,
  still,
  text,
  transform,
} from "./support/lottie.ts";
import { plainPng, plainTga } from "./support/make-media.ts";
import { distance, TemplateBench } from "./support/template-bench.ts";
import type { Pixel } from "./support/template-bench.ts";

let bench: TemplateBench;
beforeAll(async () => {
  bench = await TemplateBench.open();
});
afterAll(() => bench.close());

const red: Pixel = [255, 0, 0];
const green: Pixel = [0, 255, 0];
const blue: Pixel = [0, 0, 255];
const white: Pixel = [255, 255, 255];

/** The lower half is a solid, the upper one a composition that stands there twice. */
const halves = () =>
  lottie(
    [
      composition("Left", "half", 32, 24),
      composition("Right", "half", 32, 24, { ks: transform({ p: still([32, 0, 0]) }) }),
      solid("Floor", "#ff0000", 64, 24, { ks: transform({ p: still([0, 24, 0]) }) }),
    ],
    {
      assets: [
        {
          id: "half",
          nm: "Half",
          layers: [rectangle("Box", { x: 0, y: 0, w: 32, h: 24 }, [0, 0, 1])],
        },
      ],
    },
  );

async function drawOne(archive: string, ...customizations: TemplateCustomization[]) {
  const [read] = await bench.draw(archive, [3], customizations);
  if (read === undefined) throw new Error("Nothing was drawn.");
  return read;
}

describe("colours", () => {
  test("of solids and shapes", async () => {
    const archive = await bench.zip(halves());
    const plain = await drawOne(archive);
    expect([plain(5, 5), plain(40, 5), plain(5, 40)]).toEqual([blue, blue, red]);
    const painted = await drawOne(
      archive,
      { type: "color", layer: "Floor", value: "#00ff00" },
      { type: "color", layer: "Box", value: "#FF0000" },
    );
    expect([painted(5, 5), painted(40, 5), painted(5, 40)]).toEqual([red, red, green]);
  });

  test("half transparent", async () => {
    const read = await drawOne(
      await bench.zip(halves()),
      { type: "color", layer: "Floor", value: "#00000080" },
      { type: "color", layer: "Box", value: "#00000080" },
    );
    expect(distance(read(5, 40), [127, 127, 127])).toBeLessThanOrEqual(2);
    expect(distance(read(5, 5), [127, 127, 127])).toBeLessThanOrEqual(2);
  });

  test("at a path change that place alone", async () => {
    const read = await drawOne(await bench.zip(halves()), {
      type: "color",
      layer: "Right/Box",
      value: "#ff0000",
    });
    expect([read(5, 5), read(40, 5)]).toEqual([blue, red]);
  });

  test("at a path by the name of the composition", async () => {
    const read = await drawOne(await bench.zip(halves()), {
      type: "color",
      layer: "Half/Box",
      value: "#ff0000",
    });
    expect([read(5, 5), read(40, 5)]).toEqual([red, red]);
  });

  test("of text", async () => {
    const words = { ks: transform({ p: still([0, 40, 0]) }) };
    const archive = await bench.zip(lottie([text("Title", "III", 60, words)], { fonts }));
    const read = await drawOne(archive, { type: "color", layer: "Title", value: "#ff0000" });
    const found = Array.from({ length: 64 }, (_, x) => read(x, 20));
    expect(found.some((pixel) => distance(pixel, red) < 5)).toBe(true);
    expect(found.some((pixel) => distance(pixel, [0, 0, 0]) < 5)).toBe(false);
  });
});

test("layers are hidden and shown", async () => {
  const document = halves();
  const archive = await bench.zip(document);
  const hidden = await drawOne(archive, { type: "visible", layer: "Floor", value: false });
  expect(hidden(5, 40)).toEqual(white);
  const [floor] = (document["layers"] as { hd?: boolean }[]).slice(-1);
  if (floor !== undefined) floor.hd = true;
  const shown = await drawOne(await bench.zip(document), {
    type: "visible",
    layer: "Floor",
    value: true,
  });
  expect(shown(5, 40)).toEqual(red);
});

describe("text", () => {
  const place = { ks: transform({ p: still([2, 40, 0]) }) };
  const ink = (read: (x: number, y: number) => Pixel, fromX: number, toX: number): number => {
    let dark = 0;
    for (let y = 0; y < 48; y += 1)
      for (let x = fromX; x < toX; x += 1) if (read(x, y)[0] < 128) dark += 1;
    return dark;
  };

  test("is drawn in a font that comes with the node", async () => {
    const archive = await bench.zip(lottie([text("Title", "I", 40, place)], { fonts }));
    const one = await drawOne(archive);
    const more = await drawOne(archive, { type: "text", layer: "Title", value: "IIII" });
    expect(ink(one, 0, 64)).toBeGreaterThan(50);
    expect(ink(more, 0, 64)).toBeGreaterThan(3.5 * ink(one, 0, 64));
  });

  /** An "I" as a bar as wide as the font is high, which no font has. */
  const chars = [
    {
      ch: "I",
      fFamily: "Helvetica",
      style: "Bold",
      size: 40,
      w: 80,
      data: {
        shapes: [
          {
            ty: "gr",
            it: [
              {
                ty: "sh",
                ks: still({
                  c: true,
                  i: [
                    [0, 0],
                    [0, 0],
                    [0, 0],
                    [0, 0],
                  ],
                  o: [
                    [0, 0],
                    [0, 0],
                    [0, 0],
                    [0, 0],
                  ],
                  v: [
                    [0, 0],
                    [80, 0],
                    [80, -70],
                    [0, -70],
                  ],
                }),
              },
            ],
          },
        ],
      },
    },
  ];

  test("keeps its exported outlines where they have every letter", async () => {
    const archive = await bench.zip(lottie([text("Title", "I", 40, place)], { fonts, chars }));
    const exported = await drawOne(archive);
    const same = await drawOne(archive, { type: "text", layer: "Title", value: "I I" });
    expect(ink(exported, 4, 30)).toBeGreaterThan(26 * 26);
    expect(ink(same, 4, 30)).toBe(ink(exported, 4, 30));
  });

  test("takes a whole font where the outlines lack a letter, in its own layer alone", async () => {
    const document = lottie(
      [
        text("Title", "I", 40, place),
        text("Other", "I", 40, { ks: transform({ p: still([34, 40, 0]) }) }),
      ],
      { fonts, chars },
    );
    const read = await drawOne(await bench.zip(document), {
      type: "text",
      layer: "Title",
      value: "l",
    });
    expect(ink(read, 0, 34)).toBeLessThan(300);
    expect(ink(read, 0, 34)).toBeGreaterThan(50);
    expect(ink(read, 36, 62)).toBeGreaterThan(26 * 26);
  });

  test.each([
    ["שלום", /script needs shaping/],
    ["漢字", /no font here has 漢 字/],
  ])("that cannot be drawn is refused: %s", async (value, reason) => {
    const archive = await bench.zip(lottie([text("Title", "I", 40, place)], { fonts }));
    await expect(drawOne(archive, { type: "text", layer: "Title", value })).rejects.toThrow(reason);
  });
});

describe("pictures", () => {
  const document = () =>
    lottie(
      [
        picture("Photo", "image_0"),
        picture("Copy", "image_0", { ks: transform({ p: still([32, 0, 0]) }) }),
      ],
      {
        assets: [{ id: "image_0", w: 32, h: 48, u: "images/", p: "img_0.png", e: 0 }],
      },
    );
  const zip = () =>
    bench.zip(document(), {
      name: "images/img_0.png",
      data: plainPng(32, 48, "#00ff00"),
      method: 0,
    });

  test("are replaced in one layer, filling its box", async () => {
    const wide = await bench.file("wide.png", plainPng(200, 20, "#0000ff"));
    const [read] = await bench.draw(
      await zip(),
      [0],
      [{ type: "image", layer: "Photo", from: { input: 0 } }],
      {
        replacements: [wide],
      },
    );
    expect([read?.(1, 1), read?.(30, 46), read?.(40, 20)]).toEqual([blue, blue, green]);
  });

  test("may be Targa, in the template and as replacements", async () => {
    const own = document();
    const [asset] = own["assets"] as { p: string }[];
    if (asset !== undefined) asset.p = "img_0.tga";
    const archive = await bench.zip(own, {
      name: "images/img_0.tga",
      data: plainTga(32, 48, [0, 0, 255]),
      method: 0,
    });
    const other = await bench.file("other.tga", plainTga(9, 9, [255, 0, 0]));
    const [read] = await bench.draw(
      archive,
      [0],
      [{ type: "image", layer: "Copy", from: { input: 0 } }],
      {
        replacements: [other],
      },
    );
    expect([read?.(5, 5), read?.(40, 20)]).toEqual([blue, red]);
  });

  test("that are none are refused", async () => {
    const bad = await bench.file("bad.png", "#EXTM3U\nfile:///etc/passwd");
    const drawing = bench.draw(
      await zip(),
      [0],
      [{ type: "image", layer: "Photo", from: { input: 0 } }],
      {
        replacements: [bad],
      },
    );
    await expect(drawing).rejects.toThrow(/"Photo" cannot show the image: it is no PNG/);
  });
});

test.each([
  [
    { type: "text", layer: "Nobody", value: "x" },
    /"Nobody" is not in the template, which has: Left, Left\/Box, Right, Right\/Box, Floor/,
  ],
  [{ type: "text", layer: "Floor", value: "x" }, /"Floor" has no text that can be changed/],
  [
    { type: "image", layer: "Floor", from: { input: 0 } },
    /"Floor" has no image that can be changed/,
  ],
] satisfies [TemplateCustomization, RegExp][])(
  "an impossible change is refused",
  async (change, reason) => {
    const drawing = drawOne(await bench.zip(halves()), change);
    await expect(drawing).rejects.toMatchObject({ code: "invalid-input" });
    await expect(drawing).rejects.toThrow(reason);
  },
);

test("a slash in a name is written with a backslash", async () => {
  const document = lottie([solid("A/B", "#ff0000", 64, 48)]);
  const read = await drawOne(await bench.zip(document), {
    type: "color",
    layer: "A\\/B",
    value: "#00ff00",
  });
  expect(read(5, 5)).toEqual(green);
});

test("a template of another shape stands whole between black bars", async () => {
  const archive = await bench.zip(lottie([solid("All", "#ff0000", 64, 48)]));
  const [read] = await bench.draw(archive, [0], [], { width: 128, height: 48 });
  expect([read?.(5, 20), read?.(64, 20), read?.(122, 20)]).toEqual([[0, 0, 0], red, [0, 0, 0]]);
});
