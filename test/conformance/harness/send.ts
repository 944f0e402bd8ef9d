import { exports } from "cloudflare:workers";
import { ORIGIN } from "../../edge/edge-client.ts";
import type { DialectEntry } from "../entry.ts";

const worker = (exports as unknown as { default: Fetcher }).default;

/** No answer after this long is a hang. */
const HANG_MILLISECONDS = 15_000;

export type Plan = {
  method: string;
  /** Path and query as they go on the wire. */
  path: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array | FormData | ReadableStream<Uint8Array>;
};

export type Answer = {
  plan: Plan;
  status: number;
  headers: Headers;
  text: string;
  /** Undefined when the body is no JSON. */
  json: unknown;
};

export class HangError extends Error {}

let addresses = 0;

/**
 * Sends a request as it is and reads the whole answer. Every answer must carry `X-Request-Id`.
 * Each request comes from an address of its own, so that no limit of addresses stands in the way.
 */
export async function send(plan: Plan): Promise<Answer> {
  addresses += 1;
  const headers = new Headers(plan.headers);
  headers.set(
    "cf-connecting-ip",
    `10.${[16, 8, 0].map((bits) => (addresses >> bits) & 255).join(".")}`,
  );
  const response = await inTime(
    plan,
    worker.fetch(ORIGIN + plan.path, {
      method: plan.method,
      headers,
      redirect: "manual",
      ...(plan.body !== undefined && { body: plan.body as BodyInit }),
    }),
  );
  if (response.webSocket) {
    response.webSocket.accept();
    response.webSocket.close(1000);
    return { plan, status: response.status, headers: response.headers, text: "", json: undefined };
  }
  // Not text(), which complains of pictures.
  const text = new TextDecoder().decode(await inTime(plan, response.arrayBuffer()));
  if (!/^[\w.-]{1,100}$/.test(response.headers.get("x-request-id") ?? "")) {
    throw new Error(`no X-Request-Id: ${describePlan(plan)} → ${response.status}`);
  }
  return { plan, status: response.status, headers: response.headers, text, json: parse(text) };
}

/** Why this is not a refusal as the dialect's document has it, or null when it is. */
export function faultOfRefusal(
  entry: Pick<DialectEntry, "errorBody">,
  answer: Answer,
  statuses: readonly number[] | null = null,
): string | null {
  const wanted = statuses ?? "4xx";
  const isWanted =
    statuses === null
      ? // Too many requests would hide what would have been answered.
        answer.status >= 400 && answer.status < 500 && answer.status !== 429
      : statuses.includes(answer.status);
  if (!isWanted) return `${describe(answer)}, wanted ${String(wanted)}`;
  if (answer.plan.method === "HEAD") return null;
  const shape = entry.errorBody.safeParse(answer.json);
  return shape.success ? null : `${describe(answer)} has the wrong shape: ${shape.error.message}`;
}

export function describe(answer: Answer): string {
  return `${describePlan(answer.plan)} → ${answer.status} ${answer.text.slice(0, 300)}`;
}

function describePlan({ method, path, headers, body }: Plan): string {
  const shown = body instanceof Uint8Array ? `bytes ${body.join(" ")}` : body;
  const { authorization: _secret, ...rest } = headers ?? {};
  return `${method} ${path.slice(0, 300)} ${JSON.stringify(rest)} ${typeof shown === "string" ? shown.slice(0, 300) : ""}`;
}

async function inTime<Value>(plan: Plan, work: Promise<Value>): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new HangError(describePlan(plan))), HANG_MILLISECONDS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
