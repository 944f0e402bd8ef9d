import type { ModelFetch } from "./model-provider.ts";

/** A fetch for clients that know one address alone: a gateway's takes its place. */
export function rewriteOrigin(
  fetch: ModelFetch,
  vendorOrigins: readonly string[],
  gateway: string | undefined,
): ModelFetch {
  if (gateway === undefined) return fetch;
  const { origin } = new URL(gateway);
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    return vendorOrigins.includes(url.origin)
      ? fetch(origin + url.pathname + url.search, init)
      : fetch(input, init);
  };
}
