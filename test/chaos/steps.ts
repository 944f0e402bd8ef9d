/**
 * The steps of a task at which an agent is killed, in their order. Each is seen by the proxy that
 * stands between the agent and the edge, so that the blow falls exactly there.
 */
export const STEPS = [
  /** The edge granted the lease; the agent never reads the answer. */
  "lease-granted",
  /** The agent has its lease and reports for the first time. */
  "lease-taken",
  /** The first bytes of an input are here. */
  "fetching-inputs",
  "rendering",
  /** Like rendering, but the child dies and its agent lives. */
  "rendering-child",
  /** The first bytes of a small output are on their way. */
  "uploading",
  /** The first bytes of a part of a large output are on their way. */
  "uploading-part",
  /** The edge has an output; the agent never reads the receipt. */
  "uploaded",
  /** The agent says that it is done; the edge never reads it. */
  "before-complete",
  /** The edge settled; the agent never reads the answer. */
  "completing",
  /** Both know that the task is done. */
  "after-complete",
] as const;
export type Step = (typeof STEPS)[number];

/** What one call of the node protocol is about. */
export type Call =
  | "hello"
  | "leases"
  | "progress"
  | "inputs"
  | "output"
  | "part"
  | "complete"
  | "other";

/** Reads the first line of a request; null when the bytes do not begin with one. */
export function readCall(text: string): Call | null {
  const [, path] = /^(?:GET|POST|PUT) \/node\/v1\/(\S*) HTTP\/1\.1\r\n/.exec(text) ?? [];
  if (path === undefined) return null;
  if (path === "hello" || path === "leases") return path;
  const [, rest = ""] = /^leases\/[\w-]+\/(.*)$/.exec(path) ?? [];
  if (rest === "progress" || rest === "complete") return rest;
  if (rest.startsWith("inputs/")) return "inputs";
  if (/^outputs\/[^/]+\/upload\/\d+$/.test(rest)) return "part";
  // The receipt of a large output answers the call that ends its upload.
  if (/^outputs\/[^/]+(?:\/upload\/complete)?$/.test(rest)) return "output";
  return "other";
}

/** Status of an answer; null when the bytes do not begin with one. */
export function readAnswerStatus(text: string): number | null {
  const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(text) ?? [];
  return status === undefined ? null : Number(status);
}
