import { afterAll, beforeAll, expect, test } from "vitest";
import { planFrames } from "../../../gpu-node/template/engine/plan-frames.ts";
import { drawTemplate } from "../../../gpu-node/template/engine/template-pictures.ts";
import { loadTemplate } from "../../../gpu-node/template/load-template.ts";
import { between, lottie, solid, transform } from "./support/lottie.ts";
import { TemplateBench } from "./support/template-bench.ts";

let bench: TemplateBench;
beforeAll(async () => {
  bench = await TemplateBench.open();
});
afterAll(() => bench.close());

test("the memory of a long render does not grow with its pictures", async () => {
  const bar = solid("Bar", "#0000ff", 99, 480, {
    ks: transform({ p: between([0, 0, 0], [800, 0, 0], 0, 400) }),
  });
  const archivePath = await bench.zip(lottie([bar], { w: 960, h: 544, op: 400 }));
  const { workDirectory, signal } = await bench.run([]);
  const loaded = await loadTemplate({ archivePath, workDirectory, isThorough: false, signal });
  const plan = planFrames(loaded.document, {
    frames: { start: 0, end: 400 },
    width: 960,
    height: 544,
    framesPerSecond: { numerator: 30, denominator: 1 },
  });
  const highest = { first: 0, last: 0 };
  let count = 0;
  for await (const planes of drawTemplate({ ...loaded, plan, workDirectory, signal })) {
    expect(planes.byteLength).toBe(960 * 544 * 1.5);
    const resident = process.memoryUsage.rss();
    if (count >= 50 && count < 150) highest.first = Math.max(highest.first, resident);
    if (count >= 300) highest.last = Math.max(highest.last, resident);
    count += 1;
  }
  expect(count).toBe(400);
  // 250 pictures of 2 MB lie between the two.
  expect((highest.last - highest.first) / 1024 / 1024).toBeLessThan(150);
}, 120_000);
