import { expect, test } from "vitest";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { createPromptSessionStore } from "../../../edge/adapters/d1/prompt-session-store.ts";
import { newId, T0 } from "../../support/build-fleet.ts";

const WEEK = 7 * 24 * 3_600_000;

/** What a prompt session store must do: keep sessions apart, lose no update, forget the unused. */
export function describePromptSessionStore(open: () => Promise<Database>): void {
  const initial = { prompt: "a “quiet” pier, 夜", description: "Initial prompt" };
  const setUp = async () => {
    const store = createPromptSessionStore(await open());
    const key = { accountId: newId(), sessionId: newId() };
    await store.start(key, initial, T0);
    const read = async (at = key) => {
      const session = await store.read(at, 0);
      if (session === null) throw new Error("there is no session");
      return session;
    };
    return { store, key, read };
  };

  test("a session is read as it was begun, by its account and id only", async () => {
    const { store, key, read } = await setUp();
    expect(await read()).toEqual({
      ...key,
      initialPrompt: initial.prompt,
      currentPrompt: initial.prompt,
      history: [initial],
      version: 1,
      startedAt: T0,
      usedAt: T0,
    });
    expect(await store.read({ ...key, accountId: newId() }, 0)).toBeNull();
    expect(await store.read({ ...key, sessionId: newId() }, 0)).toBeNull();
    const other = { ...key, accountId: newId() };
    await store.start(other, { prompt: "a kite", description: "Initial prompt" }, T0);
    expect((await read()).currentPrompt).toBe(initial.prompt);
    expect((await read(other)).currentPrompt).toBe("a kite");
  });

  test("of many updates of one version one is written", async () => {
    const { store, read } = await setUp();
    const before = await read();
    const saved = await Promise.all(
      Array.from({ length: 6 }, (_, index) => {
        const entry = { prompt: `pier ${index}`, description: `Update ${index}` };
        return store.save(
          before,
          { currentPrompt: entry.prompt, history: [initial, entry] },
          T0 + 5,
        );
      }),
    );
    expect(saved.filter(Boolean)).toHaveLength(1);
    const winner = saved.indexOf(true);
    expect(await read()).toMatchObject({
      initialPrompt: initial.prompt,
      currentPrompt: `pier ${winner}`,
      history: [initial, { prompt: `pier ${winner}`, description: `Update ${winner}` }],
      version: 2,
      usedAt: T0 + 5,
    });
  });

  test("a session begun anew refuses what was made for the old one", async () => {
    const { store, key, read } = await setUp();
    const before = await read();
    await store.start(key, { prompt: "a new pier", description: "Initial prompt" }, T0 + 10);
    expect(await store.save(before, { currentPrompt: "old", history: [] }, T0 + 11)).toBe(false);
    expect(await read()).toMatchObject({
      currentPrompt: "a new pier",
      version: 2,
      startedAt: T0 + 10,
    });
    await store.forgetUnused(T0 + WEEK, 1000);
    await store.start(key, initial, T0 + WEEK);
    expect(await store.save(before, { currentPrompt: "old", history: [] }, T0 + WEEK)).toBe(false);
  });

  test("what nobody used is not read and is forgotten; what was looked at stays", async () => {
    const { store, key, read } = await setUp();
    const looked = { ...key, sessionId: newId() };
    await store.start(looked, initial, T0);
    await store.touch(looked, T0 + 100);
    await store.touch(looked, T0 + 50);
    expect(await store.read(key, T0)).toBeNull();
    expect(await store.read(key, T0 - 1)).not.toBeNull();
    expect(await store.read(looked, T0 + 99)).toMatchObject({ usedAt: T0 + 100, version: 1 });
    await store.forgetUnused(T0 + 1, 1000);
    expect(await store.read(key, 0)).toBeNull();
    expect((await read(looked)).history).toEqual([initial]);
  });

  test("no more are forgotten at once than asked", async () => {
    const { store, key } = await setUp();
    const old = Array.from({ length: 3 }, (_, index) => ({ ...key, sessionId: `old-${index}` }));
    for (const [index, session] of old.entries()) await store.start(session, initial, 1000 + index);
    await store.forgetUnused(2000, 2);
    const left = await Promise.all(old.map((session) => store.read(session, 0)));
    expect(left.map((session) => session?.sessionId)).toEqual([undefined, undefined, "old-2"]);
  });
}
