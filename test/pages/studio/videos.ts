import { expect, test } from "vitest";
import { expectAccessible, openPage } from "../browser.ts";
import { SOON, type StudioBench } from "./studio-bench.ts";

/** A video from a prompt, from signing in to signing out. */
export function testVideos(bench: () => StudioBench): void {
  test("a job is made in the form, watched, played, downloaded and made again", async () => {
    const { apiKey } = await bench().makeCustomer({ tokens: 200 });
    const { page, problems, close } = await openPage(bench().browser);
    await page.goto(bench().url);
    await expectAccessible(page);
    await page.getByLabel("API key or token").fill("ff_live_wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("This key or token is not valid").waitFor();
    await page.getByLabel("API key or token").fill(apiKey);
    await page.keyboard.press("Enter");
    await page.getByText("No videos yet").waitFor();
    await expectAccessible(page);

    await page.getByRole("textbox", { name: "Prompt", exact: true }).fill("A boat at dusk");
    await page.getByLabel("Change the prompt in plain words").fill("make it night");
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByText("Changed the time from dusk to night").waitFor();
    await page.getByRole("radio", { name: "4 s" }).check({ force: true });
    await page.getByRole("button", { name: "Generate video 50 tokens" }).click();
    const card = page.getByRole("article", { name: "A boat at night" });
    await card.getByText("Rendering").waitFor();
    await page.getByText("150", { exact: true }).waitFor();
    await card.getByText("Finished").waitFor({ timeout: 120_000 });

    await card.getByRole("button", { name: "Play: A boat at night" }).click();
    const video = card.locator("video");
    await page.waitForFunction(
      (element) => (element as HTMLVideoElement).currentTime > 0.2,
      await video.elementHandle(),
    );
    expect(await video.evaluate((element: HTMLVideoElement) => element.videoWidth)).toBe(1280);

    const [download] = await Promise.all([
      page.waitForEvent("download"),
      card.getByRole("button", { name: /^Download/ }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.mp4$/);
    await card.getByRole("button", { name: /^Log of/ }).click();
    // A node reports once a second at most: a short render's later stages may pass unseen.
    await card
      .getByText(/^(?:Generating|Encoding|Uploading|Verifying)$/)
      .first()
      .waitFor();
    await expectAccessible(page);

    await card.getByRole("button", { name: /^Make again/ }).click();
    await page.getByText("100", { exact: true }).waitFor();
    const again = page.getByRole("article", { name: "A boat at night" }).first();
    await again.getByRole("button", { name: /^Cancel/ }).click();
    await again.getByText("Cancelled").first().waitFor();
    await again.getByRole("button", { name: /^Delete/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await expect
      .poll(() => page.getByRole("article", { name: "A boat at night" }).count(), SOON)
      .toBe(1);
    // The credential is this tab's alone.
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
    await page.getByRole("button", { name: "Sign out" }).click();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    expect(problems).toEqual([]);
    await close();
  });
}
