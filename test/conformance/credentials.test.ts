import { beforeAll, describe, expect } from "vitest";
import { ENTRIES } from "./dialects/index.ts";
import type { DialectEntry, Route, RouteAuth } from "./entry.ts";
import { carry, credentialsOf, makeTexts, planRoute, type Texts } from "./harness/plan.ts";
import {
  type Answer,
  describe as describeAnswer,
  faultOfRefusal,
  type Plan,
  send,
} from "./harness/send.ts";
import { readState } from "./harness/snapshot.ts";
import {
  createKey,
  createRevokedKey,
  createWorld,
  signToken,
  type World,
} from "./harness/world.ts";
import { testOf } from "./known-deviations.ts";

let world: World;
let refused: Record<"invalid" | "readOnly" | "writeOnly" | "token", string[]>;

beforeAll(async () => {
  world = await createWorld();
  const { owner } = world;
  const token = await signToken(owner);
  const [header = "", payload = "", signature = ""] = token.split(".");
  const soon = await createKey(owner, { expiresAt: Date.now() + 1 });
  refused = {
    invalid: [
      `ff_live_${"x".repeat(43)}`,
      "nonsense",
      "",
      "a".repeat(8000),
      owner.apiKey.slice(0, -1),
      `${owner.apiKey}x`,
      owner.apiKey.toUpperCase(),
      await createRevokedKey(owner),
      soon.apiKey,
      await signToken(owner, -3600),
      `${header}.${payload}.${signature.slice(0, -2)}AA`,
      `${header}.${payload}.`,
      `${btoa('{"alg":"none"}').replaceAll("=", "")}.${payload}.`,
    ],
    readOnly: [(await createKey(owner, { scopes: ["jobs:read"] })).apiKey],
    writeOnly: [(await createKey(owner, { scopes: ["jobs:write"] })).apiKey],
    token: [token],
  };
});

const cases = ENTRIES.flatMap((entry) =>
  entry.routes
    .filter(({ auth }) => auth !== "open")
    .map((route) => ({
      entry,
      route,
      name: `credentials of ${entry.name}: ${route.method} ${route.path}`,
    })),
);

describe.for(cases)("$name", ({ entry, route, name }) => {
  const check = testOf(name);
  const { refusals } = entry;
  const asker = asksOf(entry, route);
  /** Every two spellings of a credential. */
  const pairs = entry.credentials.flatMap((first, index) =>
    entry.credentials.slice(index + 1).map((second) => [first, second] as const),
  );

  check(
    "a missing, wrong, foreign or second credential is refused, and changes nothing",
    async () => {
      // What is refused uses nothing up.
      const ask = await asker();
      const before = await readState();
      const faults = [faultOfRefusal(entry, await ask({}), [refusals.missingCredential])];
      const isFirst = route === entry.routes.find(({ auth }) => auth === route.auth);
      const wrong = entry.credentials.flatMap((spell, index) =>
        // Each spelling is tried with one wrong credential, the usual one with all at one route.
        (index === 0 && isFirst ? refused.invalid : refused.invalid.slice(0, 1)).map(
          async (credential) => {
            const either = credential === "" ? [refusals.missingCredential] : [];
            const answer = await ask(spell(credential));
            return faultOfRefusal(entry, answer, [refusals.invalidCredential, ...either]);
          },
        ),
      );
      const foreign = wrongKindOf(route.auth, route).map(async (credential) =>
        faultOfRefusal(entry, await ask(carry(entry, credential)), [refusals.forbidden]),
      );
      const { insider, outsider } = credentialsOf(route, world);
      const differing = pairs.map(async ([first, second]) => {
        const [one, other] = [first(insider ?? ""), second(outsider ?? "")];
        // Spellings of one header cannot stand side by side.
        if (Object.keys(one)[0]?.toLowerCase() === Object.keys(other)[0]?.toLowerCase())
          return null;
        const answer = await ask({ ...one, ...other });
        return faultOfRefusal(entry, answer, [refusals.conflictingCredentials]);
      });
      faults.push(...(await Promise.all([...wrong, ...foreign, ...differing])));
      expect(faults.filter((fault) => fault !== null)).toEqual([]);
      expect(await readState()).toBe(before);
    },
  );

  check("the same credential twice is one", async () => {
    const { insider } = credentialsOf(route, world);
    for (const [first, second] of pairs) {
      const again = await asker();
      const answer = await again({ ...first(insider ?? ""), ...second(insider ?? "") });
      expectGood(route, answer);
    }
  });

  check("every spelling and every kind of a good credential is accepted", async () => {
    const { insider } = credentialsOf(route, world);
    for (const spell of entry.credentials) {
      expectGood(route, await (await asker())(spell(insider ?? "")));
    }
    if (!["account", "account-or-operator", "media"].includes(route.auth)) return;
    if (route.auth === "account-or-operator") {
      const answer = await (await asker())(carry(entry, world.operatorToken));
      expectGood(route, answer);
    }
    const scoped = route.scope === "jobs:write" ? refused.writeOnly : refused.readOnly;
    for (const credential of [...scoped, ...refused.token]) {
      expectGood(route, await (await asker())(carry(entry, credential)));
    }
  });
});

type Ask = (headers: Record<string, string>) => Promise<Answer>;

/**
 * Makes what sends requests that are good but for the headers it is given. Ids are made anew each
 * time, but for a route that only reads and so leaves them good for the next request.
 */
function asksOf(entry: DialectEntry, route: Route): () => Promise<Ask> {
  let kept: Promise<Ask> | null = null;
  const make = async (): Promise<Ask> => {
    const texts: Texts = await makeTexts(entry, route, world, world.owner);
    const plan: Plan = planRoute(route, texts, {});
    return (headers) => send({ ...plan, headers: { ...plan.headers, ...headers } });
  };
  return () => (route.method === "GET" ? (kept ??= make()) : make());
}

/** Good credentials that this route is not for. */
function wrongKindOf(auth: RouteAuth, route: Route): string[] {
  const { owner, node, operatorToken } = world;
  switch (auth) {
    case "account":
    case "media":
      return [operatorToken, ...underScopedFor(route)];
    case "account-or-operator":
      return underScopedFor(route);
    case "operator":
      return [owner.apiKey, ...refused.token];
    case "node":
      return [owner.apiKey, operatorToken, ...refused.token, `${node.credential}x`];
    case "open":
      return [];
  }
}

function underScopedFor({ scope }: Route): string[] {
  return scope === "jobs:write" ? refused.readOnly : refused.writeOnly;
}

function expectGood(route: Route, answer: Answer) {
  if (route.goodStatus === undefined) {
    expect(answer.status, describeAnswer(answer)).toBeLessThan(300);
  } else {
    expect(answer.status, describeAnswer(answer)).toBe(route.goodStatus);
  }
}
