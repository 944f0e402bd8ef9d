import { beforeAll, describe, expect } from "vitest";
import { ENTRIES } from "./dialects/index.ts";
import type { DialectEntry, Route } from "./entry.ts";
import { listMalformedIds, PATH_CHANGING_IDS } from "./harness/bad-ids.ts";
import {
  carry,
  credentialsOf,
  idParametersOf,
  makeTexts,
  planRoute,
  type Texts,
  withUnknownIds,
} from "./harness/plan.ts";
import { type Answer, describe as describeAnswer, faultOfRefusal, send } from "./harness/send.ts";
import { readState } from "./harness/snapshot.ts";
import { createWorld, type World } from "./harness/world.ts";
import { testOf } from "./known-deviations.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

const cases = ENTRIES.flatMap((entry) =>
  entry.routes
    .filter((route) => idParametersOf(route).length > 0)
    .map((route) => ({
      entry,
      route,
      name: `ids of ${entry.name}: ${route.method} ${route.path}`,
    })),
);

describe.for(cases)("$name", ({ entry, route, name }) => {
  const check = testOf(name);
  check("a foreign id answers exactly as an unknown one and changes nothing", async () => {
    const mine = await makeTexts(entry, route, world, world.owner);
    const theirs = await makeTexts(entry, route, world, world.stranger);
    const { insider, outsider } = credentialsOf(route, world);
    const before = await readState();
    await expectSame(entry, route, outsider, mine, withUnknownIds(route, mine));
    for (const { name } of idParametersOf(route).slice(1)) {
      const mixed = { ...mine, [name]: theirs[name] ?? "" };
      await expectSame(entry, route, insider, mixed, withUnknownIds(route, mine, [name]));
    }
    const unknown = await ask(entry, route, insider, withUnknownIds(route, mine));
    expect(faultOfRefusal(entry, unknown, [entry.refusals.unknownId])).toBeNull();
    expect(await readState()).toBe(before);
    // The ids are real: their owner gets another answer.
    const own = await ask(entry, route, insider, mine);
    expect(comparable(own, mine)).not.toEqual(comparable(unknown, mine));
  });

  check("a malformed id answers as an unknown one and changes nothing", async () => {
    const mine = await makeTexts(entry, route, world, world.owner);
    const { insider } = credentialsOf(route, world);
    const before = await readState();
    const faults = await Promise.all(
      idParametersOf(route).flatMap(({ name: parameterName, parameter }) => {
        const askWith = (text: string) =>
          ask(entry, route, insider, { ...mine, [parameterName]: text });
        const bare = /[0-9a-f-]{36}/.exec(decodeURIComponent(mine[parameterName] ?? ""))?.[0] ?? "";
        const malformed = listMalformedIds(bare).map(async (id) =>
          faultOfRefusal(entry, await askWith(parameter.write?.(id) ?? id), [
            entry.refusals.unknownId,
          ]),
        );
        if (route.query?.[parameterName] || route.streams === true) return malformed;
        const changing = PATH_CHANGING_IDS.map(async (id) => {
          const answer = await askWith(id);
          const isRefused = answer.status >= 400 && answer.status < 500;
          // A shorter path may be another route's, as a list's is.
          const isOther = answer.status === 200 && route.method === "GET";
          const isFine = (isRefused || isOther) && answer.json !== undefined;
          return isFine ? null : describeAnswer(answer);
        });
        return [...malformed, ...changing];
      }),
    );
    expect(faults.filter((fault) => fault !== null)).toEqual([]);
    expect(await readState()).toBe(before);
  });
});

function ask(entry: DialectEntry, route: Route, credential: string | null, texts: Texts) {
  return send(planRoute(route, texts, carry(entry, credential)));
}

async function expectSame(
  entry: DialectEntry,
  route: Route,
  credential: string | null,
  foreign: Texts,
  unknown: Texts,
) {
  const answers = [
    comparable(await ask(entry, route, credential, foreign), foreign),
    comparable(await ask(entry, route, credential, unknown), unknown),
  ] as const;
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0].status).toBeGreaterThanOrEqual(400);
}

/** What two answers may not differ in; the id asked for and the request's own may be said again. */
function comparable(answer: Answer, texts: Texts) {
  let { text } = answer;
  text = text.replaceAll(answer.headers.get("x-request-id") ?? "", "<request>");
  for (const id of Object.values(texts)) text = text.replaceAll(decodeURIComponent(id), "<id>");
  const headers = [...answer.headers].filter(([name]) => !/^(x-request-id|ratelimit)/.test(name));
  return { status: answer.status, text, headers: Object.fromEntries(headers) };
}
