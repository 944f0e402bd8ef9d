import { z } from "zod";
import { Dialect, JobPriority, JobState, Uuid } from "#contracts/job.ts";
import { PoolName } from "../../domain/dispatch/pool-name.ts";
import { DomainError } from "../../domain/errors.ts";
import { SCOPES } from "../../http/authenticate.ts";

const Name = z.string().trim().min(1).max(100);
const Days = z.int().min(1).max(36_500);
const Amount = z.int().min(0).max(1e12);

const limitFields = {
  weight: z.number().positive().max(1000).meta({ description: "Share of the fleet." }),
  maximumRunningJobs: z.int().min(1).max(100_000),
  maximumQueuedJobs: z.int().min(1).max(1_000_000),
  renderVideoTokensPerSecond: z.number().min(0).max(1_000_000),
  worldModelTokensPerSecond: z.number().min(0).max(1_000_000),
  narrativeTokensPerScene: z.number().min(0).max(1_000_000),
  videoJobTokens: z.int().min(0).max(1_000_000),
  videoJobsRunning: z.int().min(1).max(100_000),
  videoJobsQueued: z.int().min(0).max(1_000_000),
  readsPerMinute: z.int().min(1).max(1_000_000).nullable(),
  writesPerMinute: z.int().min(1).max(1_000_000).nullable(),
  maximumStorageBytes: z.int().min(0).max(1e15),
  jobRetentionDays: Days.meta({ description: "Jobs are kept so long after their end." }),
  assetRetentionDays: Days.meta({
    description: "What jobs made is kept so long; files that the account uploaded stay.",
  }),
  deliveryRetentionDays: Days.meta({
    description: "Webhook deliveries are kept so long after their end.",
  }),
};

/** What an operator may change of an account against the defaults of `contracts/limits.ts`. */
const AccountLimitsChange = z.strictObject(limitFields).partial();

/** Body of `PATCH /api/v2/accounts/{id}`: limits and settings side by side; all may be left out. */
export const AccountPatch = z
  .strictObject({
    ...limitFields,
    name: Name,
    monitorPublic: z.boolean(),
    pool: PoolName.meta({ description: "For jobs that it submits from now on." }),
    disabled: z.boolean(),
  })
  .partial();

export const CreateAccountRequest = z.strictObject({
  name: Name,
  externalSubject: z
    .string()
    .min(1)
    .max(200)
    .regex(/\S/, "must not be blank")
    .optional()
    .meta({ description: "`sub` of the tokens that belong to this account." }),
  tokens: Amount.optional(),
  milliseconds: Amount.optional(),
  limits: AccountLimitsChange.optional(),
  monitorPublic: z
    .boolean()
    .optional()
    .meta({ description: "Show its jobs on the public monitor." }),
  pool: PoolName.optional().meta({
    description: "Whose nodes do its work; left out, one of the default pools.",
  }),
});

export const CreateKeyRequest = z.strictObject({
  name: Name,
  scopes: z
    .array(z.enum(SCOPES))
    .max(SCOPES.length)
    .default([])
    .meta({ description: "What the key may do; none listed is everything." }),
  expiresAt: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .meta({ description: "Unix milliseconds; null never expires." }),
});

export const GrantRequest = z.strictObject({
  tokens: Amount.default(0),
  milliseconds: Amount.default(0),
  note: z.string().max(500).nullable().default(null),
});

export const CreateEnrolmentTokenRequest = z.strictObject({
  name: Name.default("node"),
  pool: PoolName.optional().meta({
    description: "Whose accounts it works for; left out, the default pool with the fewest nodes.",
  }),
});

export const NodeStateRequest = z.strictObject({
  note: z.string().max(500).nullable().default(null).meta({ description: "Shown in the list." }),
});

/** Query of every list that `cursor` continues. */
export const PAGE_FIELDS = {
  cursor: Uuid.optional().meta({ description: "`nextCursor` of the page before." }),
  limit: z.coerce.number().int().min(1).max(100).default(20),
};

export const ListJobsQuery = z.object({
  ...PAGE_FIELDS,
  dialect: Dialect.optional(),
  state: JobState.optional(),
});

/** Body of `PATCH /api/v2/jobs/{id}`. */
export const JobPatch = z.strictObject({ priority: JobPriority });

export const ListAssetsQuery = z.object(PAGE_FIELDS);

export const UploadQuery = z.object({
  name: z
    .string()
    .min(1)
    .max(200)
    .default("file")
    .meta({ description: "What a raw body is called; a form's file brings its own name." }),
});

export const TakeUploadRequest = z.object({
  uploadId: Uuid.meta({ description: "A finished upload of `/uploads`." }),
});

export const ListAccountsQuery = z.object({
  cursor: PAGE_FIELDS.cursor,
  limit: z.coerce.number().int().min(1).max(100).default(100),
});

/** Query of the three event addresses. */
export const EventsQuery = z.object({
  after: z.coerce
    .number()
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .optional()
    .meta({ description: "The last `seq` you have; events after it follow." }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(500)
    .default(100)
    .meta({ description: "Events in one JSON page." }),
  format: z.enum(["json", "sse"]).optional().meta({ description: "`json` answers one page." }),
  ticket: z.string().max(200).optional(),
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

/** Query of `GET /api/v2/fleet/minutes`. */
export const FleetMinutesQuery = z.strictObject({
  hours: z.coerce.number().positive().max(48).default(1),
  pool: z.string().max(200).optional(),
});
