import { beforeAll, describe, expect } from "vitest";
import { bindings } from "../edge/edge-client.ts";
import { ENTRIES } from "./dialects/index.ts";
import type { BodyRule, DialectEntry, Route } from "./entry.ts";
import { listFields } from "./field-rule.ts";
import {
  type BadBody,
  listBadFields,
  listBadForms,
  listBadJson,
  withField,
} from "./harness/bad-bodies.ts";
import { carry, credentialsOf, encodeBody, fillIn, makeTexts, planRoute } from "./harness/plan.ts";
import {
  type Answer,
  describe as describeAnswer,
  faultOfRefusal,
  type Plan,
  send,
} from "./harness/send.ts";
import { countRows, readState } from "./harness/snapshot.ts";
import { createParty, createWorld, type World } from "./harness/world.ts";
import { testOf } from "./known-deviations.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

type Case = { entry: DialectEntry; route: Route; body: BodyRule; name: string };
const cases: Case[] = ENTRIES.flatMap((entry) =>
  entry.routes.flatMap((route) =>
    route.body && route.method !== "PUT"
      ? [
          {
            entry,
            route,
            body: route.body,
            name: `bodies of ${entry.name}: ${route.method} ${route.path}`,
          },
        ]
      : [],
  ),
);

describe.for(cases)("$name", ({ entry, route, body, name }) => {
  const check = testOf(name);

  check("each field missing, of another type, out of range, huge or null is refused", async () => {
    await expectRefused({ entry, route, body }, listBadFields);
  });

  check("what is no such document at all is refused", async () => {
    await expectRefused({ entry, route, body }, (rule) => [
      ...listBadJson(rule),
      ...listBadForms(rule),
    ]);
  });

  check("what its document allows is accepted", async () => {
    const faults: string[] = [];
    for (const { path, rule } of listFields(body.fields)) {
      for (const value of rule.accepts ?? []) {
        const answer = await send(
          await planGood({ entry, route }, withField(body.valid, path, value)),
        );
        if (answer.status >= 300) faults.push(`${path.join(".")}: ${describeAnswer(answer)}`);
      }
    }
    expect(faults).toEqual([]);
    const answer = await send(await planGood({ entry, route }, body.valid));
    if (route.goodStatus === undefined) expect(answer.status).toBeLessThan(300);
    else expect(answer.status).toBe(route.goodStatus);
  });

  check("text that is hard to store is stored or refused, never an error", async () => {
    const faults: string[] = [];
    for (const { path, rule } of listFields(body.fields)) {
      if (rule.type !== "string" || !body.encodings.includes("json")) continue;
      for (const text of HARD_TEXTS) {
        const marked = JSON.stringify(withField(body.valid, path, "MARK"));
        const answer = await send({
          ...(await planGood({ entry, route }, body.valid)),
          body: marked.replace('"MARK"', text),
        });
        const isStored = answer.status < 300;
        const fault = isStored ? null : faultOfRefusal(entry, answer);
        if (fault !== null) faults.push(fault);
      }
    }
    expect(faults).toEqual([]);
  });
});

/** JSON strings as they stand in a body: lone surrogates, NUL, controls, a mark of byte order. */
const HARD_TEXTS = [
  String.raw`"\ud800"`,
  String.raw`"a\udc00b"`,
  String.raw`"a\u0000b"`,
  String.raw`"\u0001\u001f\u007f"`,
  String.raw`"\ufeffa"`,
  String.raw`"'); DROP TABLE jobs; --"`,
  String.raw`"{{constructor.constructor('return 1')()}}"`,
  String.raw`"\u202e\u2066\u200b"`,
];

const creating = cases.filter(({ route }) => route.createsWork === true);

