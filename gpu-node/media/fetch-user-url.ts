import { lookup } from "node:dns";
import type { LookupAddress } from "node:dns";
import { createWriteStream } from "node:fs";
import type { LookupFunction } from "node:net";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Agent, request } from "undici";
import { TaskError, throwIfAborted } from "../tasks/task-error.ts";
import { checkUserUrl, isLoopbackAddress, isPublicAddress } from "./check-user-url.ts";

export interface FetchUserUrlInput {
  readonly url: string;
  readonly outputPath: string;
  readonly maximumBytes: number;
  /** For all of it, from the name's resolution to the last byte. */
  readonly timeoutMilliseconds: number;
  /** True on a developer's machine alone: loopback by http or https, on any port. */
  readonly allowsLoopback: boolean;
  readonly signal: AbortSignal;
  /** Who resolves names; the system unless it is said. */
  readonly resolve?: typeof lookup;
}

/**
 * Fetches a file from an address of a user: https, no redirects, and only where every address that
 * the name resolves to is public; one of those very addresses is then dialled. Throws
 * `invalid-input` for an address that is refused or answers badly, `input-unavailable` where
 * another try may go better.
 */
export async function fetchUserUrl(input: FetchUserUrlInput): Promise<{ contentType: string }> {
  const refusal = checkUserUrl(input.url, input);
  if (refusal !== null) throw refuse(input.url, `is refused: ${refusal}.`);
  const signal = AbortSignal.any([input.signal, AbortSignal.timeout(input.timeoutMilliseconds)]);
  const agent = new Agent({
    connect: { lookup: checkedLookup(input), timeout: 10_000 },
    headersTimeout: 30_000,
    bodyTimeout: 30_000,
    maxResponseSize: -1,
  });
  try {
    const response = await request(input.url, { dispatcher: agent, signal });
    const { statusCode, body, headers } = response;
    if (statusCode !== 200) {
      body.on("error", () => {}).destroy();
      if (statusCode >= 500 || statusCode === 429) throw unavailable(input.url);
      const isMoved = statusCode >= 300 && statusCode < 400;
      throw refuse(
        input.url,
        isMoved ? "leads elsewhere; redirects are not followed." : `answered ${statusCode}.`,
      );
    }
    await pipeline(body, limitSize(input), createWriteStream(input.outputPath, { mode: 0o600 }), {
      signal,
    });
    const contentType = headers["content-type"];
    return { contentType: typeof contentType === "string" ? contentType.slice(0, 100) : "" };
  } catch (error) {
    throwIfAborted(input.signal);
    throw asTaskError(error, input.url);
  } finally {
    await agent.destroy();
  }
}

/** A name that resolves to anything private is refused, whatever else it resolves to. */
function checkedLookup({ allowsLoopback, resolve = lookup }: FetchUserUrlInput): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { all: true, verbatim: true }, (error, addresses: LookupAddress[]) => {
      if (error !== null) return done(error, "", 0);
      const mayDial = ({ address }: LookupAddress): boolean =>
        isPublicAddress(address) || (allowsLoopback && isLoopbackAddress(address));
      const [first] = addresses;
      if (first === undefined || !addresses.every(mayDial))
        return done(new TaskError("invalid-input", `is refused: its host is not public.`), "", 0);
      if (options.all === true) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
}

function limitSize({ url, maximumBytes }: FetchUserUrlInput): Transform {
  let sizeBytes = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      sizeBytes += chunk.length;
      if (sizeBytes <= maximumBytes) done(null, chunk);
      else done(refuse(url, `has more than ${maximumBytes} bytes.`));
    },
  });
}

/** What went wrong lies under the client's own error where a connection was not made. */
function asTaskError(error: unknown, url: string): TaskError {
  for (let next: unknown = error; next instanceof Error; next = next.cause) {
    if (!(next instanceof TaskError)) continue;
    return next.message.startsWith("is refused") ? refuse(url, next.message) : next;
  }
  return unavailable(url, error);
}

/** The host alone: the rest of an address may hold a secret. */
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : "?");

function refuse(url: string, reason: string): TaskError {
  return new TaskError("invalid-input", `The address at ${hostOf(url)} ${reason}`);
}

function unavailable(url: string, cause?: unknown): TaskError {
  const message = `The address at ${hostOf(url)} could not be fetched.`;
  return new TaskError("input-unavailable", message, { cause });
}
