import { z } from "zod";
import { whoAmI } from "./commands.ts";
import type { Wrangler } from "./wrangler.ts";

const WhoAmI = z.object({
  loggedIn: z.boolean(),
  accounts: z.array(z.object({ id: z.string(), name: z.string() })).default([]),
});

/**
 * Says in which account the deployment will be. Throws an Error that says what to do when nobody
 * is signed in, or when there are several accounts and none was chosen.
 * @param accountId the chosen account (CLOUDFLARE_ACCOUNT_ID)
 */
export async function checkSignIn(
  wrangler: Wrangler,
  accountId: string | undefined,
): Promise<string> {
  const answer = await wrangler(whoAmI);
  const who = readAnswer(answer.standardOutput);
  if (answer.exitCode !== 0 || !who?.loggedIn) {
    const words = who === null ? `\n${answer.standardOutput}${answer.standardError}` : "";
    throw new Error(
      `wrangler is not signed in to Cloudflare: run \`npx wrangler login\`, or set
CLOUDFLARE_API_TOKEN to a token that may edit Workers, D1, R2 and Queues.${words}`,
    );
  }
  if (accountId !== undefined && accountId !== "") {
    return who.accounts.find(({ id }) => id === accountId)?.name ?? accountId;
  }
  const [account, ...others] = who.accounts;
  if (account === undefined) throw new Error("This sign-in reaches no Cloudflare account.");
  if (others.length > 0) {
    const names = who.accounts.map(({ id, name }) => `  ${id}  ${name}`).join("\n");
    throw new Error(`Choose an account: set CLOUDFLARE_ACCOUNT_ID to one of\n${names}`);
  }
  return account.name;
}

function readAnswer(text: string): z.infer<typeof WhoAmI> | null {
  try {
    return WhoAmI.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
