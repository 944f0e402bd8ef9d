import { z } from "zod";

const METHODS = ["get", "post", "put", "patch", "delete"] as const;
const OpenApi = z.object({
  openapi: z.string().regex(/^3\.1\./),
  paths: z.record(z.string().startsWith("/"), z.record(z.string(), z.unknown())),
});

export type Operation = { method: string; path: string };

/** The operations of an OpenAPI 3.1 document. */
export function readOperations(document: unknown): Operation[] {
  return Object.entries(OpenApi.parse(document).paths).flatMap(([path, item]) =>
    METHODS.filter((method) => method in item).map((method) => ({
      method: method.toUpperCase(),
      path,
    })),
  );
}

/** Whether an operation (`/a/{id}`) is this route of the router (`/a/:id`, `/a/:word{b|c}`). */
export function matchesRoute(operation: Operation, route: Operation): boolean {
  const [wanted, offered] = [operation.path.split("/"), route.path.split("/")];
  return (
    operation.method === route.method &&
    wanted.length === offered.length &&
    wanted.every((segment, index) => matchesSegment(segment, offered[index] ?? ""))
  );
}

function matchesSegment(wanted: string, offered: string): boolean {
  if (!offered.startsWith(":")) return wanted === offered;
  if (wanted.includes("{")) return true;
  const words = /\{(.*)\}$/.exec(offered)?.[1]?.split("|") ?? [];
  return words.includes(wanted);
}
