import type { FeedEvent, JobEventType } from "#contracts/events.ts";

export type DeliveryState = "pending" | "delivered" | "dead";

export type WebhookDelivery = {
  /** Also the `webhook-id`: constant over attempts and replays. */
  id: string;
  accountId: string;
  jobId: string;
  eventId: string;
  eventType: JobEventType;
  /** Null for a job's own callback. */
  endpointId: string | null;
  url: string;
  /** Who answers; few attempts at one target are under way at once. */
  target: string;
  payloadJson: string;
  state: DeliveryState;
  attempts: number;
  nextAttemptAt: number | null;
  createdAt: number;
};

/** A delivery with how it went so far. */
export type DeliveryRecord = WebhookDelivery & {
  lastStatus: number | null;
  lastError: string | null;
  finishedAt: number | null;
};

/** One attempt as the log keeps it. */
export type DeliveryAttempt = {
  attemptedAt: number;
  durationMilliseconds: number;
  /** Null when nobody answered. */
  status: number | null;
  error: string | null;
  /** Null after the last one. */
  nextAttemptAt: number | null;
};

/** What an attempt says of its receiver; null when it was never reached for. */
export type ReceiverHealth = "took" | "failed" | "gone" | null;

export type DeliveryQuery = {
  accountId: string;
  limit: number;
  /** Continues after the last id of a page. */
  before?: string | undefined;
  endpointId?: string | undefined;
  jobId?: string | undefined;
  state?: DeliveryState | undefined;
  eventType?: FeedEvent["type"] | undefined;
};

/** Webhook deliveries: what is owed, when to try next, and how every attempt went. */
export interface DeliveryStore {
  /** Writes each delivery unless one of its id is there already. */
  create(deliveries: readonly WebhookDelivery[]): Promise<void>;
  /**
   * Writes each delivery, and begins anew those that are there: one that has ended has its whole
   * schedule before it again. One whose attempt is under way is left alone.
   */
  restart(deliveries: readonly WebhookDelivery[]): Promise<void>;
  /**
   * Takes a due delivery for one attempt by moving `nextAttemptAt` to `leaseUntil`; null when it is
   * not due, when so many attempts at its target are under way, or when an earlier one of the job
   * to the same target was never tried: first attempts are made in order.
   */
  claim(
    deliveryId: string,
    now: number,
    leaseUntil: number,
    attemptsAtOnce: number,
  ): Promise<WebhookDelivery | null>;
  /**
   * Logs an attempt and, while the delivery is pending, what follows from it. An endpoint that is
   * gone, or that only failed since `failingBefore`, is disabled in the same commit.
   */
  recordAttempt(
    attempt: DeliveryAttempt & {
      deliveryId: string;
      state: DeliveryState;
      health: ReceiverHealth;
      failingBefore: number;
      now: number;
    },
  ): Promise<void>;
  /** Due deliveries that waited for this one: the job's next untried one, and the target's next. */
  listNext(delivery: WebhookDelivery, now: number): Promise<string[]>;
  /**
   * Due deliveries that are to be called, so few of each target that none keeps others from the
   * list. Each is due from `now` on, so that it is not called again before it is overdue again.
   */
  callDue(due: {
    overdueSince: number;
    now: number;
    limit: number;
    ofEachTarget: number;
  }): Promise<string[]>;
  readOwned(deliveryId: string, accountId: string): Promise<DeliveryRecord | null>;
  /** The account's deliveries, newest event first. */
  listOwned(query: DeliveryQuery): Promise<DeliveryRecord[]>;
  /** Oldest first. */
  listAttempts(deliveryId: string, limit: number): Promise<DeliveryAttempt[]>;
}
