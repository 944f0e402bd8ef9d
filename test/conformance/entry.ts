import type { z } from "zod";
import type { JobState } from "#contracts/job.ts";
import type { FieldRule } from "./field-rule.ts";
import type { Party, World } from "./harness/world.ts";

/** Who may call a route, and so which credentials must be refused. */
export type RouteAuth =
  /** An account's credential with the route's scope. */
  | "account"
  /** The same, or the operator's token. */
  | "account-or-operator"
  /** The owner's credential, or a signed link where there is one: GET and HEAD of a file. */
  | "media"
  /** The operator's token alone. */
  | "operator"
  /** A node's token alone. */
  | "node"
  /** Nobody in particular: no credential is looked at before the request itself is. */
  | "open";

/** What a variable part of a path, or a query parameter, stands for. */
export type Parameter =
  /** An id; `of` names its maker in the entry's `ids`, `write` is what surrounds it. */
  | { kind: "id"; of: string; write?: (id: string) => string }
  /** One of a few words of the router's own pattern. */
  | { kind: "word"; words: readonly string[] };

/** A request body as the document describes it. */
export type BodyRule = {
  /** The first one is used where a case does not say otherwise. */
  encodings: readonly ("json" | "form")[];
  /** A body that is accepted; every bad one is made from it. */
  valid: Record<string, unknown>;
  fields: Extract<FieldRule, { type: "object" }>;
};

export type Route = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Exactly as the router has it, such as `/api/v1/render-video/:jobId`. */
  path: string;
  auth: RouteAuth;
  scope?: "jobs:read" | "jobs:write";
  /** One for each `:name` of the path. */
  parameters?: Record<string, Parameter>;
  /** Query parameters a good request needs. */
  query?: Record<string, Parameter>;
  /** Query strings that must be refused with 400, such as `limit=0`. */
  badQueries?: readonly string[];
  body?: BodyRule;
  /** Ids that the valid body names: the text that stands for each, and its maker in the entry's `ids`. */
  bodyIds?: Record<string, string>;
  /** A good body that is no document but a file's bytes, in place of `body`. */
  bytes?: Uint8Array;
  headers?: Record<string, string>;
  /** Status of a well-formed request, where what lies behind it keeps it from succeeding. */
  goodStatus?: number;
  /** True: a success makes jobs, so that it must honour `Idempotency-Key`. */
  createsWork?: boolean;
  /** True: the answer is a stream. What a neighbour of this path answers may then never end. */
  streams?: boolean;
  /** True: the answer is a WebSocket; only refusals are looked at here. */
  upgrades?: boolean;
  /** The same address as a WebSocket of one job or batch, whose credential is that of the request. */
  socket?: {
    /** What the `:id` of the path belongs to; its native cancel ends what is told. */
    of: "job" | "batch";
    /** Every message, the first one too. */
    message: z.ZodType;
  };
  /** False: no part of the public API, so that the OpenAPI document need not have it. */
  published?: boolean;
};

/** How jobs are made and read in the dialect's own words. */
export type DialectJobs = {
  /** The one of `routes` that makes a single job. */
  create: Route;
  idOf(answer: unknown): string;
  /** Path of the job's status, and its status word in the answer. */
  statusPath(jobId: string): string;
  statusOf(answer: unknown): unknown;
  words: Record<JobState, string>;
  /** Works off what is left of a job of several tasks, once its first one is done. */
  finish?(world: World, jobId: string): Promise<void>;
  /** Path that cancels, where the dialect has one (POST). */
  cancelPath?(jobId: string): string;
};

/** Statuses of the refusals that the documents settle differently. */
export type Refusals = {
  missingCredential: number;
  invalidCredential: number;
  conflictingCredentials: number;
  forbidden: number;
  unknownId: number;
};

/** Everything the suite needs to know of a dialect. See README.md for how to write one. */
export type DialectEntry = {
  name: string;
  /** The folder of `test/fixtures/documents` that has the document's blocks, if there is one. */
  document: string | null;
  routes: readonly Route[];
  /** Makes a real id of each kind that belongs to this party. */
  ids: Record<string, (world: World, party: Party) => Promise<string>>;
  /** Every way the dialect's document lets a credential travel; the first one is the usual one. */
  credentials: readonly ((credential: string) => Record<string, string>)[];
  /** The exact body of every refusal: strict, so that nothing else can ride along. */
  errorBody: z.ZodType;
  refusals: Refusals;
  jobs?: DialectJobs;
};
