/** Figures with defaults in one place. Operators change the account ones per account. */

/** Dispatch and lease figures. Seconds unless the name says otherwise. */
export const LEASE_SECONDS = 60;
export const HEARTBEAT_SECONDS = 15;
/** How often a node tells how its GPUs are, and the age from which that says nothing of now. */
export const GPU_READINGS_SECONDS = 30;
export const GPU_READINGS_STALE_SECONDS = 100;
/** A node that cannot reach the edge stops its work at this share of the lease. */
export const NODE_SELF_STOP_SHARE = 0.8;
/** A live node that reports nothing about a task for this long is stuck. */
export const PROGRESS_SECONDS = 90;
/** How often a node reports while somebody listens to its job, and while nobody does. */
export const WATCHED_REPORT_SECONDS = 1;
export const UNWATCHED_REPORT_SECONDS = 3;
/** An offer that is not taken within this time goes to another node. */
export const OFFER_SECONDS = 5;
/** How long a node may take to confirm a cancel before the edge ends the job without it. */
export const CANCEL_GRACE_SECONDS = 15;
export const MAXIMUM_ATTEMPTS = 3;
export const MAXIMUM_LOSSES = 5;
/** Tasks that a node failed, one after another, and that other nodes then did. */
export const STRIKES_BEFORE_QUARANTINE = 3;
/** First quarantine; every further strike doubles it up to the cap. */
export const QUARANTINE_BASE_SECONDS = 300;
export const QUARANTINE_CAP_SECONDS = 3600;
export const RETRY_BASE_SECONDS = 1;
export const RETRY_CAP_SECONDS = 60;
/** Absolute deadline of a task on a node: a base, and an allowance for each second of output. */
export const TASK_DEADLINE_BASE_SECONDS = 600;
export const TASK_DEADLINE_PER_VIDEO_SECOND = 60;
/** A job that has not ended after this long fails, wherever it is. */
export const JOB_DEADLINE_SECONDS = 24 * 3600;

/** What nodes must run and should run, where a deployment says nothing else. */
export const MINIMUM_AGENT_VERSION = "0.1.0";
export const RECOMMENDED_AGENT_VERSION = "0.1.0";

/** Output figures, in bytes. Parts are equal but the last (R2 allows 5 MiB–5 GiB). */
export const SINGLE_UPLOAD_BYTES = 16 * 1024 * 1024;
export const PART_SIZE_BYTES = 16 * 1024 * 1024;
export const MAXIMUM_OUTPUT_BYTES = 2 * 1024 * 1024 * 1024;

/** What a job made on its way goes this long after the last job that used it has ended. */
export const INTERMEDIATE_RETENTION_SECONDS = 7 * 24 * 3600;

/** What one upload request may carry, and how long it may take before its room is given back. */
export const MAXIMUM_UPLOAD_BYTES = 95 * 1000 * 1000;
export const UPLOAD_RESERVATION_SECONDS = 3600;
/**
 * A resumable upload: how large it may be, the parts it is stored in (one is held in memory), and
 * how long after its last bytes it is kept, at most as long as storage keeps its parts.
 */
export const MAXIMUM_RESUMABLE_BYTES = 2 * 1024 * 1024 * 1024;
export const RESUMABLE_PART_BYTES = 8 * 1024 * 1024;
export const RESUMABLE_SECONDS = 24 * 3600;
export const RESUMABLE_MOST_SECONDS = 6 * 24 * 3600;
/** A request that stored no part for this long may be replaced by another one. */
export const RESUMABLE_WRITER_SECONDS = 30;
/** An image that a video is to be made from. */
export const MAXIMUM_IMAGE_BYTES = 20 * 1024 * 1024;
/** A template's archive, and a sound; "2 GB" is counted as the documents' sums count megabytes. */
export const MAXIMUM_TEMPLATE_BYTES = 2 * 1024 * 1024 * 1024;
export const MAXIMUM_AUDIO_BYTES = 512 * 1024 * 1024;
/** A file that a request writes out as a data URI. */
export const MAXIMUM_DATA_URI_CHARACTERS = 1_000_000;
/** A film that replaces a layer of a template. */
export const MAXIMUM_REPLACEMENT_BYTES = 512 * 1024 * 1024;
/** Frames that one render of a template may have. */
export const MAXIMUM_RENDER_FRAMES = 36_000;
/** A ticket opens one event stream within this time. */
export const TICKET_SECONDS = 60;
/** A listener for whom more than this waits to be sent reads too slowly and is let go. */
export const MAXIMUM_UNSENT_BYTES = 1024 * 1024;

export const MAXIMUM_JSON_BYTES = 1024 * 1024;
export const MAXIMUM_JSON_DEPTH = 64;

/** Signed media links are good for this long. */
export const LINK_SECONDS = 7 * 24 * 3600;
/** A job's feed deletes its history so long after the event that ended it. */
export const FEED_RETENTION_SECONDS = 30 * 24 * 3600;
export const IDEMPOTENCY_RETENTION_SECONDS = 24 * 3600;
export const ENROLMENT_TOKEN_SECONDS = 24 * 3600;

