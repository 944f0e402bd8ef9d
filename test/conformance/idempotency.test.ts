import { beforeAll, describe, expect } from "vitest";
import { ENTRIES } from "./dialects/index.ts";
import type { BodyRule, DialectEntry, Route } from "./entry.ts";
import { listFields } from "./field-rule.ts";
import { withField } from "./harness/bad-bodies.ts";
import { carry, encodeBody } from "./harness/plan.ts";
import { type Answer, describe as describeAnswer, faultOfRefusal, send } from "./harness/send.ts";
import { countRows, readBalances, readLedger, readState } from "./harness/snapshot.ts";
import { createParty, createWorld, type Party } from "./harness/world.ts";
import { testOf } from "./known-deviations.ts";

beforeAll(async () => {
  await createWorld();
});

const cases = ENTRIES.flatMap((entry) =>
  entry.routes.flatMap((route) =>
    route.createsWork === true && route.body
      ? [{ entry, route, body: route.body, name: `idempotency of ${entry.name}: ${route.path}` }]
      : [],
  ),
);

describe.for(cases)("$name", ({ entry, route, body, name }) => {
  const check = testOf(name);

  check("the same key and body get the same answer, and are charged once", async () => {
    const party = await createParty();
    const before = await countRows();
    const first = await ask(entry, route, party, "key-1", body.valid);
    expect(first.status, describeAnswer(first)).toBeLessThan(300);
    const [state, charged] = [await readState(), await chargesOf(party)];
    expect((await countRows())["jobs"]).toBeGreaterThan(before["jobs"] ?? 0);
    const reordered = Object.fromEntries(Object.entries(body.valid).toReversed());
    for (const [key, value] of [
      ["key-1", body.valid],
      ['"key-1"', body.valid],
      [' "key-1" ', body.valid],
      ["key-1", reordered],
    ] as const) {
      expect(said(await ask(entry, route, party, key, value))).toEqual(said(first));
    }
    expect(await readState()).toBe(state);
    expect(await chargesOf(party)).toEqual(charged);
  });

  check("the same key with another body is refused with 422 and charges nothing", async () => {
    const party = await createParty();
    await ask(entry, route, party, "key-2", body.valid);
    const [state, charged] = [await readState(), await chargesOf(party)];
    const changes = changedBodies(body);
    expect(changes.length).toBeGreaterThan(0);
    for (const changed of changes) {
      for (const key of ["key-2", '"key-2"']) {
        const answer = await ask(entry, route, party, key, changed);
        expect(faultOfRefusal(entry, answer, [422])).toBeNull();
      }
    }
    expect(await readState()).toBe(state);
    expect(await chargesOf(party)).toEqual(charged);
  });

  check("keys of two accounts do not meet", async () => {
    const [one, other] = [await createParty(), await createParty()];
    const first = await ask(entry, route, one, "shared", body.valid);
    const second = await ask(entry, route, other, "shared", changedBodies(body)[0] ?? body.valid);
    expect(second.status, describeAnswer(second)).toBe(first.status);
    expect(second.text).not.toBe(first.text);
    // Both are charged, and each for its own.
    expect((await chargesOf(other)).jobs).toBe(1);
    expect((await chargesOf(one)).jobs).toBe(1);
  });

  check("a refused request does not use its key up", async () => {
    const party = await createParty();
    const refused = await ask(entry, route, party, "key-3", {});
    expect(faultOfRefusal(entry, refused)).toBeNull();
    const accepted = await ask(entry, route, party, "key-3", body.valid);
    expect(accepted.status, describeAnswer(accepted)).toBeLessThan(300);
  });

  check("many at once make one job; whoever comes too early is told where to look", async () => {
    const party = await createParty();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => ask(entry, route, party, "rush", body.valid)),
    );
    expect((await chargesOf(party)).jobs).toBe(1);
    await expectOneJob(party, answers);
    const later = await ask(entry, route, party, "rush", body.valid);
    expect(said(later)).toEqual(said(answers.find(({ status }) => status < 300)));
  });

  check("a request whose body is still on its way and its repetition make one job", async () => {
    const party = await createParty();
    const encoded = encodeBody(body.encodings[0] ?? "json", body.valid);
    if (typeof encoded.body !== "string") return;
    const bytes = new TextEncoder().encode(encoded.body);
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const slow = send({ ...planWithKey(entry, route, party, "slow", body.valid), body: readable });
    await writer.write(bytes.slice(0, 10));
    const quick = await ask(entry, route, party, "slow", body.valid);
    await writer.write(bytes.slice(10));
    await writer.close();
    await expectOneJob(party, [await slow, quick]);
    expect((await chargesOf(party)).jobs).toBe(1);
  });

  check("a key that is none is refused", async () => {
    const party = await createParty();
    const state = await readState();
    for (const key of ["", '""', " ", "a".repeat(256), "a\tb"]) {
      const answer = await ask(entry, route, party, key, body.valid);
      expect(faultOfRefusal(entry, answer, [400])).toBeNull();
    }
    expect(await readState()).toBe(state);
    const longest = await ask(entry, route, party, "a".repeat(255), body.valid);
    expect(longest.status, describeAnswer(longest)).toBeLessThan(300);
  });

  async function expectOneJob(party: Party, answers: readonly Answer[]) {
    const done = answers.filter(({ status }) => status < 300);
    expect(done.length).toBeGreaterThan(0);
    for (const answer of done) expect(said(answer)).toEqual(said(done[0]));
    for (const answer of answers.filter(({ status }) => status >= 300)) {
      expect(faultOfRefusal(entry, answer, [409])).toBeNull();
      const location = answer.headers.get("location") ?? "";
      const path = location.replace(/^https?:\/\/[^/]+/, "");
      const shown = await send({ method: "GET", path, headers: carry(entry, party.apiKey) });
      expect(shown.status, `Location: ${location}`).toBe(200);
    }
  }
});

function planWithKey(entry: DialectEntry, route: Route, party: Party, key: string, body: unknown) {
  const encoded = encodeBody(route.body?.encodings[0] ?? "json", body);
  const headers = { ...encoded.headers, ...carry(entry, party.apiKey), "idempotency-key": key };
  return { method: route.method, path: route.path, ...encoded, headers };
}

function ask(entry: DialectEntry, route: Route, party: Party, key: string, body: unknown) {
  return send(planWithKey(entry, route, party, key, body));
}

const said = (answer: Answer | undefined) => ({ status: answer?.status, text: answer?.text });

/** Other good bodies, each with one field of another value. */
function changedBodies(body: BodyRule): Record<string, unknown>[] {
  return listFields(body.fields).flatMap(({ path, rule }) => {
    const now = path.reduce<unknown>(
      (at, name) => (at as Record<string, unknown>)?.[name],
      body.valid,
    );
    const other = (rule.accepts ?? []).find((value) => value !== now && value !== null);
    return other === undefined ? [] : [withField(body.valid, path, other)];
  });
}

/** What the account was charged: entries of its ledger, balances, and jobs that hold something. */
async function chargesOf(party: Party) {
  const ledger = await readLedger(party.accountId);
  const holds = ledger.filter(({ kind }) => kind === "hold");
  const jobs = new Set(holds.map((row) => row["job_id"])).size;
  const balances = await readBalances(party.accountId);
  for (const { currency, available } of balances) {
    const rows = ledger.filter((row) => row["currency"] === currency);
    expect(rows.reduce((sum, { delta }) => sum + Number(delta), 0)).toBe(available);
  }
  return { ledger, balances, jobs };
}
