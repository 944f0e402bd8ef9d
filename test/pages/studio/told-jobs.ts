import type { WebSocketRoute } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import {
  expectAccessible,
  expectNoSidewaysScroll,
  openPage,
  SIZES,
  watchLayout,
} from "../browser.ts";
import { enrolToldNode } from "../told-node.ts";
import { HOSTILE, SOON, type StudioBench } from "./studio-bench.ts";

/** What the studio does while a node does what it is told, when it is told. */
export function testToldJobs(bench: () => StudioBench): void {
  let node: Awaited<ReturnType<typeof enrolToldNode>>;
  beforeAll(async () => {
    await bench().steerNode("pause");
    node = await enrolToldNode(bench().deployment);
  });

  const submit = (apiKey: string, prompt: string) =>
    bench().send(apiKey, "/api/v1/video-jobs", {
      prompt,
      model: "veo-3.1-fast-generate-preview",
      resolution: "720p",
      aspectRatio: "16:9",
      durationSeconds: 4,
    });

  test("hostile prompts, log lines and errors are text", async () => {
    const { apiKey } = await bench().makeCustomer({ tokens: 50 });
    await submit(apiKey, `P ${HOSTILE}`);
    const lease = await node.take();
    await node.report(lease, {
      percent: 20,
      logs: [{ level: "info", message: `L ${HOSTILE}` }],
    });
    const { page, problems, close } = await openPage(bench().browser, { apiKey });
    await page.goto(bench().url);
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
    const { apiKey } = await bench().makeCustomer({ tokens: 500 });
    const { page, problems, close } = await openPage(bench().browser, { apiKey });
    await page.goto(bench().url);
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
    expect(lease.spec.inputs).toMatchObject([{ role: "initial-image", contentType: "image/png" }]);
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
    const { apiKey } = await bench().makeCustomer({ tokens: 50 });
    await submit(apiKey, "A long river");
    const lease = await node.take();
    const { page, problems, close } = await openPage(bench().browser, { apiKey });
    const sockets: WebSocketRoute[] = [];
    let blocked = false;
    await page.routeWebSocket(/\/api\/v2\/events/, (socket) => {
      if (blocked) return void socket.close({ code: 1011 });
      socket.connectToServer();
      sockets.push(socket);
      return undefined;
    });
    await page.goto(bench().url);
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
    // What is polled lags behind what is live by ten seconds at most, while its node reports.
    const reportAndRead = async () => {
      await node.report(lease, { percent: 80, stage: "encoding" });
      return percent();
    };
    await expect.poll(reportAndRead, SOON).toBe("80");
    expect(await readShifts()).toEqual([]);

    blocked = false;
    await expect.poll(() => status.textContent(), SOON).toBe("Live");
    await node.fail(lease, "enough");
    await page.locator(".frame").getByText("enough").waitFor();
    expect(problems).toEqual([]);
    await close();
  });

  test.each(SIZES)("refusals say what to do ($name)", async ({ viewport }) => {
    const customer = await bench().makeCustomer(
      { tokens: 20 },
      { videoJobsRunning: 1, videoJobsQueued: 0 },
    );
    const { page, problems, close } = await openPage(bench().browser, {
      viewport,
      colorScheme: "dark",
      apiKey: customer.apiKey,
    });
    await page.goto(bench().url);
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
    await bench().operate("POST", `/accounts/${customer.id}/grants`, { tokens: 500 });
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

  test("300 jobs come in pages and all look right, single and in batches, wide and narrow", async () => {
    const limits = { videoJobTokens: 0, videoJobsQueued: 1000, worldModelTokensPerSecond: 0 };
    const { apiKey } = await bench().makeCustomer({ tokens: 0 }, limits);
    const wait = async (parts: readonly number[], send: (part: number) => Promise<unknown>) => {
      for (let start = 0; start < parts.length; start += 10) {
        await Promise.all(parts.slice(start, start + 10).map(send));
      }
    };
    const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
    const submitOne = (part: number) => submit(apiKey, `${"A very long name ".repeat(20)} ${part}`);
    await wait(numbers(30), submitOne);
    await wait(numbers(30), (batch) =>
      bench().send(apiKey, "/api/video/batch_inference", {
        prompts: numbers(8).map((part) => `A long walk, day ${batch}, part ${part}`),
      }),
    );
    await wait(numbers(30), submitOne);
    const { page, problems, close } = await openPage(bench().browser, { apiKey });
    await page.goto(bench().url);
    const cards = page.getByRole("article");
    const more = page.getByRole("button", { name: "Show older jobs" });
    for (let shown = 30; shown <= 300; shown += 30) {
      await expect.poll(() => cards.count(), SOON).toBe(shown);
      // Single jobs and batches are there; more of them are more of the same.
      if (shown === 60) await expectAccessible(page);
      await more.click();
    }
    // A full page was followed by an empty one.
    await expect.poll(() => more.count(), SOON).toBe(0);
    expect(await cards.count()).toBe(300);
    expect(await page.getByRole("region", { name: "Batch of 8" }).count()).toBe(30);
    await expectNoSidewaysScroll(page);
    await page.setViewportSize(SIZES[0].viewport);
    await page.getByRole("button", { name: /^Jobs/ }).click();
    await cards.nth(299).scrollIntoViewIfNeeded();
    await expectNoSidewaysScroll(page);
    expect(problems).toEqual([]);
    await close();
  });
}
