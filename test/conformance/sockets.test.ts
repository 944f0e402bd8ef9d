import { beforeAll, describe, expect } from "vitest";
import { call, callJson, collectMessages } from "../edge/edge-client.ts";
import { ENTRIES } from "./dialects/index.ts";
import type { DialectEntry, Route } from "./entry.ts";
import { listMalformedIds } from "./harness/bad-ids.ts";
import {
  carry,
  idParametersOf,
  makeTexts,
  planRoute,
  type Texts,
  withUnknownIds,
} from "./harness/plan.ts";
import { type Answer, faultOfRefusal, send } from "./harness/send.ts";
import { readState } from "./harness/snapshot.ts";
import { createRevokedKey, createWorld, type World } from "./harness/world.ts";
import { testOf } from "./known-deviations.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

type Told = NonNullable<Route["socket"]>;
type Case = { entry: DialectEntry; route: Route; told: Told; name: string };
const cases: Case[] = ENTRIES.flatMap((entry) =>
  entry.routes.flatMap((route) =>
    route.socket
      ? [{ entry, route, told: route.socket, name: `sockets of ${entry.name}: ${route.path}` }]
      : [],
  ),
);

const isUpgrade = { upgrade: "websocket" };

describe.for(cases)("$name", ({ entry, route, told, name }) => {
  const check = testOf(name);

  check("tells at once, tells the end, and closes with 1000 then", async () => {
    const texts = await makeTexts(entry, route, world, world.owner);
    const listener = await open(texts);
    const first = await listener.next(() => true);
    expect(faultOf(first)).toBeNull();
    expect(listener.closes).toEqual([]);
    const [id] = idParametersOf(route).map((parameter) => texts[parameter.name]);
    const place = `/api/v2/${told.of === "job" ? "jobs" : "batches"}/${id}`;
    await callJson(200, "POST", `${place}/cancel`, { credential: world.owner.apiKey });
    expect(await listener.closed()).toMatchObject({ code: 1000 });
    expect(listener.messages.length).toBeGreaterThan(1);
    expect(listener.messages.map(faultOf).filter((fault) => fault !== null)).toEqual([]);
    const seqs = listener.messages.flatMap(({ seq }) => (typeof seq === "number" ? [seq] : []));
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));

    // Whoever comes late is told the end too.
    const late = await open(texts);
    expect(await late.closed()).toMatchObject({ code: 1000 });
    expect(late.messages.at(-1)).toEqual(listener.messages.at(-1));
  });

  check("opens for no unknown, foreign or malformed id, and says so alike", async () => {
    const mine = await makeTexts(entry, route, world, world.owner);
    const theirs = await makeTexts(entry, route, world, world.stranger);
    const before = await readState();
    const unknown = await refused(withUnknownIds(route, mine), entry.refusals.unknownId);
    const foreign = await refused(theirs, entry.refusals.unknownId);
    // The id that was asked for and the request's own may be said again.
    const said = ({ text }: Answer) => text.replaceAll(UUID, "<id>");
    expect(said(foreign)).toBe(said(unknown));
    for (const parameter of idParametersOf(route)) {
      for (const id of listMalformedIds(mine[parameter.name] ?? "")) {
        await refused({ ...mine, [parameter.name]: id }, entry.refusals.unknownId);
      }
    }
    expect(await readState()).toBe(before);
  });

  check("opens for no bad credential and no bad query", async () => {
    const texts = await makeTexts(entry, route, world, world.owner);
    const revoked = await createRevokedKey(world.owner);
    await refused(texts, entry.refusals.invalidCredential, revoked);
    for (const query of route.badQueries ?? []) {
      const plan = planRoute(route, texts, carry(entry, world.owner.apiKey));
      const headers = { ...plan.headers, ...isUpgrade };
      const answer = await send({ ...plan, path: `${plan.path}?${query}`, headers });
      expect(faultOfRefusal(entry, answer), query).toBeNull();
    }
  });

  async function open(texts: Texts) {
    const plan = planRoute(route, texts, carry(entry, world.owner.apiKey));
    const answer = await call("GET", plan.path, { headers: { ...plan.headers, ...isUpgrade } });
    const socket = answer.webSocket;
    if (!socket) throw new Error(`no socket: ${answer.status} ${await answer.text()}`);
    return collectMessages(socket);
  }

  async function refused(texts: Texts, status: number, credential = world.owner.apiKey) {
    const plan = planRoute(route, texts, carry(entry, credential));
    const answer: Answer = await send({ ...plan, headers: { ...plan.headers, ...isUpgrade } });
    expect(faultOfRefusal(entry, answer, [status])).toBeNull();
    return answer;
  }

  function faultOf(message: unknown): string | null {
    const read = told.message.safeParse(message);
    return read.success ? null : `${JSON.stringify(message)}: ${read.error.message}`;
  }
});

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
