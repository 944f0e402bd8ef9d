import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { expectAccessible, expectNoSidewaysScroll, openPage, SIZES } from "../browser.ts";
import type { StudioBench } from "./studio-bench.ts";

const LINES = ["A fox wakes in the snow.", "It runs to the frozen lake."];

/** A narrated film, as somebody makes and watches it on a phone. */
export function testFilms(bench: () => StudioBench): void {
  test("a script becomes a film that plays with its captions, scenes and all", async () => {
    const limits = { narrativeTokensPerScene: 10 };
    const { apiKey, id } = await bench().makeCustomer({ tokens: 5 }, limits);
    const { viewport } = SIZES[0];
    const options = { viewport, colorScheme: "dark", apiKey } as const;
    const { page, problems, close } = await openPage(bench().browser, options);
    await page.goto(bench().url);
    await page.getByRole("tab", { name: "Film" }).click();
    const script = page.getByRole("textbox", { name: "Script" });
    const send = page.getByRole("button", { name: "Make the film" });
    await send.click();
    await page.getByText("Write at least one line.").waitFor();
    expect(await script.getAttribute("aria-invalid")).toBe("true");
    await script.fill("a".repeat(501));
    await send.click();
    await page.getByText("A line of prompt_list must not exceed 500 characters.").waitFor();
    expect(await script.evaluate((it) => it === document.activeElement)).toBe(true);

    await script.fill(LINES.join("\n"));
    await page.getByRole("switch", { name: /^Moving pictures/ }).uncheck({ force: true });
    await send.click();
    await page.getByRole("dialog", { name: "Not enough tokens" }).waitFor();
    await page.getByText("15", { exact: true }).waitFor();
    await bench().operate("POST", `/accounts/${id}/grants`, { tokens: 100 });
    await page.keyboard.press("Escape");
    await expectAccessible(page);
    await send.click();
    const card = page.getByRole("article", { name: LINES[0] ?? "" });
    await card.getByText(/of 2 scenes are ready/).waitFor();
    await card.getByRole("button", { name: /^Play/ }).click({ timeout: 120_000 });
    const video = await card.locator("video").elementHandle();
    await page.waitForFunction((it) => (it as HTMLVideoElement).currentTime > 0.2, video);
    // The words are in the picture: captions come when somebody turns them on.
    expect(await video?.evaluate((it) => (it as HTMLVideoElement).textTracks[0]?.mode)).toBe(
      "disabled",
    );
    const cues = await page.waitForFunction((it) => {
      const track = (it as HTMLVideoElement).textTracks[0];
      if (!track) return null;
      track.mode = "hidden";
      const found = Array.from(track.cues ?? [], (cue) => (cue as VTTCue).text);
      return found.length > 0 && found;
    }, video);
    expect(await cues.jsonValue()).toEqual(LINES);

    await card.getByRole("button", { name: /^Scenes of/ }).click();
    const scenes = card.getByRole("list", { name: "Scenes" }).getByRole("listitem");
    await scenes
      .nth(1)
      .getByText(LINES[1] ?? "")
      .waitFor();
    for (const still of await scenes.getByRole("img").elementHandles()) {
      await page.waitForFunction((it) => (it as HTMLImageElement).naturalWidth > 0, still);
    }
    expect(await scenes.getByRole("img").count()).toBe(2);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    for (const format of ["srt", "vtt"]) {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        card.getByRole("link", { name: `.${format}` }).click(),
      ]);
      expect(download.suggestedFilename()).toMatch(new RegExp(`\\.${format}$`));
      expect(await readFile(await download.path(), "utf8")).toContain(LINES[1]);
    }
    expect(problems).toEqual([]);
    await close();
  });
}
