import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeShowcaseTemplate } from "../../support/make-showcase-template.ts";
import { makeArchive, makeTone } from "../../support/velocity-files.ts";
import { expectAccessible, expectNoSidewaysScroll, openPage, SIZES } from "../browser.ts";
import { HOSTILE, SOON, type StudioBench } from "./studio-bench.ts";

/** So large that a slow line leaves time to stop it. */
const PADDING_BYTES = 3_000_000;
const SLOW_BYTES_PER_SECOND = 1_500_000;
const FREE = -1;

/** Templates from their upload to a video that plays, as somebody does it in the studio. */
export function testTemplates(bench: () => StudioBench): void {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "framefleet-studio-"));
    await writeFile(join(folder, "notes.zip"), "These are no archive.");
    await writeFile(join(folder, "empty.zip"), await makeArchive("readme.txt", "No template."));
    await writeFile(join(folder, "promo.zip"), await makeShowcaseTemplate(HOSTILE, PADDING_BYTES));
    await writeFile(join(folder, "tone.wav"), makeTone(440));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("a template is uploaded with breaks, changed, rendered, played, made again, deleted", async () => {
    const { apiKey } = await bench().makeCustomer({ tokens: 0, milliseconds: 60_000 });
    const { page, problems, close } = await openPage(bench().browser, { apiKey });
    const throttle = await lineOf(page);
    const offsets: number[] = [];
    let uploadUrl = "";
    page.on("request", (request) => {
      if (request.method() !== "PATCH") return;
      offsets.push(Number(request.headers()["upload-offset"]));
      uploadUrl = request.url();
    });
    const keptBytes = async () => {
      const headers = { authorization: `Bearer ${apiKey}`, "tus-resumable": "1.0.0" };
      const answer = await fetch(uploadUrl, { method: "HEAD", headers });
      return Number(answer.headers.get("upload-offset"));
    };
    const choose = async (name: string) => {
      const input = page.getByRole("tabpanel").locator('input[accept*=".zip"]');
      await input.setInputFiles(join(folder, name));
    };
    await page.goto(bench().url);
    await page.getByRole("tab", { name: "Template" }).click();
    await page.getByText("No templates yet").waitFor();
    await choose("notes.zip");
    await page.getByText("The file must be a ZIP archive.").waitFor();
    await choose("empty.zip");
    await page.getByRole("alert").getByText("data.json").waitFor();

    await throttle(SLOW_BYTES_PER_SECOND);
    offsets.length = 0;
    await choose("promo.zip");
    const bar = page.getByRole("progressbar", { name: "Upload of promo.zip" });
    const percent = async () => Number(await bar.getAttribute("aria-valuenow"));
    await expect.poll(percent, SOON).toBeGreaterThan(10);
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText("Paused").waitFor();
    const paused = await percent();
    // The edge keeps what had come once it sees that the request broke off.
    await expect.poll(keptBytes, SOON).toBeGreaterThan(0);
    await page.getByRole("button", { name: "Go on" }).click();
    await expect.poll(percent, SOON).toBeGreaterThan(paused);
    await page.reload();
    await page.getByRole("tab", { name: "Template" }).click();
    await page.getByText("Choose the same file above").waitFor();
    await expect.poll(keptBytes, SOON).toBeGreaterThan(offsets[1] ?? 0);
    await expectAccessible(page);
    await throttle(FREE);
    await choose("promo.zip");

    const name = page.getByLabel("Name of the video");
    await name.waitFor();
    expect(offsets).toHaveLength(3);
    expect(offsets[1]).toBeGreaterThan(0);
    expect(offsets[2]).toBeGreaterThan(offsets[1] ?? 0);
    await page.getByRole("img", { name: "A frame of promo" }).waitFor();
    await name.fill(`V ${HOSTILE}`);
    await fillLayers(page, folder);
    await page.getByText("Size, rate, codec and part").click();
    await page.getByLabel("Up to frame").fill("99");
    await page.getByRole("button", { name: "Render", exact: true }).click();
    await page.getByText("fEnd is 99, but the template has 30 frames").waitFor();
    expect(await page.getByLabel("Up to frame").getAttribute("aria-invalid")).toBe("true");
    await page.getByLabel("Up to frame").fill("10");
    await page.getByLabel("Size").selectOption("1280 × 720");
    await page.getByLabel("Frames a second").selectOption("24");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Render", exact: true }).click();
    const card = page.getByRole("article", { name: `V ${HOSTILE}` }).last();
    await card.getByRole("button", { name: /^Play/ }).click();
    const video = await card.locator("video").elementHandle();
    await page.waitForFunction((it) => (it as HTMLVideoElement).currentTime > 0.1, video);
    expect(await video?.evaluate((it) => (it as HTMLVideoElement).videoWidth)).toBe(1280);

    await bench().steerNode("pause");
    await card.getByRole("button", { name: /^Make again/ }).click();
    const again = page.getByRole("article", { name: `V ${HOSTILE}` }).first();
    await again.getByRole("button", { name: /^Cancel/ }).click();
    await again.getByText("Cancelled").first().waitFor();
    // What plays goes on playing while jobs come and change.
    expect(await video?.evaluate((it) => it.isConnected)).toBe(true);
    expect(await sentChanges(page, apiKey)).toEqual([CHANGED, CHANGED]);
    await bench().steerNode("resume");
    for (const left of [1, 0]) {
      const ofTemplate = page.getByRole("article", { name: `V ${HOSTILE}` });
      await ofTemplate
        .first()
        .getByRole("button", { name: /^Delete/ })
        .click();
      await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      await expect.poll(() => ofTemplate.count(), SOON).toBe(left);
    }
    await page.getByRole("button", { name: "All templates" }).click();
    await page.getByRole("button", { name: "Delete template: promo" }).click();
    await page.getByRole("dialog", { name: "Delete this template?" }).waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("No templates yet").waitFor();
    await expect.poll(() => page.getByRole("article", { name: "promo" }).count(), SOON).toBe(0);
    expect(await page.locator("#app script, #app img[src=x]").count()).toBe(0);
    expect(problems).toEqual([]);
    await close();
  });

  test("a checked template is used from its card, and a render that is too long is not begun", async () => {
    const { apiKey, id } = await bench().makeCustomer({ tokens: 0, milliseconds: 1 });
    const form = new FormData();
    form.append("file", new Blob([await makeShowcaseTemplate()]), "small.zip");
    const uploaded = await fetch(`${bench().deployment.origin}/template/upload`, {
      method: "POST",
      headers: { "x-api-key": apiKey },
      body: form,
    });
    expect(uploaded.status).toBe(200);
    const { viewport } = SIZES[0];
    const options = { viewport, colorScheme: "dark", apiKey } as const;
    const { page, problems, close } = await openPage(bench().browser, options);
    await page.goto(bench().url);
    await page.getByRole("button", { name: /^Jobs/ }).click();
    await page.getByRole("button", { name: "Use the template: small" }).click();
    await page.getByLabel("Name of the video").waitFor();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await page.getByRole("button", { name: "Render", exact: true }).click();
    await page.getByRole("dialog", { name: "Not enough render time" }).waitFor();
    await bench().operate("POST", `/accounts/${id}/grants`, { milliseconds: 60_000 });
    await page.getByRole("dialog").getByRole("button", { name: "Look again" }).click();
    await page.getByRole("dialog", { name: "There is enough render time now" }).waitFor();
    await expectAccessible(page);
    expect(problems).toEqual([]);
    await close();
  });
}

