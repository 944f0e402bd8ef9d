import { expect, test } from "vitest";
import { MAXIMUM_PROMPT_CHARACTERS } from "#contracts/limits.ts";
import type { PromptTuner } from "../../../edge/domain/prompts/prompt-tuner.ts";

/** What every tuner must do, whoever writes the words. */
export function describePromptTuner(open: () => PromptTuner, source: object): void {
  const prompt = "A wooden pier on a lake at dawn";

  test("an update that changes the prompt tells what it changed", async () => {
    const update = await open().update({ prompt, request: "make it night" });
    expect(update).toMatchObject({ source });
    expect(update.prompt).not.toBe(prompt);
    expect(update.prompt.toLowerCase()).toContain("night");
    expect(update.changes.length).toBeGreaterThan(0);
  });

  test("an update that makes no sense changes nothing and says so", async () => {
    const update = await open().update({ prompt, request: "zxqv wvut" });
    expect(update).toMatchObject({ prompt, changes: [], source });
    expect(update.notes.length).toBeGreaterThan(0);
  });

  test("an enhanced prompt says more", async () => {
    const enhanced = await open().enhance({ prompt: "otters swimming" });
    expect(enhanced.prompt.length).toBeGreaterThan("otters swimming".length + 20);
    expect(enhanced.prompt.length).toBeLessThanOrEqual(MAXIMUM_PROMPT_CHARACTERS);
    expect(enhanced.source).toEqual(source);
  });

  test("variations are as many as asked, and all new", async () => {
    const bases = [prompt, "A tram in a snowy town"];
    const varied = await open().vary({ bases, avoid: bases, count: 6, seed: 3 });
    expect(varied.prompts).toHaveLength(6);
    expect(new Set([...bases, ...varied.prompts]).size).toBe(8);
    expect(varied.source).toEqual(source);
  });
}
