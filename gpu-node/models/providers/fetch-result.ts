import { createWriteStream } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { TaskError } from "../../tasks/task-error.ts";
import { fetchUserUrl } from "../../media/fetch-user-url.ts";
import type { ModelFetch, ModelProvider } from "./model-provider.ts";

const maximumBytes = 2 * 1024 ** 3;
const timeoutMilliseconds = 600_000;
const maximumRedirects = 5;

/**
 * Fetches what a server made into a file. Only the server's own address gets its key; every other
 * one must be public and https, whatever the server says. Throws TaskError.
 */
export async function fetchResult(
  provider: Pick<ModelProvider, "origin" | "headers">,
  address: string,
  options: { outputPath: string; fetch: ModelFetch; signal: AbortSignal },
): Promise<void> {
  let url = address;
  for (let hop = 0; hop <= maximumRedirects; hop += 1) {
    if (!URL.canParse(url)) throw unavailable();
    if (new URL(url).origin !== provider.origin) {
      const { outputPath, signal } = options;
      await fetchUserUrl({
        url,
        outputPath,
        maximumBytes,
        timeoutMilliseconds,
        allowsLoopback: false,
        signal,
      }).catch((error: unknown) => {
        if (error instanceof TaskError && error.code === "aborted") throw error;
        throw unavailable(error);
      });
      return;
    }
    const response = await options.fetch(url, {
      headers: provider.headers,
      redirect: "manual",
      signal: AbortSignal.any([options.signal, AbortSignal.timeout(timeoutMilliseconds)]),
    });
    const location = response.headers.get("location");
    if (response.status >= 300 && response.status < 400 && location !== null) {
      await response.body?.cancel();
      url = new URL(location, url).href;
      continue;
    }
    if (response.status !== 200 || response.body === null) {
      await response.body?.cancel();
      throw unavailable();
    }
    await save(response.body, options);
    return;
  }
  throw unavailable();
}

async function save(
  body: NonNullable<Response["body"]>,
  { outputPath, signal }: { outputPath: string; signal: AbortSignal },
): Promise<void> {
  let sizeBytes = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _, done) {
      sizeBytes += chunk.length;
      done(sizeBytes > maximumBytes ? unavailable() : null, chunk);
    },
  });
  try {
    const source = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
    await pipeline(source, limit, createWriteStream(outputPath, { mode: 0o600 }), { signal });
  } catch (error) {
    if (signal.aborted) throw error;
    throw unavailable(error);
  }
}

function unavailable(cause?: unknown): TaskError {
  return new TaskError("model-unavailable", "What the model made could not be fetched.", { cause });
}
