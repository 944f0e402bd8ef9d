import { LINK_SECONDS } from "#contracts/limits.ts";
import { DomainError } from "../domain/errors.ts";
import type { Services } from "../domain/services.ts";
import type { Disposition } from "./content-disposition.ts";

/** Names the key a link was signed with, so that keys can be exchanged later. */
const KEY_ID = "1";

/** What a genuine link grants, until its account's link epoch is raised. */
export type LinkGrant = { linkEpoch: number; disposition: Disposition };

type Signed = LinkGrant & { path: string; expires: number };

/**
 * Signs a link to a path for one week. The signature covers method, path, expiry, key, disposition
 * and the account's link epoch: raising that epoch makes every earlier link void.
 */
export async function signLink(
  services: Services,
  link: { origin: string; path: string; linkEpoch: number; disposition?: Disposition },
): Promise<string> {
  const { origin, path, linkEpoch, disposition = "inline" } = link;
  const expires = Math.floor(services.clock.now() / 1000) + LINK_SECONDS;
  const url = new URL(path, origin);
  url.searchParams.set("expires", String(expires));
  url.searchParams.set("key", KEY_ID);
  url.searchParams.set("epoch", String(linkEpoch));
  url.searchParams.set("disposition", disposition);
  const signature = await services.secrets.sign(
    signedText({ path: url.pathname, expires, linkEpoch, disposition }),
  );
  url.searchParams.set("signature", signature);
  return url.href;
}

/**
 * Checks a link's signature, if the URL carries one. Whether its epoch is still the account's is
 * for `checkLinkEpoch`, once the account is known.
 *
 * @returns null when the URL carries no signature.
 * @throws DomainError `forbidden` for one that was tampered with, `link-expired` for an old one.
 */
export async function checkSignedLink(services: Services, url: URL): Promise<LinkGrant | null> {
  const signature = url.searchParams.get("signature");
  if (signature === null) return null;
  const link = readLink(url);
  if (link === null || !(await services.secrets.verify(signedText(link), signature))) {
    throw new DomainError("forbidden", "The link's signature is not valid.");
  }
  if (link.expires * 1000 < services.clock.now()) {
    throw new DomainError("link-expired", "The link has expired. Ask for the job again.");
  }
  return link;
}

/**
 * Refuses a genuine link that its account has since made void.
 *
 * @throws DomainError `link-expired`
 */
export function checkLinkEpoch(grant: LinkGrant, linkEpoch: number): void {
  if (grant.linkEpoch !== linkEpoch) {
    throw new DomainError("link-expired", "The link was revoked. Ask for the job again.");
  }
}

/** How the file is to be handed out: as the link says, or saved where `download=1` asks for it. */
export function dispositionOf(url: URL, grant: LinkGrant | null): Disposition {
  // Saving is the safer of the two, so that anyone may ask for it.
  return url.searchParams.get("download") === "1" ? "attachment" : (grant?.disposition ?? "inline");
}

function readLink(url: URL): Signed | null {
  const query = url.searchParams;
  const disposition = query.get("disposition");
  const [expires, linkEpoch] = [query.get("expires"), query.get("epoch")].map(wholeNumber);
  if (expires == null || linkEpoch == null || query.get("key") !== KEY_ID) return null;
  if (disposition !== "inline" && disposition !== "attachment") return null;
  return { path: url.pathname, expires, linkEpoch, disposition };
}

/** One number has one spelling: what was signed is what stands in the URL. */
function wholeNumber(text: string | null): number | null {
  return text !== null && /^(?:0|[1-9]\d{0,14})$/.test(text) ? Number(text) : null;
}

function signedText({ path, expires, linkEpoch, disposition }: Signed): string {
  return ["GET", path, expires, KEY_ID, linkEpoch, disposition].join("\n");
}
