import { LINK_SECONDS } from "#contracts/limits.ts";
import { DomainError } from "../domain/errors.ts";
import type { Services } from "../domain/services.ts";

/** Names the key in use, so that another can follow it. */
const KEY_ID = "1";
/** Expiries are whole hours: a link shown twice within one is the same link. */
const EXPIRY_STEP_SECONDS = 3600;

const NAMES = ["expires", "key", "epoch", "disposition", "signature"] as const;

/** What a signed query says of itself. `absent`: the address carries no signature at all. */
export type LinkCheck =
  | { outcome: "ok"; linkEpoch: number; download: boolean }
  | { outcome: "absent" | "tampered" | "expired" };

/**
 * An absolute link to a file that works without a credential for seven days.
 *
 * @param link.linkEpoch of the account that owns the file: raising it makes all its links void.
 */
export async function signLink(
  services: Pick<Services, "clock" | "secrets">,
  link: { origin: string; path: string; linkEpoch: number; download?: boolean },
): Promise<string> {
  const nowSeconds = services.clock.now() / 1000;
  const expires =
    Math.ceil(nowSeconds / EXPIRY_STEP_SECONDS) * EXPIRY_STEP_SECONDS + LINK_SECONDS;
  const fields = {
    expires: String(expires),
    key: KEY_ID,
    epoch: String(link.linkEpoch),
    disposition: link.download ? "attachment" : "inline",
  };
  const signature = await services.secrets.sign(signedText(link.path, fields));
  return `${link.origin}${link.path}?${new URLSearchParams({ ...fields, signature }).toString()}`;
}

/**
 * Checks an address's signature and expiry, before anything is looked up: the answer does not
 * depend on whether the file exists. The caller compares `linkEpoch` with the file's.
 */
export async function checkLink(
  services: Pick<Services, "clock" | "secrets">,
  url: URL,
): Promise<LinkCheck> {
  if (!url.searchParams.has("signature")) return { outcome: "absent" };
  const [expires, key, epoch, disposition, signature] = NAMES.map((name) => {
    const values = url.searchParams.getAll(name);
    return values.length === 1 ? values[0] : undefined;
  });
  if (!expires || !key || !epoch || !disposition || !signature) return { outcome: "tampered" };
  const text = signedText(url.pathname, { expires, key, epoch, disposition });
  if (key !== KEY_ID || !(await services.secrets.verify(text, signature))) {
    return { outcome: "tampered" };
  }
  if (Number(expires) * 1000 <= services.clock.now()) return { outcome: "expired" };
  return { outcome: "ok", linkEpoch: Number(epoch), download: disposition === "attachment" };
}

/** The refusal of a link that is not good. Only `ok` and `absent` are not refused by themselves. */
export function linkRefusal(outcome: "tampered" | "expired"): DomainError {
  return outcome === "expired"
    ? new DomainError("link-expired", "This link has expired. Ask for a new one.")
    : new DomainError("forbidden", "This link is not valid.");
}

function signedText(
  path: string,
  fields: { expires: string; key: string; epoch: string; disposition: string },
): string {
  const { expires, key, epoch, disposition } = fields;
  return ["GET", path, expires, key, disposition, epoch].join("\n");
}
