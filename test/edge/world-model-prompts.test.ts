import { beforeAll, describe, expect, it } from "vitest";
import {
  EnhancedPrompt,
  InitializedPrompt,
  PromptHistory,
  PromptParametersView,
  PromptVariationsView,
  UpdatedPrompt,
} from "../../edge/dialects/world-model/views.ts";
import { callWith } from "./call-with.ts";
import { call, callJson, createCustomer } from "./edge-client.ts";

let customer: Awaited<ReturnType<typeof createCustomer>>;
beforeAll(async () => {
  customer = await createCustomer();
});

type Options = { credential?: string; headers?: Record<string, string> };

/** Sends one prompt request; answers the body and the session that it was for. */
async function ask(path: string, body?: object, options: Options = {}) {
  const method = body ? "POST" : "GET";
  const answer = await call(method, path, {
    credential: customer.apiKey,
    ...options,
    ...(body && { body }),
  });
  const cookie = answer.headers.get("set-cookie");
  const session = answer.headers.get("x-session-id");
  return { status: answer.status, json: (await answer.json()) as unknown, cookie, session };
}

const within = (session: string) => ({ headers: { "x-session-id": session } });
const initialize = (prompt: string, options?: Options) =>
  ask("/api/initialize", { prompt }, options);
const readHistory = async (options?: Options) =>
  PromptHistory.parse((await ask("/api/history", undefined, options)).json).history;

describe("the prompt routes", () => {
  it("initialize, update, vary and list the prompts of a session", async () => {
    const session = within("whole-way");
    const prompt = "A colorful sunset over the ocean";
    const begun = await initialize(prompt, session);
    const parameters = { time: "sunset", scene: "ocean", colors: ["orange", "red", "purple"] };
    expect(InitializedPrompt.parse(begun.json)).toEqual({ parameters, prompt, changes: [] });

    const request = { user_request: "Make it more dramatic with stormy clouds" };
    const updated = UpdatedPrompt.parse((await ask("/api/update", request, session)).json);
    expect(updated.prompt).toMatch(/storm/);
    expect(updated.changes.length).toBeGreaterThan(0);
    expect(updated.source).toBe("embedded");
    expect(
      PromptParametersView.parse((await ask("/api/parameters", undefined, session)).json),
    ).toEqual(updated.parameters);

    const selection = { selected_indices: [0, 1], total_count: 3 };
    const varied = PromptVariationsView.parse(
      (await ask("/api/generate-variations", selection, session)).json,
    );
    expect(new Set(varied.prompts).size).toBe(3);
    expect(varied.selected_indices).toEqual([0, 1]);
    const history = await readHistory(session);
    expect(history.map((entry) => entry.prompt)).toEqual([
      prompt,
      updated.prompt,
      ...varied.prompts,
    ]);
    expect(history[0]).toMatchObject({ description: "Initial prompt", parameters });

    const enhanced = await ask("/api/enhance", { rough_prompt: "cats playing" }, session);
    expect(EnhancedPrompt.parse(enhanced.json)).toMatchObject({ original_prompt: "cats playing" });
    expect(await readHistory(session)).toHaveLength(5);
  });

  it("say why the embedded tuner stands in for a language model", async () => {
    const session = within("stand-in");
    await initialize("A barn", session);
    const AI = { run: () => Promise.reject(new Error("It is down.")) };
    for (const [path, body] of [
      ["/api/update", { user_request: "Make it rain" }],
      ["/api/enhance", { rough_prompt: "cats playing" }],
      ["/api/generate-variations", { selected_indices: [0], total_count: 2 }],
    ] as const) {
      const request = { credential: customer.apiKey, ...session, body };
      const alone = await ask(path, body, session);
      expect(alone.json).toMatchObject({ source: "embedded", fallback_reason: null });
      const answer = await callWith({ PROMPT_MODEL: "a-model", AI }, "POST", path, request);
      expect(JSON.parse(answer.text)).toMatchObject({
        source: "embedded",
        fallback_reason: expect.stringMatching(/^the language model/) as string,
      });
    }
  });

  it("say 400 before a prompt is initialized and for what is out of range", async () => {
    const session = within("empty");
    const refuse = async (path: string, body: object) => {
      const { status, json } = await ask(path, body, session);
      expect([status, Object.keys(json as object)]).toEqual([400, ["detail"]]);
    };
    await refuse("/api/update", { user_request: "Make it rain" });
    await refuse("/api/generate-variations", { selected_indices: [0], total_count: 1 });
    expect(await readHistory(session)).toEqual([]);
    expect((await ask("/api/parameters", undefined, session)).json).toEqual({});
    await initialize("A barn", session);
    for (const change of [
      { selected_indices: [1] },
      { selected_indices: [-1] },
      { total_count: 0 },
      { total_count: 21 },
      { total_count: 1.5 },
    ]) {
      await refuse("/api/generate-variations", {
        selected_indices: [0],
        total_count: 1,
        ...change,
      });
    }
    expect(await readHistory(session)).toHaveLength(1);
  });
});

