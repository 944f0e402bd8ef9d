import { expect, test } from "vitest";
import { createSecrets } from "../../edge/adapters/secrets.ts";

const masterKey = "master-key-0123456789abcdef-0123456789";
const secrets = createSecrets(masterKey);
const other = createSecrets("another-key-0123456789abcdef-012345678");

/** The same text with one character of its `index`-th part exchanged. */
function change(text: string, index: number): string {
  const parts = text.split(".");
  const part = parts[index] ?? "";
  parts[index] = (part.startsWith("A") ? "B" : "A") + part.slice(1);
  return parts.join(".");
}

test.each(["", "whsec_abc", "ä€😀\n", "x".repeat(10_000)])(
  "%j comes out as it went in",
  async (plain) => {
    const sealed = await secrets.seal(plain);
    expect(sealed).toMatch(/^v1\.[\w-]{16}\.[\w-]+$/);
    if (plain !== "") expect(sealed).not.toContain(plain);
    expect(await secrets.open(sealed)).toBe(plain);
    // Another process with the same master key opens it too.
    expect(await createSecrets(masterKey).open(sealed)).toBe(plain);
  },
);

test("the same secret is never sealed the same way twice", async () => {
  expect(await secrets.seal("a")).not.toBe(await secrets.seal("a"));
});

test("nothing is opened that was not sealed with this key, or was changed since", async () => {
  const sealed = await secrets.seal("secret");
  const wrong = [change(sealed, 1), change(sealed, 2), sealed.slice(0, -4), `${sealed}.x`];
  wrong.push(sealed.replace("v1", "v2"), "", "v1", "v1..", "nonsense", await other.seal("secret"));
  for (const text of wrong) await expect(secrets.open(text)).rejects.toThrow();
});

test("a signature is good for its text and key, in one spelling", async () => {
  const signature = await secrets.sign("text");
  expect(signature).toMatch(/^[\w-]{43}$/);
  expect(await secrets.verify("text", signature)).toBe(true);
  expect(await secrets.verify("text ", signature)).toBe(false);
  expect(await other.verify("text", signature)).toBe(false);
  const last = signature.at(-1) ?? "";
  const strayBits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const neighbour = strayBits[strayBits.indexOf(last) + 1] ?? "";
  for (const text of [
    `${signature}=`,
    `${signature}A`,
    signature.slice(1),
    "",
    signature.slice(0, -1) + neighbour,
  ]) {
    expect(await secrets.verify("text", text)).toBe(false);
  }
});

test("what is sealed and what is signed have keys of their own, and neither is the digest", async () => {
  expect(await secrets.digest("abc")).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
  expect(await secrets.sign("abc")).not.toBe(await other.sign("abc"));
  expect(() => createSecrets("x".repeat(31))).toThrow(RangeError);
});
