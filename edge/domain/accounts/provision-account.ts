import type { Services } from "../services.ts";
import type { Account } from "./account-store.ts";
import { createAccount } from "./create-account.ts";

/** The account of a token's subject, made on first sight; two first sights at once make one. */
export async function provisionAccount(
  services: Services,
  subject: string,
): Promise<Account | null> {
  await createAccount(services, { name: subject, externalSubject: subject }).catch(() => {
    // Another request of the same subject was first: its account is read below.
  });
  return services.accounts.readByExternalSubject(subject);
}
