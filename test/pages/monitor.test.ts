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
  watchLayout,
} from "./browser.ts";
import { enrolToldNode } from "./told-node.ts";

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

  test("shows how each GPU is, and that it is not known any more", async () => {
    const slots = ["NVIDIA L4", "NVIDIA L4", "NVIDIA A100-SXM4-80GB MIG 0"].map((name, index) => {
      const size = { memoryMebibytes: name === "NVIDIA L4" ? 23_034 : 40_192 };
      return { index, kind: "gpu" as const, name, deviceUuid: `GPU-${index}`, ...size };
    });
    const node = await enrolToldNode(fleet.deployment, { slots, taskKinds: [] });
    const unknown = { utilizationPercent: null, temperatureCelsius: null, powerWatts: null };
    const tell = (utilizationPercent: number) =>
      node.tellGpus([
        {
          slotIndex: 0,
          name: "NVIDIA L4",
          utilizationPercent,
          memoryUsedMebibytes: 11_264,
          memoryMebibytes: 23_034,
          temperatureCelsius: 61,
          powerWatts: 71.6,
        },
        {
          slotIndex: 2,
          name: "NVIDIA A100-SXM4-80GB MIG 0",
          memoryUsedMebibytes: 1234,
          memoryMebibytes: 40_192,
          ...unknown,
        },
        {
          slotIndex: null,
          name: "NVIDIA A100-SXM4-80GB",
          memoryUsedMebibytes: null,
          memoryMebibytes: 81_920,
          ...unknown,
          powerWatts: 301.5,
        },
      ]);
    await tell(63);
    const { page, problems, close } = await openPage(browser);
    await page.clock.install();
    await page.goto(`${fleet.deployment.origin}/video-monitor`);
    const shown = page.getByRole("region", { name: "Fleet" });
    await shown.getByText("63%").waitFor();
    const rows = async () =>
      (await shown.getByRole("row").allInnerTexts()).map((row) => row.replaceAll(/\s+/g, " "));
    expect(await rows()).toEqual([
      "Number Load Memory GiB °C W",
      "1 63% 11.0 / 22.5 61 72",
      "2 – – / 22.5 – –",
      "Number Load Memory GiB °C W",
      "1 – 1.2 / 39.3 – –",
      "Number Load Memory GiB °C W",
      "1 – – / 80.0 – 302",
    ]);
    await shown.getByText("slots, no GPU").waitFor();
    const moved = await watchLayout(page);
    await tell(100);
    await shown.getByText("100%").waitFor();
    await page.route("**/video-monitor/state", (route) => route.abort());
    await page.clock.fastForward("05:00");
    await page.getByText("No answer, trying again").waitFor();
    await shown.getByText("stale: last told 5 min ago").first().waitFor();
    expect(await shown.getByText("stale").count()).toBe(4);
    await expectAccessible(page);
    // The header's badge grows with its words.
    expect((await moved()).filter((html) => !html.includes("badge"))).toEqual([]);
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
