import { describe, expect, test } from "vitest";
import { RATE_LIMITS } from "#contracts/limits.ts";
import { createSecrets } from "../../edge/adapters/secrets.ts";
import type { Services } from "../../edge/domain/services.ts";
import { Admission } from "../../edge/http/admission.ts";
import { clientPartition } from "../../edge/http/client-address.ts";
import { RateLimiter } from "../../edge/http/rate-limiter.ts";
import { RequestLimits } from "../../edge/http/request-limits.ts";

describe("a rate limiter", () => {
  test("gives the whole budget anew a window after its first request", () => {
    const limiter = new RateLimiter();
    expect(limiter.take("a", 2, 1000)).toEqual({ allowed: true, remaining: 1, resetSeconds: 60 });
    expect(limiter.peek("a", 2, 1000)).toMatchObject({ allowed: true, remaining: 1 });
    expect(limiter.take("a", 2, 31_000)).toEqual({ allowed: true, remaining: 0, resetSeconds: 30 });
    const refused = { allowed: false, remaining: 0, resetSeconds: 1 };
    expect(limiter.take("a", 2, 60_999)).toEqual(refused);
    expect(limiter.peek("a", 2, 60_999)).toEqual(refused);
    expect(limiter.take("b", 2, 60_999)).toMatchObject({ remaining: 1 });
    expect(limiter.take("a", 2, 61_000)).toMatchObject({ allowed: true, remaining: 1 });
  });

  test("gives back at once what a raised limit adds", () => {
    const limiter = new RateLimiter();
    limiter.take("a", 1, 0);
    expect(limiter.take("a", 1, 0)).toMatchObject({ allowed: false });
    expect(limiter.take("a", 5, 0)).toMatchObject({ allowed: true, remaining: 3 });
  });

  test("is spent when somebody who sees more says so, for one window", () => {
    const limiter = new RateLimiter();
    limiter.exhaust("a", 0);
    expect(limiter.peek("a", 9, 0)).toEqual({ allowed: false, remaining: 0, resetSeconds: 60 });
    expect(limiter.take("a", 9, 60_000)).toMatchObject({ allowed: true });
  });

  test("forgets the oldest counters, so that its memory is bounded", () => {
    const limiter = new RateLimiter();
    for (let key = 0; key < 20_001; key += 1) limiter.take(`k${key}`, 5, key);
    expect(limiter.peek("k0", 5, 20_001)).toMatchObject({ remaining: 5 });
    expect(limiter.peek("k1", 5, 20_001)).toMatchObject({ remaining: 4 });
  });
});

test.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:aaaa::1", "2001:db8:1:2"],
  ["2001:0DB8:0001:0002::ffff", "2001:db8:1:2"],
  ["2001:db8::5", "2001:db8:0:0"],
  ["::1", "0:0:0:0"],
  ["fe80::", "fe80:0:0:0"],
  ["", "unknown"],
])("the address %s counts as %s", (address, expected) => {
  expect(clientPartition(new Headers({ "cf-connecting-ip": address }))).toBe(expected);
});

