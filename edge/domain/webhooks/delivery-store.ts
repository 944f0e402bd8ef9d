export type WebhookDelivery = {
  id: string;
  accountId: string;
  jobId: string;
  url: string;
  payloadJson: string;
  state: "pending" | "delivered" | "dead";
  attempts: number;
  nextAttemptAt: number | null;
  createdAt: number;
};

/** Webhook deliveries: what is owed, and when to try next. */
export interface DeliveryStore {
  /** Writes each delivery unless one of its id is there already. */
  create(deliveries: readonly (WebhookDelivery & { eventId: string })[]): Promise<void>;
  /**
   * Takes a due delivery for one attempt by moving `nextAttemptAt` to `leaseUntil`; null when it is
   * not due, or an earlier one of the job to the same address was never tried: first attempts are
   * made in order.
   */
  claim(deliveryId: string, now: number, leaseUntil: number): Promise<WebhookDelivery | null>;
  recordAttempt(attempt: {
    deliveryId: string;
    state: "pending" | "delivered" | "dead";
    nextAttemptAt: number | null;
    status: number | null;
    error: string | null;
    now: number;
  }): Promise<void>;
  /** The first delivery of the job that is due and was never tried; null when there is none. */
  readNext(jobId: string, now: number): Promise<string | null>;
  listDue(now: number, limit: number): Promise<string[]>;
}
