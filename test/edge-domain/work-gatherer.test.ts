import { expect, test } from "vitest";
import { WorkGatherer } from "../../edge/domain/outbox/work-gatherer.ts";

/** A gatherer of two items at once, a clock that stands still, and what it worked on. */
function build() {
  const clock = { now: 1000 };
  const rounds: string[][] = [];
  const gates: (() => void)[] = [];
  const gatherer = new WorkGatherer<string>({ now: () => clock.now, itemsAtOnce: 2 });
  const work = (items: string[]) => {
    rounds.push(items);
    return new Promise<void>((resolve) => gates.push(resolve));
  };
  /** Ends the round under way and lets what follows it begin. */
  const endRound = async () => {
    gates.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    clock,
    rounds,
    gatherer,
    work,
    endRound,
    add: (...items: string[]) => gatherer.add(items, work),
  };
}

test("one caller works, the others leave their items and go", async () => {
  const { rounds, add, endRound } = build();
  const first = add("a");
  await settle();
  expect(await add("b", "c", "d")).toEqual([]);
  expect(rounds).toEqual([["a"]]);
  for (let round = 0; round < 3; round += 1) await endRound();
  expect(await first).toEqual([]);
  expect(rounds).toEqual([["a"], ["b", "c"], ["d"]]);
});

test("a worker whose shift is over hands back what waits", async () => {
  const { clock, rounds, add, endRound } = build();
  const first = add("a");
  await settle();
  await add("b");
  clock.now += 10_000;
  await endRound();
  expect(await first).toEqual(["b"]);
  expect(rounds).toEqual([["a"]]);
  const next = add("c");
  await settle();
  expect(rounds).toEqual([["a"], ["c"]]);
  await endRound();
  expect(await next).toEqual([]);
});

test("another takes over from a worker that was cut off", async () => {
  const { clock, rounds, add, endRound } = build();
  void add("lost");
  await settle();
  await add("waiting");
  clock.now += 10_000;
  const second = add("fresh");
  await settle();
  expect(rounds).toEqual([["lost"], ["waiting", "fresh"]]);
  await endRound();
  await endRound();
  expect(await second).toEqual([]);
});

test("a failing round does not keep the next caller from working", async () => {
  const { gatherer, rounds, add, endRound } = build();
  await expect(gatherer.add(["a"], () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  const next = add("b");
  await settle();
  await endRound();
  expect(await next).toEqual([]);
  expect(rounds).toEqual([["b"]]);
});

/** Lets what was called come to where it waits. */
const settle = () => new Promise((resolve) => setImmediate(resolve));