describe.for(creating)("$name", ({ entry, route, body, name }) => {
  const check = testOf(name);

  check("fields that name internals change nothing", async () => {
    const internals = {
      id: "00000000-0000-7000-8000-000000000000",
      job_id: "00000000-0000-7000-8000-000000000000",
      status: "completed",
      state: "completed",
      cost: 0,
      price: { amount: 0 },
      accountId: world.stranger.accountId,
      account_id: world.stranger.accountId,
      epoch: 99,
      role: "operator",
      scopes: ["*"],
      priority: 1000,
      deadline_at: 1,
      constructor: { prototype: { role: "operator" } },
      seed: 1,
    };
    const [plain, loaded] = [await createParty(), await createParty()];
    await create(plain.apiKey, body.valid);
    await create(loaded.apiKey, { ...internals, ...body.valid });
    const [wanted, found] = [await readRows(plain.accountId), await readRows(loaded.accountId)];
    expect(wanted).toMatchObject([{ state: "queued", percent: 0, priority: 0 }]);
    expect(found).toEqual(wanted);
  });

  check("a mark of byte order is skipped or refused", async () => {
    if (!body.encodings.includes("json")) return;
    const answer = await send({
      ...(await planGood({ entry, route }, body.valid)),
      body: new TextEncoder().encode(`\ufeff${JSON.stringify(body.valid)}`),
    });
    if (answer.status >= 300) expect(faultOfRefusal(entry, answer)).toBeNull();
  });

  check("a Content-Length that does not fit is no error", async () => {
    const plan = await planGood({ entry, route }, body.valid);
    for (const length of ["0", "1", "-1", "ten", "99999999999", "1e3"]) {
      const headers = { ...plan.headers, "content-length": length };
      const answer = await send({ ...plan, headers });
      if (answer.status >= 300) expect(faultOfRefusal(entry, answer)).toBeNull();
    }
  });

  async function create(apiKey: string, value: unknown) {
    const encoded = encodeBody(body.encodings[0] ?? "json", value);
    const headers = { ...encoded.headers, ...carry(entry, apiKey) };
    const answer = await send({ method: route.method, path: route.path, ...encoded, headers });
    expect(answer.status, describeAnswer(answer)).toBeLessThan(300);
  }
});

type Place = { entry: DialectEntry; route: Route };

async function planGood({ entry, route }: Place, body: unknown): Promise<Plan> {
  const texts = await makeTexts(entry, route, world, world.owner);
  return planRoute(route, texts, carry(entry, credentialsOf(route, world).insider), body);
}

/** Sends every bad body: each is refused in the dialect's shape, and nothing at all is written. */
async function expectRefused(
  { entry, route, body }: Place & { body: BodyRule },
  list: (rule: BodyRule) => BadBody[],
) {
  const texts = await makeTexts(entry, route, world, world.owner);
  const plan = planRoute(route, texts, carry(entry, credentialsOf(route, world).insider));
  const bodies = list({ ...body, valid: fillIn(route, texts, body.valid) });
  const { "content-type": _type, ...kept } = plan.headers ?? {};
  const before = [await countRows(), await readState()];
  const answers = await Promise.all(
    bodies.map(async ({ name, body: sent, headers }): Promise<[string, Answer]> => {
      const bad: Plan = { ...plan, headers: { ...kept, ...headers } };
      if (sent !== undefined) bad.body = sent;
      return [name, await send(bad)];
    }),
  );
  const faults = answers.flatMap(([name, answer]) => {
    const fault = faultOfRefusal(entry, answer, [400, 413, 415, 422]);
    return fault === null ? [] : [`${name}: ${fault}`];
  });
  expect(faults).toEqual([]);
  expect([await countRows(), await readState()]).toEqual(before);
}

/** What was written for an account, but for ids, times and the seed that the edge chose. */
async function readRows(accountId: string): Promise<unknown[]> {
  const { results } = await bindings.DB.prepare(
    `SELECT dialect, kind, state, percent, request_json, callback_url, priority, estimated_seconds,
       deadline_at - created_at AS deadline,
       (SELECT group_concat(kind || ' ' || state || ' ' || epoch || ' '
          || json_remove(spec_json, '$.parameters.seed', '$.inputs')) FROM tasks WHERE job_id = jobs.id) AS tasks,
       (SELECT group_concat(kind || ' ' || amount) FROM ledger WHERE job_id = jobs.id) AS ledger
     FROM jobs WHERE account_id = ? ORDER BY id`,
  )
    .bind(accountId)
    .all();
  return results;
}
