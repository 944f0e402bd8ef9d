export type WebhookAnswer =
  | { outcome: "answered"; status: number; retryAfterSeconds: number | null }
  | { outcome: "unreachable"; error: string };

/** Posts one signed webhook; never follows redirects, never reads more than a little of the answer. */
export interface WebhookSender {
  send(request: {
    url: string;
    deliveryId: string;
    /** `whsec_…`; each of them signs. */
    secrets: readonly string[];
    timestampSeconds: number;
    body: string;
  }): Promise<WebhookAnswer>;
}
