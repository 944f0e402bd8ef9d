import { beforeAll, describe, expect } from "vitest";
import { ENTRIES } from "./dialects/index.ts";
import { carry, credentialsOf, makeTexts, planRoute, withUnknownIds } from "./harness/plan.ts";
import { describe as describeAnswer, faultOfRefusal, send } from "./harness/send.ts";
import { readState } from "./harness/snapshot.ts";
import { createWorld, type World } from "./harness/world.ts";
import { testOf } from "./known-deviations.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

const cases = ENTRIES.flatMap((entry) =>
  entry.routes.map((route) => ({
    entry,
    route,
    name: `HTTP of ${entry.name}: ${route.method} ${route.path}`,
  })),
);

describe.for(cases)("$name", ({ entry, route, name }) => {
  const check = testOf(name);

  check("a browser of any origin may ask, and never with cookies", async () => {
    const texts = await makeTexts(entry, route, world, world.owner);
    const { method, path } = planRoute(route, texts, {});
    const wanted = ["authorization", "content-type", "idempotency-key", "x-api-key", "api_key"];
    const preflight = await send({
      method: "OPTIONS",
      path,
      headers: {
        origin: "https://app.example",
        "access-control-request-method": method,
        "access-control-request-headers": wanted.join(","),
      },
    });
    expect(preflight.status, describeAnswer(preflight)).toBe(204);
    const allowed = (header: string) =>
      (preflight.headers.get(header) ?? "").split(",").map((word) => word.trim().toLowerCase());
    expect(allowed("access-control-allow-origin")).toEqual(["*"]);
    expect(allowed("access-control-allow-methods")).toContain(method.toLowerCase());
    expect(allowed("access-control-allow-headers")).toEqual(expect.arrayContaining(wanted));
    expect(preflight.headers.has("access-control-allow-credentials")).toBe(false);
  });

  check("its answers can be read by a browser and found again by their request id", async () => {
    const texts = await makeTexts(entry, route, world, world.owner);
    const plan = planRoute(route, texts, carry(entry, credentialsOf(route, world).insider));
    const headers = { ...plan.headers, origin: "https://app.example", "x-request-id": "my-id.1" };
    const refusal = await send({ ...plan, headers: { origin: "https://app.example" } });
    const answers =
      route.upgrades === true ? [refusal] : [refusal, await send({ ...plan, headers })];
    for (const answer of answers) {
      expect(answer.headers.get("access-control-allow-origin"), describeAnswer(answer)).toBe("*");
      expect(answer.headers.has("access-control-allow-credentials")).toBe(false);
      expect(answer.headers.get("access-control-expose-headers")).toContain("x-request-id");
    }
    if (route.upgrades !== true) expect(answers[1]?.headers.get("x-request-id")).toBe("my-id.1");
    const strange = { ...plan.headers, "x-request-id": "<script>" };
    const renamed = await send({ ...plan, headers: strange });
    expect(renamed.headers.get("x-request-id")).not.toBe("<script>");
  });

  if (route.upgrades === true) {
    check("without an upgrade it is refused", async () => {
      const headers = carry(entry, credentialsOf(route, world).insider);
      const answer = await send({ method: route.method, path: route.path, headers });
      expect(faultOfRefusal(entry, answer, [400, 426])).toBeNull();
    });
  }

  for (const query of route.badQueries ?? []) {
    check(`${query} is refused`, async () => {
      const texts = await makeTexts(entry, route, world, world.owner);
      const plan = planRoute(route, texts, carry(entry, credentialsOf(route, world).insider));
      const answer = await send({ ...plan, path: `${plan.path}?${query}` });
      expect(faultOfRefusal(entry, answer, [400])).toBeNull();
    });
  }

  if (route.auth === "media") {
    check("HEAD says what GET would, and a part can be had", async () => {
      const texts = await makeTexts(entry, route, world, world.owner);
      const plan = planRoute(route, texts, carry(entry, world.owner.apiKey));
      const whole = await send(plan);
      const head = await send({ ...plan, method: "HEAD" });
      expect([head.status, head.text]).toEqual([whole.status, ""]);
      for (const header of ["content-type", "content-length", "etag", "accept-ranges"]) {
        expect(head.headers.get(header), header).toBe(whole.headers.get(header));
        expect(head.headers.get(header), header).not.toBeNull();
      }
      const part = await send({ ...plan, headers: { ...plan.headers, range: "bytes=1-4" } });
      expect([part.status, part.text]).toEqual([206, whole.text.slice(1, 5)]);
      const beyond = await send({ ...plan, headers: { ...plan.headers, range: "bytes=99999-" } });
      expect(beyond.status).toBe(416);
      const unknown = planRoute(
        route,
        withUnknownIds(route, texts),
        carry(entry, world.owner.apiKey),
      );
      const missing = await send({ ...unknown, method: "HEAD" });
      expect([missing.status, missing.text]).toEqual([entry.refusals.unknownId, ""]);
    });
  }

  check("another method is refused and changes nothing", async () => {
    const texts = await makeTexts(entry, route, world, world.owner);
    const { path, headers } = planRoute(
      route,
      texts,
      carry(entry, credentialsOf(route, world).insider),
    );
    const taken = ENTRIES.flatMap(({ routes }) => routes)
      .filter((other) => other.path === route.path)
      .map(({ method }) => method);
    const state = await readState();
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "PROPFIND"] as const) {
      if ((taken as string[]).includes(method)) continue;
      const answer = await send({ method, path, headers: headers ?? {} });
      expect([401, 404, 405], describeAnswer(answer)).toContain(answer.status);
      expect(answer.json, describeAnswer(answer)).toBeTypeOf("object");
    }
    expect(await readState()).toBe(state);
  });
});
