import type { z } from "zod";
import { DomainError } from "../domain/errors.ts";

/**
 * Parses a request body with a schema whose messages are fit to be shown.
 *
 * @throws DomainError `invalid-request` with the first fault, and the field it is in.
 */
export function parseRequest<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
): z.output<Schema> {
  if (body === null || typeof body !== "object" || Array.isArray(body)) {
    throw new DomainError("invalid-request", "The request body must be a JSON object.");
  }
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new DomainError("invalid-request", issue?.message ?? "The request is invalid.", {
    field: String(issue?.path[0] ?? "body"),
  });
}
