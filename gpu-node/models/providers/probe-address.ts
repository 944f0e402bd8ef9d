import type { ModelFetch } from "./model-provider.ts";

/**
 * Rejects unless the address is answered. That a server does not know the address is an answer too;
 * that it does not know the key, or is not well, is a reason not to offer it.
 */
export async function probeAddress(
  url: string,
  options: { headers: Readonly<Record<string, string>>; fetch: ModelFetch; signal: AbortSignal },
): Promise<void> {
  const { headers, fetch, signal } = options;
  const answer = await fetch(url, { headers, signal, redirect: "manual" });
  await answer.body?.cancel();
  if ([401, 403].includes(answer.status) || answer.status >= 500)
    throw new Error(`status ${answer.status}`);
}