/** Requests are counted in windows of this length, which is also what a client may have to wait. */
export const RATE_WINDOW_SECONDS = 60;
/** Requests in one window; a deployment multiplies them with `RATE_LIMIT_FACTOR`. */
export const RATE_LIMITS = {
  accountReads: 3000,
  accountWrites: 600,
  /** Pieces of resumable uploads: 2 GB in pieces of 1 MB. */
  accountPieces: 3000,
  operatorReads: 3000,
  operatorWrites: 3000,
  /** Of one address, without a credential that was found good before. */
  addressRequests: 1200,
  /** Credentials of one address that were found bad; past it only good ones are looked at. */
  failedSignIns: 20,
} as const;

/** Node time that a new account may spend on renders of templates, in milliseconds. */
export const DEFAULT_RENDER_BUDGET_MILLISECONDS = 300_000;

/** Limits of one account; the stored JSON holds only what the operator changed. */
export type AccountLimits = {
  /** Share of the fleet against other accounts' shares. */
  weight: number;
  /** Jobs that may run at once, in any dialect. */
  maximumRunningJobs: number;
  /** Jobs that may wait; past it a submission is refused with 429. */
  maximumQueuedJobs: number;
  /** Tokens a second of video costs in the render-video dialect. */
  renderVideoTokensPerSecond: number;
  /** Tokens a second of video costs in the world-model dialect. */
  worldModelTokensPerSecond: number;
  /** Tokens that making a scene costs in the narrative dialect, beside what its models cost. */
  narrativeTokensPerScene: number;
  /** Tokens a job of the video-jobs dialect costs. */
  videoJobTokens: number;
  /** Jobs of the video-jobs dialect that may run at once. */
  videoJobsRunning: number;
  /** Further jobs of that dialect that may wait; past them a submission is refused with 429. */
  videoJobsQueued: number;
  /** GET and HEAD requests in a minute; null is the deployment's own limit. */
  readsPerMinute: number | null;
  /** All other requests in a minute; null is the deployment's own limit. */
  writesPerMinute: number | null;
  /** Bytes that the account's live assets and open uploads may take together. */
  maximumStorageBytes: number;
  /** Days that a job's record is kept after its end; its feed goes after `FEED_RETENTION_SECONDS`. */
  jobRetentionDays: number;
  /** Days that what jobs made is kept; files that the account uploaded stay. */
  assetRetentionDays: number;
  /** Days that a webhook delivery is kept after its end, with its attempts. */
  deliveryRetentionDays: number;
};

/** Limits that differ from the defaults; an undefined one stays as it is. */
export type AccountLimitsChange = {
  [Limit in keyof AccountLimits]?: AccountLimits[Limit] | undefined;
};

export const DEFAULT_ACCOUNT_LIMITS: AccountLimits = {
  weight: 1,
  maximumRunningJobs: 100,
  maximumQueuedJobs: 10_000,
  renderVideoTokensPerSecond: 0,
  worldModelTokensPerSecond: 0,
  narrativeTokensPerScene: 0,
  videoJobTokens: 50,
  videoJobsRunning: 3,
  videoJobsQueued: 10,
  readsPerMinute: null,
  writesPerMinute: null,
  maximumStorageBytes: 5000 * 1024 * 1024,
  jobRetentionDays: 365,
  assetRetentionDays: 365,
  deliveryRetentionDays: 30,
};

/** Waits between attempts at a webhook; after the last one the delivery is dead. */
export const WEBHOOK_RETRY_SECONDS: readonly number[] = [
  5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400,
];
/** From the first byte sent to the last one read of an answer. */
export const WEBHOOK_TIMEOUT_SECONDS = 15;
/** Attempts at one endpoint, or at one host's callbacks of one account, that may be under way. */
export const WEBHOOK_ATTEMPTS_AT_ONCE = 5;
/** An endpoint that only failed for so long is disabled. */
export const WEBHOOK_FAILING_SECONDS = 5 * 24 * 3600;
/** After a rotation the secret before signs too, for so long. */
export const WEBHOOK_SECRET_OVERLAP_SECONDS = 24 * 3600;
export const MAXIMUM_WEBHOOK_ENDPOINTS = 100;
export const MAXIMUM_CALLBACK_URL_CHARACTERS = 2000;
/** Events that one call sends again. */
export const MAXIMUM_REPLAYED_EVENTS = 1000;

/** Prompt tuning: a session is forgotten when nobody used it for this long. */
export const PROMPT_SESSION_SECONDS = 7 * 24 * 3600;
/** A session keeps this many prompts; the oldest go first. */
export const PROMPT_HISTORY_ENTRIES = 100;
export const MAXIMUM_PROMPT_CHARACTERS = 4000;
export const MAXIMUM_PROMPT_VARIATIONS = 20;

/** What happened in each minute of a pool is kept for charts. */
export const FLEET_MINUTES_KEPT_SECONDS = 48 * 3600;
