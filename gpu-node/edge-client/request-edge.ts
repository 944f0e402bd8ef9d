import type { Readable } from "node:stream";
import { Agent, request } from "undici";
import type { Dispatcher } from "undici";
import type { z } from "zod";
import { NODE_API_PATH, NodeError } from "#contracts/node-protocol.ts";
import { monotonicMilliseconds } from "../clock.ts";
import type { EdgeContact } from "./edge-contact.ts";
import { EdgeError } from "./edge-error.ts";

/** Where the edge is and who we are to it. */
export interface EdgeConnection {
  readonly edgeUrl: string;
  /** Null only while enrolling. */
  readonly nodeToken: string | null;
  readonly dispatcher: Dispatcher;
  readonly contact: EdgeContact;
  readonly onError?: (error: EdgeError) => void;
}

/** Connections to the edge, kept alive between calls; close it at the end. */
export function createDispatcher(): Agent {
  return new Agent({ connect: { timeout: 10_000 }, keepAliveTimeout: 20_000, allowH2: false });
}

export interface EdgeCall {
  readonly method: "GET" | "POST" | "PUT";
  /** Below `/node/v1`. */
  readonly path: string;
  readonly json?: unknown;
  readonly bytes?: Readable;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Time without an answer after which the call counts as lost. */
  readonly timeoutMilliseconds?: number;
}

const maximumAnswerBytes = 4 * 1024 * 1024;

/** Sends one call; returns the parsed answer, or null for 204. Throws EdgeError. */
export async function requestEdge<Schema extends z.ZodType>(
  edge: EdgeConnection,
  call: EdgeCall,
  schema: Schema,
): Promise<z.output<Schema> | null> {
  const answer = await send(edge, call, readText);
  if (answer.status === 204) return null;
  const parsed = schema.safeParse(parseJson(answer.content));
  if (parsed.success) return parsed.data;
  throw report(edge, {
    kind: "unreadable",
    status: answer.status,
    code: "unreadable-answer",
    message: `The answer to ${call.method} ${call.path} does not follow the protocol.`,
  });
}

/** Like requestEdge, for calls whose answer always has a body. */
export async function requestEdgeBody<Schema extends z.ZodType>(
  edge: EdgeConnection,
  call: EdgeCall,
  schema: Schema,
): Promise<z.output<Schema>> {
  const answer = await requestEdge(edge, call, schema);
  if (answer !== null) return answer;
  throw report(edge, {
    kind: "unreadable",
    status: 204,
    code: "unreadable-answer",
    message: `The answer to ${call.method} ${call.path} is empty.`,
  });
}

/**
 * Sends a call whose answer is a file; `consume` reads it as it arrives and may throw an EdgeError
 * of its own. Anything else that breaks the transfer is an EdgeError of the kind `network`.
 */
export async function requestEdgeFile(
  edge: EdgeConnection,
  call: EdgeCall,
  consume: (body: Readable) => Promise<void>,
): Promise<void> {
  await send(edge, call, consume);
}

async function send<Content>(
  edge: EdgeConnection,
  call: EdgeCall,
  read: (body: Dispatcher.ResponseData["body"]) => Promise<Content>,
): Promise<{ status: number; content: Content }> {
  const timeout = AbortSignal.timeout(call.timeoutMilliseconds ?? 15_000);
  const signal = call.signal === undefined ? timeout : AbortSignal.any([timeout, call.signal]);
  const headers: Record<string, string> = { ...call.headers };
  if (edge.nodeToken !== null) headers["authorization"] = `Bearer ${edge.nodeToken}`;
  if (call.json !== undefined) headers["content-type"] = "application/json";
  const sentMilliseconds = monotonicMilliseconds();
  try {
    const answer = await request(`${edge.edgeUrl}${NODE_API_PATH}${call.path}`, {
      method: call.method,
      headers,
      body: call.json === undefined ? (call.bytes ?? null) : JSON.stringify(call.json),
      dispatcher: edge.dispatcher,
      signal,
      headersTimeout: call.timeoutMilliseconds ?? 15_000,
    });
    const status = answer.statusCode;
    if (status >= 300) {
      const text = await readText(answer.body);
      throw new EdgeError(refusal(call, status, text, answer.headers["retry-after"]));
    }
    const content = await read(answer.body);
    edge.contact.heardAt(sentMilliseconds);
    return { status, content };
  } catch (error) {
    if (error instanceof EdgeError) throw report(edge, error);
    throw report(edge, {
      kind: "network",
      status: 0,
      code: call.signal?.aborted === true ? "stopped" : "network-error",
      message: `${call.method} ${call.path}: ${error instanceof Error ? error.message : "no answer"}`,
      cause: error,
    });
  } finally {
    // undici leaves a stream open whose request was refused half-way.
    call.bytes?.destroy();
  }
}

function refusal(
  call: EdgeCall,
  status: number,
  text: string,
  retryAfter: string | string[] | undefined,
): ConstructorParameters<typeof EdgeError>[0] {
  const parsed = NodeError.safeParse(parseJson(text));
  const seconds = Number(retryAfter);
  return {
    kind: "refused",
    status,
    code: parsed.success ? parsed.data.code.slice(0, 60) : `http-${status}`,
    message: parsed.success
      ? parsed.data.message.slice(0, 500)
      : `${call.method} ${call.path}: ${status}`,
    retryAfterSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : null,
  };
}

function report(
  edge: EdgeConnection,
  fields: EdgeError | ConstructorParameters<typeof EdgeError>[0],
): EdgeError {
  const error = fields instanceof EdgeError ? fields : new EdgeError(fields);
  if (error.code !== "stopped") edge.onError?.(error);
  return error;
}

async function readText(body: Dispatcher.ResponseData["body"]): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    const bytes = chunk as Buffer;
    sizeBytes += bytes.length;
    if (sizeBytes > maximumAnswerBytes) throw new Error("the answer is too large");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
