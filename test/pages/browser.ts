import { existsSync } from "node:fs";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { expect } from "vitest";

const PLACES = [
  process.env["CHROMIUM_PATH"] ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** Where a Chromium is on this machine; null where there is none, and then these tests are skipped. */
export const chromiumPath = PLACES.find((place) => place !== "" && existsSync(place)) ?? null;

if (chromiumPath === null) {
  console.warn("The pages are not tested: no Chromium here (apt-get install chromium).");
}

/** Both sizes that the pages are made for. */
export const SIZES = [
  { name: "phone", viewport: { width: 390, height: 844 } },
  { name: "wall", viewport: { width: 1600, height: 1000 } },
] as const;

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath ?? "",
    // A container's root user has no sandbox to offer.
    args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
  });
}

export type OpenedPage = { page: Page; problems: string[]; close: () => Promise<void> };

/** A tab of its own; `problems` gathers what its console complains of and what a script asked. */
export async function openPage(
  browser: Browser,
  options: {
    viewport?: { width: number; height: number };
    colorScheme?: "light" | "dark";
    apiKey?: string;
  } = {},
): Promise<OpenedPage> {
  const { viewport = SIZES[1].viewport, colorScheme = "light", apiKey } = options;
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("dialog", (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("console", (message) => {
    // An answer that refuses is the browser's own line, and part of some tests.
    const isAnswer = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !isAnswer) problems.push(message.text());
  });
  if (apiKey !== undefined) {
    await page.addInitScript((key) => {
      sessionStorage.setItem("framefleet-credential", key);
    }, apiKey);
  }
  return { page, problems, close: () => context.close() };
}

/** Lets axe-core look at the page as it is; nothing serious or critical may be found. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe: injected } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } };
    const { violations } = await injected.run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  });
  expect(found).toEqual([]);
}

type AxeResults = { violations: { id: string; impact: string; nodes: { html: string }[] }[] };

/** Nothing may stick out to the side. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const [content, room] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(content).toBeLessThanOrEqual(room ?? 0);
}

/** Watches from now on what moves in the page; answers what of the page did. */
export async function watchLayout(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const moved: string[] = [];
    Object.assign(globalThis, { moved });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as LayoutShift[]) {
        for (const { node } of entry.sources) {
          moved.push(node?.parentElement?.outerHTML.slice(0, 200) ?? "something that is gone");
        }
      }
    }).observe({ type: "layout-shift" });
  });
  return () => page.evaluate(() => (globalThis as unknown as { moved: string[] }).moved);
}

/** The DOM's types do not know it yet. */
type LayoutShift = PerformanceEntry & { sources: { node: Node | null }[] };