describe("admission", () => {
  const account = (id: string, limits: object = {}) => ({
    id,
    limits: { readsPerMinute: null, writesPerMinute: null, ...limits },
  });
  function openDoor(options: { factor?: number; allowed?: () => boolean } = {}) {
    const limits = new RequestLimits();
    const later: Promise<unknown>[] = [];
    const services = {
      clock: { now: () => 0 },
      secrets: createSecrets("master-key-0123456789abcdef-0123456789"),
      afterAnswer: (work: Promise<unknown>) => later.push(work),
    } as unknown as Services;
    const { allowed } = options;
    const guard = allowed ? { note: () => Promise.resolve(allowed()) } : null;
    const arrive = (method: string, address = "192.0.2.1", path = "/", more: object = {}) => {
      const headers = { "cf-connecting-ip": address, ...more };
      const request = new Request(new URL(path, "https://edge.example"), { method, headers });
      return new Admission(limits, services, request, { guard, factor: options.factor ?? 1 });
    };
    return { arrive, settled: () => Promise.all(later) };
  }
  const limited = { code: "rate-limited", details: { retryAfterSeconds: 60 } };

  test("counts reads and writes of an account apart, whichever of its keys is used", async () => {
    const { arrive } = openDoor();
    const caller = account("one", { readsPerMinute: 2, writesPerMinute: 1 });
    const write = arrive("POST");
    await write.begin("key-1");
    await write.accept("key-1", caller);
    expect(Object.fromEntries(write.headers())).toEqual({
      "RateLimit-Policy": '"writes";q=1;w=60',
      RateLimit: '"writes";r=0;t=60',
    });
    const known = arrive("DELETE");
    await expect(known.begin("key-1")).rejects.toMatchObject(limited);
    expect(known.headers()[1]).toEqual(["RateLimit", '"writes";r=0;t=60']);
    const second = arrive("PUT");
    await second.begin("key-2");
    await expect(second.accept("key-2", caller)).rejects.toMatchObject(limited);
    for (const method of ["GET", "HEAD"]) await arrive(method).begin("key-1");
    await expect(arrive("GET").begin("key-2")).rejects.toMatchObject(limited);
    const other = arrive("GET");
    await other.begin("key-3");
    await other.accept("key-3", account("two", { readsPerMinute: 1 }));
  });

  test("counts the pieces of a file apart, so that a large one fits into a minute", async () => {
    const { arrive } = openDoor();
    const send = (method: string, path: string, more?: object) => {
      const request = arrive(method, "192.0.2.1", path, more);
      return request.begin("key").then(() => request);
    };
    await (await send("POST", "/uploads")).accept("key", account("one", { writesPerMinute: 1 }));
    // 2 GB in pieces of 5 MB, some of them as a POST.
    const override = { "x-http-method-override": "patch" };
    for (let piece = 0; piece < 430; piece += 1) {
      const isPost = piece % 10 === 0;
      await (isPost ? send("POST", "/uploads/id", override) : send("PATCH", "/uploads/id"));
    }
    for (const [method, path, more] of [
      ["POST", "/uploads", {}],
      ["DELETE", "/uploads/id", {}],
      ["POST", "/api/v2/assets", override],
    ] as const) {
      await expect(send(method, path, more), method).rejects.toMatchObject(limited);
    }
    for (let piece = 430; piece < RATE_LIMITS.accountPieces; piece += 1) {
      await send("PATCH", "/uploads/id");
    }
    await expect(send("PATCH", "/uploads/id")).rejects.toMatchObject(limited);
  });

  test("spends one request on one request, however often its credential is looked at", async () => {
    const { arrive } = openDoor();
    const caller = account("one", { readsPerMinute: 2 });
    for (let time = 0; time < 2; time += 1) {
      const request = arrive("GET");
      await request.begin("key");
      for (let look = 0; look < 5; look += 1) await request.accept("key", caller);
    }
    await expect(arrive("GET").begin("key")).rejects.toMatchObject(limited);
  });

  test("counts requests without a good credential by their address", async () => {
    const { arrive } = openDoor({ factor: 3 / RATE_LIMITS.addressRequests });
    for (let time = 0; time < 3; time += 1) await arrive("GET").begin(null);
    await expect(arrive("POST").begin(null)).rejects.toMatchObject(limited);
    await arrive("GET", "192.0.2.2").begin(null);
  });

  test("looks at no new credential from an address with too many bad ones", async () => {
    const { arrive } = openDoor();
    const good = arrive("GET");
    await good.begin("good");
    await good.accept("good", account("one"));
    for (let time = 0; time < RATE_LIMITS.failedSignIns; time += 1) {
      const request = arrive("GET");
      await request.begin(`bad-${time}`);
      await request.reject(`bad-${time}`);
    }
    await expect(arrive("GET").begin("bad")).rejects.toMatchObject(limited);
    await expect(arrive("GET").beginNode("bad")).rejects.toMatchObject(limited);
    await arrive("GET").begin("good");
    await arrive("GET").begin(null);
    await arrive("GET", "192.0.2.2").begin("another");
    const revoked = arrive("GET");
    await revoked.reject("good");
    await expect(arrive("GET").begin("good")).rejects.toMatchObject(limited);
  });

  test("never counts what a node does well, and keeps nodes' tokens apart from clients' keys", async () => {
    const { arrive } = openDoor();
    const first = arrive("POST");
    await first.beginNode("node-token");
    await first.acceptNode("node-token");
    expect(first.headers()).toEqual([]);
    for (let time = 0; time < RATE_LIMITS.failedSignIns; time += 1) await first.reject(null);
    await arrive("POST").beginNode("node-token");
    await expect(arrive("POST").begin("node-token")).rejects.toMatchObject(limited);
  });

  test("believes the counter of its location", async () => {
    let allowed = true;
    const { arrive, settled } = openDoor({ allowed: () => allowed });
    await arrive("GET").reject("bad");
    await settled();
    await arrive("GET").begin("next");
    allowed = false;
    await arrive("GET").reject("bad");
    await settled();
    await expect(arrive("GET").begin("next")).rejects.toMatchObject(limited);
  });
});
