import { once } from "node:events";
import { type ClientRequest, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { LocalDeployment } from "../../scripts/local/start-fleet.ts";
import type { RepeatableBytes } from "./repeatable-bytes.ts";

const TRIES = 600;

/** One file on its way in, by requests of the protocol and nothing else. */
export class LargeUpload {
  readonly counts = { requests: 0, broken: 0, resentBytes: 0 };
  readonly #deployment: LocalDeployment;
  readonly #file: RepeatableBytes;
  readonly #pieceBytes: number;

  constructor(deployment: LocalDeployment, file: RepeatableBytes, pieceBytes: number) {
    this.#deployment = deployment;
    this.#file = file;
    this.#pieceBytes = pieceBytes;
  }

  /** Sends the whole file, of which so many requests break off, and takes the asset it becomes. */
  async run(breaks: number) {
    const { sizeBytes } = this.#file;
    const url = await this.#create();
    let offset = 0;
    while (offset < sizeBytes) {
      const end = Math.min(sizeBytes, offset + this.#pieceBytes);
      const isDue =
        this.counts.broken < breaks && offset / sizeBytes >= this.counts.broken / breaks;
      // Somewhere in the piece, and never at the end of a part.
      const cut = isDue ? offset + Math.floor((end - offset) * 0.61) : null;
      await this.#append(url, { offset, end, cut });
      const reached = cut === null ? end : await this.#offsetOf(url);
      if (cut !== null) this.counts.resentBytes += Math.max(0, cut - reached);
      offset = reached;
    }
    const answer = await fetch(`${this.#deployment.origin}/api/v2/assets`, {
      method: "POST",
      headers: { "x-api-key": this.#deployment.apiKey, "content-type": "application/json" },
      body: JSON.stringify({ uploadId: url.split("/").at(-1) }),
    });
    if (answer.status !== 201) throw new Error(`taking: ${answer.status} ${await answer.text()}`);
    return z.object({ sha256: z.string(), sizeBytes: z.int() }).parse(await answer.json());
  }

  get #headers() {
    return { "x-api-key": this.#deployment.apiKey, "tus-resumable": "1.0.0" };
  }

  async #create(): Promise<string> {
    const { origin } = this.#deployment;
    const length = String(this.#file.sizeBytes);
    const answer = await fetch(`${origin}/uploads`, {
      method: "POST",
      headers: { ...this.#headers, "upload-length": length },
    });
    if (answer.status !== 201) throw new Error(`creating: ${answer.status}`);
    return new URL(answer.headers.get("location") ?? "", origin).href;
  }

  /** Sends a piece; with `cut` it closes the connection there. */
  async #append(
    url: string,
    { offset, end, cut }: { offset: number; end: number; cut: number | null },
  ): Promise<void> {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      this.counts.requests += 1;
      const patch = request(url, {
        method: "PATCH",
        headers: {
          ...this.#headers,
          "content-type": "application/offset+octet-stream",
          "upload-offset": String(offset),
          "content-length": String(end - offset),
        },
      });
      const status = await this.#send(patch, offset, end, cut);
      if (status === "cut") this.counts.broken += 1;
      if (status === "cut" || status === 204) return;
      // A request that broke off is still being put away.
      if (status !== 423) throw new Error(`appending at ${offset}: ${status}`);
      await sleep(100);
    }
    throw new Error("the upload was never free");
  }

  async #send(
    patch: ClientRequest,
    offset: number,
    end: number,
    cut: number | null,
  ): Promise<number | "cut"> {
    const answered = new Promise<number>((resolve, reject) => {
      patch.on("response", (answer) => {
        answer.resume();
        answer.on("end", () => resolve(answer.statusCode ?? 0));
      });
      patch.on("error", reject);
    });
    answered.catch(() => undefined);
    for (const chunk of this.#file.read(offset, cut ?? end)) {
      if (!patch.write(chunk)) await Promise.race([once(patch, "drain"), answered]);
    }
    if (cut !== null) {
      patch.destroy();
      return "cut";
    }
    patch.end();
    return answered;
  }

  /** Where a request that broke off left the upload. */
  async #offsetOf(url: string): Promise<number> {
    let known = -1;
    for (let same = 0; same < 5;) {
      const answer = await fetch(url, { method: "HEAD", headers: this.#headers });
      const offset = Number(answer.headers.get("upload-offset"));
      same = offset === known ? same + 1 : 0;
      known = offset;
      await sleep(200);
    }
    return known;
  }
}
