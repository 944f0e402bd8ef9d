import { expect, test } from "vitest";
import { checkSignIn } from "../../scripts/deployment/check-sign-in.ts";
import type { Wrangler } from "../../scripts/deployment/wrangler.ts";

/** A wrangler that prints this as the answer of `whoami --json`. */
const wranglerSaying =
  (answer: unknown, exitCode = 0): Wrangler =>
  async () => ({ exitCode, standardOutput: JSON.stringify(answer), standardError: "" });

const one = { id: "1", name: "One" };
const two = { id: "2", name: "Two" };

test("the only account is used, and a chosen one among several", async () => {
  const only = wranglerSaying({ loggedIn: true, accounts: [one] });
  expect(await checkSignIn(only, undefined)).toBe("One");
  const both = wranglerSaying({ loggedIn: true, accounts: [one, two] });
  expect(await checkSignIn(both, "2")).toBe("Two");
});

test("several accounts without a choice are listed", async () => {
  const both = wranglerSaying({ loggedIn: true, accounts: [one, two] });
  await expect(checkSignIn(both, undefined)).rejects.toThrow(/CLOUDFLARE_ACCOUNT_ID[^]*1 {2}One/);
});

test("nobody signed in", async () => {
  const nobody = wranglerSaying({ loggedIn: false }, 1);
  await expect(checkSignIn(nobody, undefined)).rejects.toThrow(/wrangler login/);
});
