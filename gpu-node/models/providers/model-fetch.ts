import { Agent, fetch as undiciFetch } from "undici";
import type { RequestInit } from "undici";
import type { ModelFetch } from "./model-provider.ts";

/**
 * A fetch that waits as long as its signal lets it: a model may be silent for half an hour, and the
 * usual one gives up after five minutes.
 */
export function createModelFetch(): ModelFetch {
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 10_000 } });
  return async (input, init) => {
    const { body, headers } = await plainBody(init);
    const options = { ...init, body, headers, dispatcher } as unknown as RequestInit;
    const url = input instanceof Request ? input.url : input;
    const answer: unknown = await undiciFetch(url, options);
    return answer as Response;
  };
}

/** The client knows its own forms alone, so that those of Node.js are written out first. */
async function plainBody(init: Parameters<ModelFetch>[1]) {
  const headers = new Headers(init?.headers);
  if (!(init?.body instanceof FormData))
    return { body: init?.body, headers: Object.fromEntries(headers) };
  const form = new Response(init.body);
  headers.set("content-type", form.headers.get("content-type") ?? "multipart/form-data");
  return { body: await form.bytes(), headers: Object.fromEntries(headers) };
}
