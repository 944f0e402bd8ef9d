import type { Browser, WebSocketRoute } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAccount, createKey } from "../../scripts/local/call-operator.ts";
import { closeFleet, type LocalFleet, openFleet } from "../system/local-fleet.ts";
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

/** Two cores may be busy with other tests. */
const SOON = { timeout: 30_000 };
const HOSTILE = `<img src=x onerror="alert(1)"><script>alert(2)</script>"'\`{{7*7}}`;

describe.skipIf(chromiumPath === null)("the studio in Chromium", () => {
  let fleet: LocalFleet;
  let browser: Browser;
  let node: Awaited<ReturnType<typeof enrolToldNode>>;
  const url = () => `${fleet.deployment.origin}/studio`;

  beforeAll(async () => {
    [fleet, browser] = await Promise.all([openFleet({ nodes: 1 }), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    if (fleet) await closeFleet(fleet);
  });

  /** A new account, so that what other tests made is not in its list. */
  async function makeCustomer(tokens: number, limits: Record<string, number> = {}) {
    const access = fleet.deployment;
    const account = await createAccount(access, `page ${crypto.randomUUID()}`, { tokens }, limits);
    const { apiKey } = await createKey(access, account.id, "page");
    return { ...account, apiKey };
  }
  const operate = async (method: string, path: string, body: object = {}) => {
    const answer = await fetch(`${fleet.deployment.origin}/api/v2${path}`, {
      method,
      headers: {
        authorization: `Bearer ${fleet.deployment.operatorToken}`,
        "content-type": "application/json",
      },
      ...(method !== "GET" && { body: JSON.stringify(body) }),
    });
    return (await answer.json()) as { items: { id: string }[] };
  };

  test("a job is made in the form, watched, played, downloaded and made again", async () => {
    const { apiKey } = await makeCustomer(200);
    const { page, problems, close } = await openPage(browser);
    await page.goto(url());
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
    await card.getByText("Encoding", { exact: true }).waitFor();
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

  describe("with a node that does what it is told", () => {
    beforeAll(async () => {
      const [real] = (await operate("GET", "/nodes")).items;
      await operate("POST", `/nodes/${real?.id}/pause`);
      node = await enrolToldNode(fleet.deployment);
    });

    const submit = async (apiKey: string, prompt: string) => {
      const body = {
        prompt,
        model: "veo-3.1-fast-generate-preview",
        resolution: "720p",
        aspectRatio: "16:9",
        durationSeconds: 4,
      };
      const answer = await fetch(`${fleet.deployment.origin}/api/v1/video-jobs`, {
        method: "POST",
        headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      expect(answer.status).toBe(202);
      return (await answer.json()) as { id: string };
    };

    test("hostile prompts, log lines and errors are text", async () => {
      const { apiKey } = await makeCustomer(50);
      await submit(apiKey, `P ${HOSTILE}`);
      const lease = await node.take();
      await node.report(lease, {
        percent: 20,
        logs: [{ level: "info", message: `L ${HOSTILE}` }],
      });
      const { page, problems, close } = await openPage(browser, { apiKey });
      await page.goto(url());
      await page.getByRole("heading", { name: `P ${HOSTILE}` }).waitFor();
      await page.getByRole("button", { name: /^Log of/ }).click();
      await page.getByText(`L ${HOSTILE}`).waitFor();
      await node.report(lease, {
        percent: 30,
        logs: [{ level: "warning", message: `M ${HOSTILE}` }],
      });
      await page.getByText(`M ${HOSTILE}`).waitFor();
      await node.fail(lease, `E ${HOSTILE}`);
      await page.locator(".frame").getByText(`E ${HOSTILE}`).waitFor();
      expect(await page.locator("#app img, #app script").count()).toBe(0);
      expect(problems).toEqual([]);
      await close();
    });

    test("a dropped picture goes along, and goes along again when the job is retried", async () => {
      const { apiKey } = await makeCustomer(500);
      const { page, problems, close } = await openPage(browser, { apiKey });
      await page.goto(url());
      await page.getByRole("textbox", { name: "Prompt", exact: true }).fill("It begins to move");
      const drop = (name: string, type: string) =>
        page
          .locator(".drop")
          .first()
          .evaluate(
            async (zone, file) => {
              const canvas = new OffscreenCanvas(64, 36);
              canvas.getContext("2d")?.fillRect(0, 0, 32, 36);
              const data = new DataTransfer();
              data.items.add(new File([await canvas.convertToBlob()], file.name, file));
              zone.dispatchEvent(new DragEvent("drop", { dataTransfer: data, cancelable: true }));
            },
            { name, type },
          );
      await drop("notes.txt", "text/plain");
      await page.getByText("notes.txt is not a PNG, JPEG or WebP image.").waitFor();
      await drop("first.png", "image/png");
      await page.getByRole("img", { name: /^first\.png/ }).waitFor();
      await page.getByRole("button", { name: /^Generate video/ }).click();
      const lease = await node.take();
      expect(lease.spec.inputs).toMatchObject([
        { role: "initial-image", contentType: "image/png" },
      ]);
      await node.fail(lease, "the first attempt failed");
      await page.getByRole("button", { name: /^Retry/ }).click();
      const again = await node.take();
      expect(again.jobId).not.toBe(lease.jobId);
      expect(again.spec.inputs).toEqual(lease.spec.inputs);
      await node.fail(again, "so did the second");
      await page.getByText("so did the second").first().waitFor();
      expect(problems).toEqual([]);
      await close();
    });

    test("a socket that is cut comes back, without one the page polls, and nothing moves", async () => {
      const { apiKey } = await makeCustomer(50);
      await submit(apiKey, "A long river");
      const lease = await node.take();
      const { page, problems, close } = await openPage(browser, { apiKey });
      const sockets: WebSocketRoute[] = [];
      let blocked = false;
      await page.routeWebSocket(/\/api\/v2\/events/, (socket) => {
        if (blocked) return void socket.close({ code: 1011 });
        socket.connectToServer();
        sockets.push(socket);
        return undefined;
      });
      await page.goto(url());
      const status = page.getByRole("status").first();
      const bar = page.getByRole("progressbar", { name: /^Progress of/ });
      const percent = () => bar.getAttribute("aria-valuenow");
      await expect.poll(() => status.textContent(), SOON).toBe("Live");
      const readShifts = await watchLayout(page);
      await node.report(lease, { percent: 30 });
      await expect.poll(percent, SOON).toBe("30");

      await sockets.at(-1)?.close({ code: 1011 });
      await expect.poll(() => sockets.length, SOON).toBe(2);
      await expect.poll(() => status.textContent(), SOON).toBe("Live");
      await node.report(lease, { percent: 45 });
      await expect.poll(percent, SOON).toBe("45");

      blocked = true;
      await sockets.at(-1)?.close({ code: 1011 });
      await expect.poll(() => status.textContent(), SOON).toBe("Polling");
      await node.report(lease, { percent: 80, stage: "encoding" });
      await expect.poll(percent, SOON).toBe("80");
      expect(await readShifts()).toEqual([]);

      blocked = false;
      await expect.poll(() => status.textContent(), SOON).toBe("Live");
      await node.fail(lease, "enough");
      await page.locator(".frame").getByText("enough").waitFor();
      expect(problems).toEqual([]);
      await close();
    });

    test.each(SIZES)("refusals say what to do ($name)", async ({ viewport }) => {
      const customer = await makeCustomer(20, { videoJobsRunning: 1, videoJobsQueued: 0 });
      const { page, problems, close } = await openPage(browser, {
        viewport,
        colorScheme: "dark",
        apiKey: customer.apiKey,
      });
      await page.goto(url());
      const prompt = page.getByRole("textbox", { name: "Prompt", exact: true });
      const send = page.getByRole("button", { name: /^Generate video/ });
      await send.click();
      await page.getByText("Describe the video, or add a first frame.").waitFor();
      expect(await prompt.getAttribute("aria-invalid")).toBe("true");
      await expect
        .poll(() => prompt.evaluate((it) => it === document.activeElement), SOON)
        .toBe(true);

      await prompt.fill("A storm");
      await send.click();
      const dialog = page.getByRole("dialog", { name: "Not enough tokens" });
      await dialog.waitFor();
      await expectAccessible(page);
      await operate("POST", `/accounts/${customer.id}/grants`, { tokens: 500 });
      await dialog.getByRole("button", { name: "Look again" }).click();
      await page.getByRole("dialog", { name: "There are enough tokens now" }).waitFor();
      await page.keyboard.press("Escape");
      await send.click();
      await page.getByRole("article", { name: "A storm" }).waitFor();
      if (viewport.width < 600) await page.getByRole("button", { name: "Create" }).click();
      await prompt.fill("Another storm");
      await send.click();
      await page.getByText("Maximum 1 concurrent video jobs allowed.").waitFor();
      await page.getByText(/0 rendering, 1 waiting/).waitFor();
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      expect(problems).toEqual([]);
      const [job] = await page.evaluate(async (key) => {
        const headers = { authorization: `Bearer ${key}` };
        const { items } = (await (await fetch("/api/v2/jobs", { headers })).json()) as {
          items: { id: string }[];
        };
        await fetch(`/api/v2/jobs/${items[0]?.id}/cancel`, { method: "POST", headers });
        return items;
      }, customer.apiKey);
      expect(job).toBeDefined();
      await close();
    });

    describe("with 300 jobs", () => {
      let apiKey: string;
      beforeAll(async () => {
        ({ apiKey } = await makeCustomer(0, { videoJobTokens: 0, videoJobsQueued: 1000 }));
        for (let start = 0; start < 300; start += 20) {
          const some = Array.from({ length: 20 }, (_, index) =>
            submit(apiKey, `A long walk, part ${start + index + 1}`),
          );
          await Promise.all(some);
        }
      });

      test.each(SIZES)("they come in pages and all look right ($name)", async ({ viewport }) => {
        const { page, problems, close } = await openPage(browser, { viewport, apiKey });
        await page.goto(url());
        if (viewport.width < 600) await page.getByRole("button", { name: /^Jobs/ }).click();
        const cards = page.getByRole("article");
        await expect.poll(() => cards.count(), SOON).toBe(30);
        await expectNoSidewaysScroll(page);
        for (let shown = 30; shown < 300; shown += 30) {
          await page.getByRole("button", { name: "Show older jobs" }).click();
          await expect.poll(() => cards.count(), SOON).toBe(shown + 30);
        }
        // A full page may be followed by an empty one.
        await page.getByRole("button", { name: "Show older jobs" }).click();
        await expect
          .poll(() => page.getByRole("button", { name: "Show older jobs" }).count(), SOON)
          .toBe(0);
        expect(await cards.count()).toBe(300);
        await cards.nth(299).scrollIntoViewIfNeeded();
        await expectAccessible(page);
        expect(problems).toEqual([]);
        await close();
      });
    });
  });
});
