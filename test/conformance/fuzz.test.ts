import fc from "fast-check";
import { expect, test } from "vitest";
import { bindings } from "../edge/edge-client.ts";
import { ENTRIES } from "./dialects/index.ts";
import type { Route } from "./entry.ts";
import { type Spoiling, spoilings } from "./harness/bad-request.ts";
import { carry, credentialsOf, makeTexts, planRoute, type Texts } from "./harness/plan.ts";
import { type Answer, faultOfRefusal, HangError, describe, send } from "./harness/send.ts";
import { countRows } from "./harness/snapshot.ts";
import { createWorld, type World } from "./harness/world.ts";
import { isKnownToDeviate } from "./known-deviations.ts";

const requests = Number(bindings["FUZZ_REQUESTS"]) || 600;
const seed = Number(bindings["FUZZ_SEED"]) || Math.floor(Math.random() * 2 ** 31);
const sound = ENTRIES.map((entry) => ({
  ...entry,
  routes: entry.routes.filter((route) => !isKnownToDeviate(entry, route)),
}));
/** So many at once, then the tables are counted. */
const ROUND = 10;

declare module "vitest" {
  interface TaskMeta {
    fuzz?: FuzzResult;
  }
}

/** What came of a run; the last four must be 0. */
export type FuzzResult = {
  requests: number;
  serverErrors: number;
  wrongShapes: number;
  created: number;
  hangs: number;
};

test("generated bad requests are refused in the dialect's shape and leave no trace", async ({
  task,
}) => {
  const world = await createWorld();
  const texts = await makeAllTexts(world);
  const result = { requests: 0, serverErrors: 0, wrongShapes: 0, created: 0, hangs: 0 };
  const findings: string[] = [];
  const generated = fc.sample(spoilings(sound), { numRuns: requests, seed });
  let before = JSON.stringify(await countRows());
  for (let start = 0; start < generated.length; start += ROUND) {
    const round = generated.slice(start, start + ROUND);
    const outcomes = await Promise.all(round.map((one) => outcomeOf(one, world, texts)));
    result.requests += round.length;
    for (const { kind, told } of outcomes) {
      if (kind === null) continue;
      result[kind] += 1;
      findings.push(`${kind}: ${told}`);
    }
    const after = JSON.stringify(await countRows());
    if (after !== before) {
      result.created += 1;
      findings.push(
        `created: ${before} → ${after} by one of ${outcomes.map(({ told }) => told).join("\n")}`,
      );
      before = after;
    }
  }
  task.meta.fuzz = result;
  const failures = { ...result, requests: 0, findings: findings.slice(0, 10) };
  expect(failures, `seed ${seed}`).toEqual({
    requests: 0,
    serverErrors: 0,
    wrongShapes: 0,
    created: 0,
    hangs: 0,
    findings: [],
  });
  expect(result.requests).toBe(requests);
}, 900_000);

async function makeAllTexts(world: World): Promise<Map<Route, Texts>> {
  const texts = new Map<Route, Texts>();
  for (const entry of ENTRIES) {
    for (const route of entry.routes) {
      texts.set(route, await makeTexts(entry, route, world, world.owner));
    }
  }
  return texts;
}

type Outcome = { kind: "serverErrors" | "wrongShapes" | "hangs" | null; told: string };

async function outcomeOf(one: Spoiling, world: World, texts: Map<Route, Texts>): Promise<Outcome> {
  const { entry, route } = one;
  const insider = one.withoutCredential === true ? null : credentialsOf(route, world).insider;
  const good = planRoute(route, { ...texts.get(route), ...one.texts }, carry(entry, insider));
  let answer: Answer;
  try {
    answer = await send(one.spoil(good));
  } catch (error) {
    if (error instanceof HangError) return { kind: "hangs", told: `${one.how}: ${error.message}` };
    return { kind: "wrongShapes", told: `${one.how}: ${String(error)}` };
  }
  const told = `${entry.name}, ${one.how}: ${describe(answer)}`;
  if (answer.status >= 500) return { kind: "serverErrors", told };
  const fault = faultOfRefusal(entry, answer);
  return fault === null
    ? { kind: null, told }
    : { kind: "wrongShapes", told: `${one.how}: ${fault}` };
}
