import type { Account } from "../accounts/account-store.ts";
import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { ChosenPicture } from "./choose-picture.ts";

/** Bits a second of a render's sound. */
const AUDIO_BITS_PER_SECOND = 192_000;

/**
 * Refuses a render whose video is expected to have no room in the account's storage.
 *
 * @throws DomainError `storage-full`
 */
export async function checkStorageRoom(
  services: Services,
  { id, limits }: Account,
  { durationSeconds, encoding }: ChosenPicture,
): Promise<void> {
  const usedBytes = await services.assets.readUsedBytes(id, services.clock.now());
  const bitsPerSecond = encoding.bitsPerSecond + AUDIO_BITS_PER_SECOND;
  const expectedBytes = Math.ceil((durationSeconds * bitsPerSecond) / 8);
  if (usedBytes + expectedBytes <= limits.maximumStorageBytes) return;
  throw new DomainError("storage-full", "The storage has no room for the video.");
}