/** What the test changes, as the request has it; the picture's id is its own. */
const CHANGED = [
  { layer: "Title", type: "text", value: "Winter\nsale" },
  { layer: "Logo", type: "image", assetId: expect.any(String) as string },
  { layer: "Clip", type: "visible", value: false },
  { layer: "Bar", type: "color", value: "#ff0000" },
  { layer: HOSTILE.replaceAll("/", "\\/"), type: "color", value: "#00ff00" },
  { layer: "Card/Title", type: "text", value: "Only today" },
];

async function fillLayers(page: Page, folder: string): Promise<void> {
  const layer = (name: string) => page.getByRole("group", { name, exact: true });
  await layer("Card/Title").getByLabel("Words").fill("Only today");
  await layer("Title").getByLabel("Words").fill("Winter\nsale");
  await layer("Bar").getByLabel("Colour").fill("#ff0000");
  await layer(HOSTILE).getByLabel("Colour").fill("#00ff00");
  await layer("Clip").getByRole("switch").uncheck({ force: true });
  const picture = await page.screenshot({ clip: { x: 0, y: 0, width: 120, height: 96 } });
  const file = { name: "new logo.png", mimeType: "image/png", buffer: picture };
  await layer("Logo").getByLabel("Picture").setInputFiles(file);
  await layer("Logo").getByText("new logo.png").waitFor();
  await page.locator('input[accept*=".wav"]').setInputFiles(join(folder, "tone.wav"));
  await expect
    .poll(() => page.getByRole("combobox", { name: "Sound" }).inputValue(), SOON)
    .not.toBe("");
}

/** The changes of the account's renders, newest first. */
function sentChanges(page: Page, apiKey: string) {
  return page.evaluate(async (key) => {
    const read = async (path: string) => {
      const answer = await fetch(path, { headers: { authorization: `Bearer ${key}` } });
      return (await answer.json()) as Record<string, unknown>;
    };
    const { items } = (await read("/api/v2/jobs")) as { items: { id: string; kind: string }[] };
    const renders = items.filter(({ kind }) => kind === "render-template");
    const details = await Promise.all(renders.map(({ id }) => read(`/api/v2/jobs/${id}`)));
    return details.map(({ request }) => (request as Record<string, unknown>)["customizationMap"]);
  }, apiKey);
}

/** Makes the page's line so slow, in bytes a second that it sends. */
async function lineOf(page: Page): Promise<(uploadThroughput: number) => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  return async (uploadThroughput) => {
    const line = { offline: false, latency: 0, downloadThroughput: FREE, uploadThroughput };
    await session.send("Network.emulateNetworkConditions", line);
  };
}
