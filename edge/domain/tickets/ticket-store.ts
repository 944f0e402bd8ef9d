/** One-time credentials, kept as digests. */
export interface TicketStore {
  create(ticket: {
    digest: string;
    accountId: string;
    createdAt: number;
    expiresAt: number;
  }): Promise<void>;
  /** Uses the ticket up: the account's id for the first call in time, null for every other. */
  redeem(digest: string, now: number): Promise<string | null>;
  forgetExpired(now: number): Promise<void>;
}
