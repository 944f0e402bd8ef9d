import type { Account } from "../accounts/account-store.ts";
import type { Asset } from "../assets/asset-store.ts";
import { submitJob } from "../jobs/submit-job.ts";
import type { Services } from "../services.ts";

/**
 * Makes a template of an archive: a node looks at it, and when it found it good it is ready.
 *
 * @returns the job, whose id is the template's, and whether it is an earlier one's answer.
 * @throws DomainError as `submitJob`.
 */
export function inspectTemplate(
  services: Services,
  account: Account,
  template: { archive: Asset; name: string; idempotency: { key: string; bodyHash: string } | null },
) {
  const { archive, name, idempotency } = template;
  const { id: assetId, contentType, sizeBytes, sha256 } = archive;
  return submitJob(services, {
    account,
    dialect: "velocity",
    request: { name },
    work: {
      kind: "inspect-template",
      name,
      file: { role: "template", assetId, contentType, sizeBytes, sha256 },
    },
    callbackUrl: null,
    price: { currency: "milliseconds", amount: 0 },
    idempotency,
    record: { kind: "template", name, assetId, sizeBytes },
  });
}
