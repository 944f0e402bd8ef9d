import { generateKeyPair, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { RATE_LIMITS } from "#contracts/limits.ts";
import { callWith } from "./call-with.ts";
import { bindings, call, createCustomer, RENDER_REQUEST } from "./edge-client.ts";

const unknownJob = "/api/v1/render-video/0198c000-0000-7000-8000-000000000000";

async function changeAccount(accountId: string, assignment: string) {
  await bindings.DB.prepare(`UPDATE accounts SET ${assignment} WHERE id = ?`).bind(accountId).run();
}

describe("budgets", () => {
  it("refuse what an account has no requests left for, reads and writes apart", async () => {
    const customer = await createCustomer();
    const limits = JSON.stringify({ readsPerMinute: 3, writesPerMinute: 1 });
    await changeAccount(customer.id, `limits_json = '${limits}'`);
    const submit = () =>
      callWith({}, "POST", "/api/v1/render-video", {
        credential: customer.apiKey,
        body: RENDER_REQUEST,
      });
    const first = await submit();
    expect(first.status).toBe(200);
    expect(first.headers.get("ratelimit-policy")).toBe('"writes";q=1;w=60');
    expect(first.headers.get("ratelimit")).toMatch(/^"writes";r=0;t=\d+$/);
    const second = await submit();
    expect(second.status).toBe(429);
    const wait = Number(second.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect(second.headers.get("ratelimit")).toBe(`"writes";r=0;t=${wait}`);
    expect(JSON.parse(second.text)).toEqual({
      error: "rate_limited",
      message: `Too many requests. Please try again in ${wait} seconds.`,
    });
    const credential = customer.apiKey;
    for (const left of [2, 1, 0]) {
      const read = await callWith({}, "GET", unknownJob, { credential });
      expect(read.status).toBe(404);
      expect(read.headers.get("ratelimit")).toMatch(new RegExp(`^"reads";r=${left};t=\\d+$`));
    }
    const native = await callWith({}, "GET", "/api/v2/jobs", { credential });
    expect(native.status).toBe(429);
    expect(native.headers.get("content-type")).toContain("application/problem+json");
    expect(JSON.parse(native.text)).toMatchObject({ status: 429 });
  });

  it("refuse an address that asks too often without a credential", async () => {
    const headers = { "cf-connecting-ip": "192.0.2.50" };
    const RATE_LIMIT_FACTOR = String(2 / RATE_LIMITS.addressRequests);
    const ask = () => callWith({ RATE_LIMIT_FACTOR }, "GET", unknownJob, { headers });
    expect((await ask()).status).toBe(401);
    expect((await ask()).headers.get("ratelimit")).toMatch(/^"address";r=0;t=\d+$/);
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
  });

  it("refuse new credentials from an address with too many bad ones, and keep the good", async () => {
    const customer = await createCustomer();
    const headers = { "cf-connecting-ip": "192.0.2.51" };
    const RATE_LIMIT_FACTOR = String(3 / RATE_LIMITS.failedSignIns);
    const ask = (credential: string) =>
      callWith({ RATE_LIMIT_FACTOR }, "GET", unknownJob, { headers, credential });
    expect((await ask(customer.apiKey)).status).toBe(404);
    for (let time = 0; time < 3; time += 1) {
      expect((await ask(`ff_live_${String(time).repeat(43)}`)).status).toBe(401);
    }
    expect((await ask(`ff_live_${"x".repeat(43)}`)).status).toBe(429);
    const token = await callWith({ RATE_LIMIT_FACTOR }, "POST", "/node/v1/hello", {
      headers,
      credential: "n".repeat(43),
      body: {},
    });
    expect(token.status).toBe(429);
    expect(JSON.parse(token.text)).toMatchObject({ code: "rate-limited" });
    expect((await ask(customer.apiKey)).status).toBe(404);
  });

  it("are ample by setting on one's own machine, and count no preflight", async () => {
    const customer = await createCustomer();
    const { headers } = await callWith({}, "GET", unknownJob, { credential: customer.apiKey });
    expect(headers.get("ratelimit-policy")).toBe('"reads";q=3000000;w=60');
    const preflight = await callWith({}, "OPTIONS", "/api/v1/render-video", {
      headers: { origin: "https://app.example", "access-control-request-method": "POST" },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
    expect(preflight.headers.has("ratelimit")).toBe(false);
  });
});

describe("errors in the shape of their dialect", () => {
  it.each([
    ["DELETE", "/api/v1/render-video", "POST, OPTIONS"],
    ["PUT", unknownJob, "GET, HEAD, OPTIONS"],
    ["GET", `${unknownJob}/cancel`, "POST, OPTIONS"],
    ["POST", "/videos/x.mp4", "GET, HEAD, OPTIONS"],
    ["POST", "/notifications", "GET, HEAD, OPTIONS"],
  ])("%s %s is a wrong method", async (method, path, allow) => {
    const answer = await callWith({}, method, path);
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe(allow);
    expect(answer.headers.has("ratelimit")).toBe(true);
    expect(answer.headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
    expect(JSON.parse(answer.text)).toEqual({
      error: "method_not_allowed",
      message: "This address has no such method.",
    });
  });

  it("says of an unknown path that there is nothing", async () => {
    const answer = await callWith({}, "GET", "/api/v1/nothing");
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.text)).toEqual({
      error: "not_found",
      message: "There is nothing at this address.",
    });
    const node = await callWith({}, "GET", "/node/v1/enrol");
    expect([401, 405]).toContain(node.status);
    expect(JSON.parse(node.text)).toHaveProperty("code");
  });

  it("shows nothing from inside when something breaks, in any of them", async () => {
    const broken = {
      DB: {
        prepare: () => {
          throw new Error("SECRET-INSIDE");
        },
      },
    };
    const credential = `ff_live_${"z".repeat(43)}`;
    const ask = (path: string) => callWith(broken, "GET", path, { credential });
    const render = await ask(unknownJob);
    const message = "Something went wrong on our side. Please try again.";
    expect(render.status).toBe(500);
    expect(JSON.parse(render.text)).toEqual({ error: "internal", message });
    const native = await ask("/api/v2/jobs");
    expect(native.status).toBe(500);
    expect(native.text).not.toContain("SECRET-INSIDE");
    const node = await ask("/node/v1/connect");
    expect(node.status).toBe(500);
    expect(JSON.parse(node.text)).toEqual({ code: "internal", message });
  });

  it("tells a disabled account so, whatever its balance and queue", async () => {
    const customer = await createCustomer({ limits: { renderVideoTokensPerSecond: 5 } });
    await changeAccount(customer.id, "disabled_at = 1");
    const credential = customer.apiKey;
    for (const [method, path, body] of [
      ["POST", "/api/v1/render-video", RENDER_REQUEST],
      ["GET", unknownJob, undefined],
    ] as const) {
      const answer = await callWith({}, method, path, { credential, body });
      expect(answer.status).toBe(403);
      expect(JSON.parse(answer.text)).toEqual({
        error: "forbidden",
        message: "The account is disabled.",
      });
    }
  });

  it("answers 503 while the keys of tokens cannot be had, and 401 to a bad key all the same", async () => {
    const down = { JWT_JWKS_URL: "http://127.0.0.1:1/keys" };
    const { privateKey } = await generateKeyPair("ES256");
    const credential = await new SignJWT({ sub: "somebody" })
      .setProtectedHeader({ alg: "ES256", kid: "a" })
      .setIssuer("framefleet")
      .setAudience("framefleet-api")
      .setExpirationTime("1h")
      .sign(privateKey);
    const answer = await callWith(down, "GET", unknownJob, { credential });
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("30");
    expect(JSON.parse(answer.text)).toMatchObject({ error: "unavailable" });
    const key = await callWith(down, "GET", unknownJob, {
      credential: `ff_live_${"q".repeat(43)}`,
    });
    expect(key.status).toBe(401);
    const native = await callWith(down, "GET", "/api/v2/jobs", { credential });
    expect(native.status).toBe(503);
    expect(JSON.parse(native.text)).toMatchObject({ status: 503 });
  });

  it("takes a credential header that a proxy sent twice", async () => {
    const { apiKey } = await createCustomer();
    const twice = (value: string) => call("GET", unknownJob, { headers: { authorization: value } });
    for (const [value, status] of [
      [`Bearer ${apiKey}, Bearer ${apiKey}`, 404],
      [`Bearer ${apiKey}, Bearer ff_live_${"b".repeat(43)}`, 400],
    ] as const) {
      const answer = await twice(value);
      expect(answer.status).toBe(status);
      await answer.text();
    }
  });
});

/** A database that notes, in order, what each round trip began with. */
function watchDatabase(log: string[]) {
  const real = new WeakMap<object, D1PreparedStatement>();
  const word = (sql: string) => sql.replaceAll(/\s+/g, " ").trim();
  const prepare = (sql: string) => ({
    bind: (...values: unknown[]) => {
      const statement = bindings.DB.prepare(sql).bind(...values);
      const watched = {
        sql,
        raw: () => {
          log.push(word(sql));
          return statement.raw();
        },
      };
      real.set(watched, statement);
      return watched;
    },
  });
  const batch = (statements: { sql: string }[]) => {
    log.push(word(statements.map(({ sql }) => sql.slice(0, 50)).join(" + ")));
    return bindings.DB.batch(statements.map((one) => real.get(one)!));
  };
  return { prepare, batch };
}

it("finds key and account in one read, and writes the job right after it", async () => {
  const { apiKey: credential } = await createCustomer();
  // The first use of a key is noted; one a moment later is not.
  expect((await callWith({}, "GET", unknownJob, { credential })).status).toBe(404);
  // The first submission of an isolate looks at the fleet; those after it know it for a while.
  const first = { credential, body: RENDER_REQUEST };
  expect((await callWith({}, "POST", "/api/v1/render-video", first)).status).toBe(200);
  const log: string[] = [];
  const headers = { "idempotency-key": "counted" };
  const options = { credential, headers, body: RENDER_REQUEST };
  const answer = await callWith(
    { DB: watchDatabase(log) },
    "POST",
    "/api/v1/render-video",
    options,
  );
  expect(answer.status).toBe(200);
  const [found, written] = log.filter((statement) => !statement.includes('from "node_speeds"'));
  expect(found).toMatch(/^select .* from "api_keys" inner join "accounts"/);
  expect(written).toMatch(/^DELETE FROM idempotency_keys.*INSERT OR IGNORE INTO jobs/);
});
