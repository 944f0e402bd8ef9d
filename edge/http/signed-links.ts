import { LINK_SECONDS } from "#contracts/limits.ts";
import { DomainError } from "../domain/errors.ts";
import type { Services } from "../domain/services.ts";

/** Names the key a link was signed with, so that keys can be exchanged later. */
const KEY_ID = "1";

/**
 * Signs a link to a path for one week. The signature covers path, expiry, key and the account's
 * link epoch: raising that epoch makes every earlier link void.
 */
export async function signLink(
  services: Services,
  link: { origin: string; path: string; linkEpoch: number },
): Promise<string> {
  const expires = Math.floor(services.clock.now() / 1000) + LINK_SECONDS;
  const signature = await services.secrets.sign(signedText(link.path, expires, link.linkEpoch));
  const url = new URL(link.path, link.origin);
  url.searchParams.set("expires", String(expires));
  url.searchParams.set("key", KEY_ID);
  url.searchParams.set("signature", signature);
  return url.href;
}

/**
 * Checks a link's signature, if the URL carries one.
 *
 * @returns false when the URL carries no signature.
 * @throws DomainError `forbidden` for one that was tampered with, `link-expired` for an old one.
 */
export async function checkSignedLink(
  services: Services,
  url: URL,
  linkEpoch: number,
): Promise<boolean> {
  const signature = url.searchParams.get("signature");
  if (signature === null) return false;
  const expires = Number(url.searchParams.get("expires"));
  const genuine =
    Number.isSafeInteger(expires) &&
    url.searchParams.get("key") === KEY_ID &&
    (await services.secrets.verify(signedText(url.pathname, expires, linkEpoch), signature));
  if (!genuine) throw new DomainError("forbidden", "The link's signature is not valid.");
  if (expires * 1000 < services.clock.now()) {
    throw new DomainError("link-expired", "The link has expired. Ask for the job again.");
  }
  return true;
}

function signedText(path: string, expires: number, linkEpoch: number): string {
  return ["GET", path, expires, KEY_ID, linkEpoch].join("\n");
}
