import type { Context } from "hono";
import type { Account } from "../../domain/accounts/account-store.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { signLink } from "../../http/signed-links.ts";
import type { PathSigner } from "./convert.ts";

/** Signs paths for an account; document 001 shows them without an origin. */
export function pathSignerOf(context: Context<AppEnv>, account: Account): PathSigner {
  const origin = context.get("origin");
  return async (path) => {
    const link = await signLink(context.get("services"), {
      origin,
      path,
      linkEpoch: account.linkEpoch,
    });
    return link.slice(origin.length);
  };
}
