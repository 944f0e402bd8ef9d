import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { submitRender } from "../../scripts/local/submit-render.ts";
import { closeFleet, type LocalFleet, openFleet } from "../system/local-fleet.ts";
import { isCompleted, waitForJob } from "../system/wait-for-job.ts";
import {
  chromiumPath,
  expectAccessible,
  expectNoSidewaysScroll,
  launchBrowser,
  openPage,
  SIZES,
} from "./browser.ts";

describe.skipIf(chromiumPath === null)("the monitor in Chromium", () => {
  let fleet: LocalFleet;
  let browser: Browser;

  beforeAll(async () => {
    [fleet, browser] = await Promise.all([openFleet({ nodes: 1 }), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    if (fleet) await closeFleet(fleet);
  });

  test("fills itself as jobs come and end, with those alone that are public", async () => {
    const { origin, otherApiKey } = fleet.deployment;
    const { page, problems, close } = await openPage(browser);
    await page.goto(`${origin}/video-monitor`);
    await page.getByText("No job has ended yet").waitFor();
    await page.getByText("No job has finished in the last hour.").waitFor();
    await expectAccessible(page);

    const hidden = { ...fleet.deployment, apiKey: otherApiKey };
    const secretId = await submitRender(hidden, { prompt: "a secret garden", duration: 1 });
    await waitForJob(hidden, secretId, isCompleted, 60);
    const prompt = `a kite <b>and</b> a@b.example`;
    const id = await submitRender(fleet.deployment, { prompt, duration: 2 });
    const title = "a kite <b>and</b> [hidden]";
    await page.getByText(title).first().waitFor();
    const lately = page.getByRole("region", { name: "Lately" });
    await lately.getByRole("button", { name: title }).click({ timeout: 90_000 });
    const video = page.locator("dialog video");
    await page.waitForFunction(
      (element) => (element as HTMLVideoElement).currentTime > 0.1,
      await video.elementHandle(),
    );
    expect(await video.getAttribute("src")).toBe(`/video-monitor/media/${id}`);
    await page.getByRole("log").getByText("Finished").waitFor();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await page.getByText("2 jobs in the last hour").waitFor();
    expect(await page.content()).not.toContain("secret garden");
    expect(await page.locator("#app b b").count()).toBe(0);
    expect(problems).toEqual([]);
    await close();
  });

  test.each(
    SIZES.flatMap((size) => [
      { ...size, colorScheme: "light" as const, path: "/video-monitor" },
      { ...size, colorScheme: "dark" as const, path: "/AIStudio/video-monitor" },
    ]),
  )("is readable on a $name, $colorScheme", async ({ viewport, colorScheme, path }) => {
    const { page, problems, close } = await openPage(browser, { viewport, colorScheme });
    await page.goto(`${fleet.deployment.origin}${path}`);
    await page.getByText("Nodes online").waitFor();
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
    expect(problems).toEqual([]);
    await close();
  });
});
