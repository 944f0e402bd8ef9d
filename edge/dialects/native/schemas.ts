import { z } from "zod";
import { Dialect, JobState, Uuid } from "#contracts/job.ts";
import { DomainError } from "../../domain/errors.ts";
import { SCOPES } from "../../http/authenticate.ts";

const Name = z.string().trim().min(1).max(100);
const Amount = z.int().min(0).max(1e12);

/** What an operator may change of an account against the defaults of `contracts/limits.ts`. */
export const AccountLimitsChange = z
  .strictObject({
    weight: z.number().positive().max(1000),
    maximumRunningJobs: z.int().min(1).max(100_000),
    maximumQueuedJobs: z.int().min(1).max(1_000_000),
    renderVideoTokensPerSecond: z.number().min(0).max(1_000_000),
    worldModelTokensPerSecond: z.number().min(0).max(1_000_000),
  })
  .partial();

export const CreateAccountRequest = z.strictObject({
  name: Name,
  externalSubject: z.string().min(1).max(200).optional(),
  tokens: Amount.optional(),
  milliseconds: Amount.optional(),
  limits: AccountLimitsChange.optional(),
});

export const CreateKeyRequest = z.strictObject({
  name: Name,
  scopes: z.array(z.enum(SCOPES)).max(SCOPES.length).default([]),
  /** Unix milliseconds. */
  expiresAt: z.int().positive().nullable().default(null),
});

export const GrantRequest = z.strictObject({
  tokens: Amount.default(0),
  milliseconds: Amount.default(0),
  note: z.string().max(500).nullable().default(null),
});

export const CreateEnrolmentTokenRequest = z.strictObject({
  name: Name.default("node"),
  pool: z
    .string()
    .regex(/^pool:[a-z0-9-]{1,40}:[a-z0-9-]{1,40}:[0-9]{1,4}$/)
    .optional(),
});

export const NodeStateRequest = z.strictObject({
  note: z.string().max(500).nullable().default(null),
});

export const ListJobsQuery = z.object({
  cursor: Uuid.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  dialect: Dialect.optional(),
  state: JobState.optional(),
});

/**
 * Parses with a schema.
 *
 * @throws DomainError `invalid-request` that names the first field at fault.
 */
export function parseWith<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join(".") || "body";
  throw new DomainError("invalid-request", `${field}: ${issue?.message ?? "is invalid"}`, {
    field,
  });
}
