import type { JobEventType } from "#contracts/events.ts";

export type WebhookEndpoint = {
  id: string;
  accountId: string;
  url: string;
  /** An empty list is every type that endpoints are sent; an old list may have others too. */
  eventTypes: JobEventType[];
  createdAt: number;
  /** Its first failure since it last took a delivery. */
  failingSince: number | null;
  disabledAt: number | null;
  disabledReason: DisabledReason | null;
  /** Until then the secret before the last rotation signs too. */
  previousSecretUntil: number | null;
};

/** `account`: its account asked for it; `failing`: nothing but failures for days; `gone`: 410. */
export type DisabledReason = "account" | "failing" | "gone";

/** What an account may change of an endpoint; undefined ones stay. */
export type EndpointChange = {
  url?: string | undefined;
  eventTypes?: readonly JobEventType[] | undefined;
  disabled?: boolean | undefined;
};

/** An endpoint that was disabled by its answers, and whose account does not know it yet. */
export type UntoldEndpoint = {
  id: string;
  accountId: string;
  disabledAt: number;
  reason: Exclude<DisabledReason, "account">;
};

/** Where accounts want their events posted. */
export interface WebhookEndpointStore {
  /** False when the account has so many already. */
  create(
    endpoint: Pick<WebhookEndpoint, "id" | "accountId" | "url" | "eventTypes" | "createdAt"> & {
      secretSealed: string;
    },
    maximum: number,
  ): Promise<boolean>;
  readOwned(endpointId: string, accountId: string): Promise<WebhookEndpoint | null>;
  /** The account's endpoints, newest first; `before` continues after the last id of a page. */
  listOwned(query: {
    accountId: string;
    limit: number;
    before?: string | undefined;
  }): Promise<WebhookEndpoint[]>;
  /** One that is enabled again starts with a clean record. False when there is none of that id. */
  change(
    endpointId: string,
    accountId: string,
    change: EndpointChange,
    now: number,
  ): Promise<boolean>;
  delete(endpointId: string, accountId: string): Promise<boolean>;
  /** Puts a new secret in; the present one goes on signing until `previousUntil`. */
  rotateSecret(
    endpointId: string,
    accountId: string,
    secretSealed: string,
    previousUntil: number,
  ): Promise<boolean>;
  /** Endpoints of these accounts that are not disabled. */
  listEnabled(accountIds: readonly string[]): Promise<WebhookEndpoint[]>;
  /** Where to send and what signs now, the newest secret first; null when it is gone or disabled. */
  readReceiver(
    endpointId: string,
    now: number,
  ): Promise<{ url: string; sealedSecrets: string[] } | null>;
  listUntold(limit: number): Promise<UntoldEndpoint[]>;
  /** Notes that the account knows, unless the endpoint was disabled once more meanwhile. */
  recordTold(endpointId: string, disabledAt: number): Promise<void>;
}
