import { expect, test } from "vitest";
import { readAhead } from "../../../gpu-node/media/read-ahead.ts";

async function* count(made: number[], end: number, failsAt = -1) {
  for (let item = 0; item < end; item += 1) {
    if (item === failsAt) throw new Error("failed");
    made.push(item);
    yield item;
  }
}

test("items come in order, and the next ones are made before they are asked for", async () => {
  const made: number[] = [];
  const taken: number[] = [];
  for await (const item of readAhead(count(made, 5), 2, () => {})) {
    await new Promise((resolve) => setImmediate(resolve));
    expect(made.length).toBe(Math.min(5, item + 3));
    taken.push(item);
  }
  expect(taken).toEqual([0, 1, 2, 3, 4]);
});

test("a failure comes in its turn", async () => {
  const taken: number[] = [];
  const reading = (async () => {
    for await (const item of readAhead(count([], 5, 2), 2, () => {})) taken.push(item);
  })();
  await expect(reading).rejects.toThrow("failed");
  expect(taken).toEqual([0, 1]);
});

test("whoever stops leaves nothing behind", async () => {
  const made: number[] = [];
  const dropped: number[] = [];
  for await (const item of readAhead(count(made, 9), 2, (left) => dropped.push(left)))
    if (item === 1) break;
  expect([0, 1, ...dropped]).toEqual(made);
});
