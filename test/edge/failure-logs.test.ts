import { afterEach, expect, it, vi } from "vitest";
import { callWith } from "./call-with.ts";
import { bindings, createCustomer, RENDER_REQUEST } from "./edge-client.ts";

const settings = {
  OPERATOR_TOKEN: "canary-operator-token-0123456789abcdef",
  JWT_HS256_SECRET: "canary-jwt-secret-0123456789abcdef0123456789abcdef",
  LINK_SIGNING_KEY: "canary-link-key-0123456789abcdef0123456789abcdef",
};

afterEach(() => void vi.restoreAllMocks());

/** What is logged, whatever the level, while something runs. */
async function recordLogs(run: () => Promise<unknown>): Promise<string> {
  const lines: unknown[] = [];
  for (const level of ["debug", "log", "info", "warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation((...parts) => void lines.push(...parts));
  }
  await run();
  return JSON.stringify(lines);
}

/** A database that fails as D1 does, with the statement it was given. */
function failingDatabase(works: (sql: string) => boolean) {
  const prepare = (sql: string) => {
    if (works(sql)) return bindings.DB.prepare(sql);
    throw new Error("D1_ERROR: the database is away");
  };
  return { prepare, batch: bindings.DB.batch.bind(bindings.DB) };
}

it("what breaks inside is logged without the values that it broke on", async () => {
  const { apiKey } = await createCustomer();
  const prompt = "canary-prompt with\na second line";
  const callback = "https://example.com/hook?token=canary-callback-token";
  const answers: { status: number; text: string }[] = [];
  const logs = await recordLogs(async () => {
    const signIn = { ...settings, DB: failingDatabase(() => false) };
    for (const credential of [apiKey, "canary.token.AAAA", settings.OPERATOR_TOKEN]) {
      for (const path of ["/api/v1/render-video/x", "/api/v2/accounts", "/node/v1/connect"]) {
        answers.push(await callWith(signIn, "GET", path, { credential }));
      }
    }
    const submit = { ...settings, DB: failingDatabase((sql) => /^select/i.test(sql)) };
    answers.push(
      await callWith(submit, "POST", "/api/v1/render-video", {
        credential: apiKey,
        body: { ...RENDER_REQUEST, prompt, callback_url: callback },
      }),
    );
  });
  expect(answers.filter(({ status }) => status === 500).length).toBeGreaterThan(3);
  expect(logs).toContain("request failed");
  expect(logs).toContain("the database is away");
  const seen = logs + JSON.stringify(answers);
  expect(seen).not.toContain(apiKey);
  expect(seen).not.toContain("canary");
  expect(seen).not.toContain("a second line");
  expect(JSON.stringify(answers)).not.toContain("the database is away");
});