describe("the session", () => {
  it("is the header's, else the cookie's, else the credential's, and always returned in both", async () => {
    const named = await initialize("A fjord", within("by-header"));
    expect(named.session).toBe("by-header");
    expect(named.cookie).toMatch(
      /^session_id=by-header; Max-Age=\d+; Path=\/api; HttpOnly; Secure; SameSite=Lax$/,
    );
    const cookie = { cookie: "other=1; session_id=by-cookie" };
    expect((await initialize("A moor", { headers: cookie })).session).toBe("by-cookie");
    const both = await ask("/api/history", undefined, {
      headers: { ...cookie, "x-session-id": "by-header" },
    });
    expect(both.json).toMatchObject({ history: [{ prompt: "A fjord" }] });

    const own = await initialize("A cape");
    expect(own.session).toMatch(/^key-[0-9a-f]{32}$/);
    expect(await readHistory()).toMatchObject([{ prompt: "A cape" }]);
    expect(await readHistory(within(own.session!))).toMatchObject([{ prompt: "A cape" }]);
    expect(own.session).not.toContain(customer.apiKey.slice(8, 20));
    const refused = await ask("/api/update", { user_request: 5 }, within("by-header"));
    expect([refused.status, refused.session]).toEqual([400, "by-header"]);
  });

  it("belongs to its account: another one's of that name is another", async () => {
    const stranger = await createCustomer();
    await initialize("A secret garden", within("shared-name"));
    const theirs = { credential: stranger.apiKey, ...within("shared-name") };
    expect(await readHistory(theirs)).toEqual([]);
    await initialize("A public park", theirs);
    expect(await readHistory(within("shared-name"))).toMatchObject([{ prompt: "A secret garden" }]);
  });

  it.each(["", "a b", "a/b", "é", "a".repeat(101), "a, b", "../x"])(
    "cannot be called %j",
    async (name) => {
      const headers = { cookie: `session_id=${encodeURIComponent(name)}` };
      const byCookie = await ask("/api/history", undefined, { headers });
      expect([byCookie.status, Object.keys(byCookie.json as object)]).toEqual([400, ["detail"]]);
      if (name === "é") return;
      expect((await ask("/api/history", undefined, within(name))).status).toBe(400);
    },
  );
});

describe("a deployment with an anonymous account", () => {
  it("serves requests without a credential as that account's, and says 401 without one", async () => {
    const prompt = { prompt: "A lighthouse" };
    const before = await call("POST", "/api/video/single_inference", { body: prompt });
    expect([before.status, await before.json()]).toEqual([
      401,
      { detail: "The credential is missing or not valid." },
    ]);
    const demo = await createCustomer({ externalSubject: "demo" });
    const { job_id: jobId } = await callJson<{ job_id: string }>(
      200,
      "POST",
      "/api/video/single_inference",
      { body: prompt },
    );
    const path = `/api/video/status/${jobId}`;
    expect(await callJson(200, "GET", path)).toMatchObject({ job_id: jobId, status: "pending" });
    await callJson(200, "GET", path, { credential: demo.apiKey });
    await callJson(404, "GET", path, { credential: customer.apiKey });
    await callJson(401, "GET", path, { credential: "ff_live_wrong" });
    const begun = await call("POST", "/api/initialize", { body: prompt });
    expect(begun.headers.get("x-session-id")).toBe("anonymous");
    await begun.json();
    expect(await callJson(200, "GET", "/api/history")).toMatchObject({ history: [prompt] });
    const off = await callWith({ ANONYMOUS_ACCOUNT: "" }, "GET", path);
    expect(off.status).toBe(401);
    await callJson(200, "POST", `/api/video/cancel/${jobId}`);
  });
});
