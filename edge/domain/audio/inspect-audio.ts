import type { Account } from "../accounts/account-store.ts";
import type { Asset } from "../assets/asset-store.ts";
import { submitJob } from "../jobs/submit-job.ts";
import type { Services } from "../services.ts";

/**
 * Adds an uploaded sound to a group: a node looks at it, and when it found it good it is ready.
 *
 * @returns the job, whose id is the sound's, and whether it is an earlier one's answer.
 * @throws DomainError as `submitJob`.
 */
export function inspectAudio(
  services: Services,
  account: Account,
  audio: {
    file: Asset;
    name: string;
    groupId: string;
    idempotency: { key: string; bodyHash: string } | null;
  },
) {
  const { file, name, groupId, idempotency } = audio;
  const { id: assetId, contentType, sizeBytes, sha256 } = file;
  return submitJob(services, {
    account,
    dialect: "velocity",
    request: { name, groupId },
    work: {
      kind: "inspect-audio",
      name,
      file: { role: "audio", assetId, contentType, sizeBytes, sha256 },
    },
    callbackUrl: null,
    price: { currency: "milliseconds", amount: 0 },
    idempotency,
    record: { kind: "audio", name, assetId, contentType, sizeBytes, groupId },
  });
}
