import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import type { Page } from "playwright-core";
import type { LoadedTemplate } from "../../gpu-node/template/load-template.ts";
import { embedFonts } from "../../gpu-node/template/fonts/embed-fonts.ts";
import type { CorpusEntry } from "./load-corpus.ts";

const chromiumPath = "/usr/bin/chromium";

/** Says why lottie-web cannot be compared with; null where it can. */
export function whyNoBrowser(): string | null {
  return existsSync(chromiumPath) ? null : `there is no Chromium at ${chromiumPath}`;
}

/** lottie-web in Chromium, without any network. */
export class LottieBrowser {
  readonly #page: Page;
  readonly #close: () => Promise<void>;

  private constructor(page: Page, close: () => Promise<void>) {
    this.#page = page;
    this.#close = close;
  }

  static async open(width: number, height: number): Promise<LottieBrowser> {
    const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
    const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: 1 });
    await page.route("**/*", (route) => route.abort());
    return new LottieBrowser(page, () => browser.close());
  }

  /** Loads an animation as large as fits, on white. Rejects where lottie-web cannot. */
  async load(document: object, width: number, height: number): Promise<void> {
    await this.#page.setViewportSize({ width, height });
    await this.#page.setContent(
      "<style>html,body,#stage{margin:0;width:100vw;height:100vh;overflow:hidden;background:#fff}" +
        "</style><div id=stage></div>",
    );
    await this.#page.addScriptTag({ content: playerScript() });
    await this.#page.evaluate(`window.animationData = ${JSON.stringify(document)};`);
    await this.#page.evaluate(`new Promise((resolve, reject) => {
      window.player = lottie.loadAnimation({
        container: document.getElementById("stage"), renderer: "svg", loop: false, autoplay: false,
        animationData: window.animationData,
      });
      const ready = () => document.fonts.ready.then(() => setTimeout(resolve, 150));
      if (window.player.isLoaded) ready(); else window.player.addEventListener("DOMLoaded", ready);
      setTimeout(() => reject(new Error("lottie-web did not load it")), 15000);
    })`);
  }

  /** A screenshot of one frame, counted from the animation's first. */
  async draw(frame: number, type: "png" | "jpeg" = "png"): Promise<Buffer> {
    await this.#page.evaluate(`new Promise((resolve) => {
      window.player.goToAndStop(${frame}, true);
      requestAnimationFrame(() => requestAnimationFrame(resolve));
    })`);
    return this.#page.screenshot({ type, ...(type === "jpeg" ? { quality: 95 } : {}) });
  }

  close(): Promise<void> {
    return this.#close();
  }
}

let script = "";
function playerScript(): string {
  script ||= readFileSync(
    createRequire(import.meta.url).resolve("lottie-web/build/player/lottie.min.js"),
    "utf8",
  );
  return script;
}

/**
 * The animation as its author wrote it, but with pictures within the document and with the fonts
 * that the engine draws with, so that the players are compared and not the machine's fonts.
 */
export async function documentForBrowser(
  entry: CorpusEntry,
  template: LoadedTemplate,
): Promise<Record<string, unknown>> {
  const text = await readFile(`${entry.folder}/data.json`, "utf8");
  const raw = JSON.parse(text) as Record<string, unknown>;
  const files = new Map(template.assets.map((asset) => [asset.id, asset.filePath]));
  for (const asset of (raw["assets"] ?? []) as Record<string, unknown>[]) {
    const file = files.get(String(asset["id"]));
    if (file === undefined) continue;
    const bytes = await readFile(file);
    const type = bytes[0] === 0xff ? "image/jpeg" : bytes[0] === 0x47 ? "image/gif" : "image/png";
    Object.assign(asset, { u: "", e: 1, p: `data:${type};base64,${bytes.toString("base64")}` });
  }
  const prepared = structuredClone(template.document);
  embedFonts(prepared);
  if ((prepared.fonts?.list.length ?? 0) > 0) {
    Object.assign(raw, { fonts: prepared.fonts, chars: prepared.chars });
    // With a list of outlines, even an empty one, it would draw no text from fonts.
    if ((prepared.chars?.length ?? 0) === 0) delete raw["chars"];
  }
  return raw;
}
