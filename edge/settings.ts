import { z } from "zod";
import {
  LEASE_SECONDS,
  MINIMUM_AGENT_VERSION,
  RECOMMENDED_AGENT_VERSION,
} from "#contracts/limits.ts";
import { CatalogueModel } from "./domain/models/catalogue-model.ts";

const flag = z.enum(["on", "off"]).transform((value) => value === "on");
const version = z.string().regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}$/, "must be three numbers: 1.2.3");
const optional = z.string().transform((value) => (value === "" ? null : value));

/** Where clients reach the edge: every link starts with it. `https://host`, nothing behind. */
const origin = z.url({ protocol: /^https?$/ }).transform((value, context) => {
  const url = new URL(value);
  if (url.href === `${url.origin}/`) return url.origin;
  context.addIssue("must be an origin: scheme and host, without path or user");
  return z.NEVER;
});

/** JSON in a variable, an empty list where there is none. */
function jsonOf<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .default("")
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text === "" ? "[]" : text);
      } catch {
        context.addIssue("must be JSON");
        return z.NEVER;
      }
    })
    .pipe(schema);
}

/** The deployment's variables and secrets; docs/operating.md says what each does. */
export const Settings = z.object({
  PUBLIC_ORIGIN: origin,
  PROCEDURAL_FALLBACK: flag.default(false),
  ALLOW_LOOPBACK_CALLBACKS: flag.default(false),
  ANONYMOUS_ACCOUNT: optional.default(null),
  PROVISION_SUBJECTS: flag.default(false),
  JWT_ISSUER: z.string().min(1),
  JWT_AUDIENCE: z.string().min(1),
  JWT_JWKS_URL: optional.default(null),
  JWT_HS256_SECRET: optional.default(null),
  OPERATOR_TOKEN: z.string().min(20),
  LINK_SIGNING_KEY: z.string().min(32),
  MODEL_CATALOGUE: jsonOf(z.array(CatalogueModel)),
  PROMPT_MODEL: optional.default(null),
  PROMPT_MODEL_BASE_URL: z.union([z.literal("").transform(() => null), z.url()]).default(null),
  PROMPT_MODEL_API_KEY: optional.default(null),
  MINIMUM_AGENT_VERSION: version.default(MINIMUM_AGENT_VERSION),
  RECOMMENDED_AGENT_VERSION: version.default(RECOMMENDED_AGENT_VERSION),
  LEASE_SECONDS: z.coerce.number().min(1).max(600).default(LEASE_SECONDS),
  POOL_SHARDS: z.coerce.number().int().min(1).max(1000).default(1),
  RATE_LIMIT_FACTOR: z.coerce.number().positive().default(1),
  WEBHOOK_TIME_FACTOR: z.coerce.number().positive().max(1).default(1),
  STORAGE_RANGE_KIBIBYTES: z.coerce.number().int().min(64).max(65_536).default(65_536),
  SOCKET_CHECK_SECONDS: z.coerce.number().min(0.1).max(30).default(25),
});
export type Settings = z.infer<typeof Settings>;
