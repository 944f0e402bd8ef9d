import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { base64url, SignJWT } from "jose";
import { expect, test } from "vitest";
import type { Services } from "../../edge/domain/services.ts";
import { createSecrets } from "../../edge/adapters/secrets.ts";
import {
  findCredential,
  resolveCredential,
  type AuthSettings,
} from "../../edge/http/authenticate.ts";

const NOW_SECONDS = 1_800_000_000;
const secret = "a-shared-secret-of-more-than-32-characters";
const rawSecret = new TextEncoder().encode(secret);
const account = { id: "0198c000-0000-7000-8000-000000000001", disabled: false };
const apiKey = `ff_live_${"a".repeat(43)}`;
const secrets = createSecrets("master-key-0123456789abcdef-0123456789");
const digest = await secrets.digest(apiKey);
const services = {
  clock: { now: () => NOW_SECONDS * 1000 },
  secrets,
  afterAnswer: () => undefined,
  accounts: {
    read: (id: string) => Promise.resolve(id === account.id ? account : null),
    readByExternalSubject: () => Promise.resolve(null),
    readKeyByDigest: (given: string) =>
      Promise.resolve(given === digest ? { key: { id: "k", scopes: [] }, account } : null),
    touchKey: () => Promise.resolve(),
  },
} as unknown as Services;
const seen: string[] = [];
const settings: AuthSettings = {
  operatorToken: "operator-token-0123456789",
  anonymousAccount: null,
  provisionSubjects: false,
  jwt: { issuer: "issuer", audience: "audience", hs256Secret: secret, jwksUrl: null },
  admission: {
    accept: (credential) => Promise.resolve(void seen.push(`good ${credential}`)),
    reject: (credential) => Promise.resolve(void seen.push(`bad ${credential}`)),
  },
};
const claims = { sub: account.id, iss: "issuer", aud: "audience", exp: NOW_SECONDS + 600 };

function sign(payload: Record<string, unknown>, header: Record<string, unknown> = {}) {
  const input = [{ alg: "HS256", ...header }, payload]
    .map((part) => base64url.encode(JSON.stringify(part)))
    .join(".");
  return signInput(input, secret);
}
async function signInput(input: string, key: string): Promise<string> {
  const raw = new TextEncoder().encode(key);
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", raw, algorithm, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", imported, new TextEncoder().encode(input));
  return `${input}.${base64url.encode(new Uint8Array(mac))}`;
}
const without = (name: string) =>
  Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== name));

test("a good token, key and operator token are told apart", async () => {
  expect(await resolveCredential(services, settings, await sign(claims))).toMatchObject({
    kind: "account",
    account,
  });
  expect(await resolveCredential(services, settings, apiKey)).toMatchObject({ kind: "account" });
  expect(await resolveCredential(services, settings, settings.operatorToken)).toEqual({
    kind: "operator",
  });
});

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const publicPem = publicKey.export({ type: "spki", format: "pem" }) as string;
const unsigned = (header: object) =>
  [header, claims].map((part) => base64url.encode(JSON.stringify(part))).join(".");

const KID_OF_ZEROS = { alg: "HS256", kid: "../../../../dev/zero" };
const SQL_KID = "x' UNION SELECT 'key' --";

/** Every way to write an algorithm that signs nothing, in letters of either case. */
const NONE_SPELLINGS = Array.from({ length: 16 }, (_, bits) =>
  Array.from("none", (letter, at) => ((bits >> at) & 1 ? letter.toUpperCase() : letter)).join(""),
);
/** The last digit of a signature of 32 bytes has two bits that say nothing; a decoder may skip them. */
const withStrayBits = (token: string) => {
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return token.slice(0, -1) + digits[digits.indexOf(token.at(-1) ?? "") + 1];
};
const segmentsOf = async () => (await sign(claims)).split(".") as [string, string, string];

const attacks: [string, () => string | Promise<string>][] = [
  ["algorithm none", () => `${unsigned({ alg: "none" })}.`],
  [
    "RS256 where HS256 is pinned",
    () => new SignJWT(claims).setProtectedHeader({ alg: "RS256" }).sign(privateKey),
  ],
  ["HS256 over a public key", () => signInput(unsigned({ alg: "HS256" }), publicPem)],
  ["HS512 label", () => sign(claims, { alg: "HS512" })],
  [
    "HS512 over the very secret",
    () => new SignJWT(claims).setProtectedHeader({ alg: "HS512" }).sign(rawSecret),
  ],
  ["expired beyond the skew", () => sign({ ...claims, exp: NOW_SECONDS - 61 })],
  ["without exp", () => sign(without("exp"))],
  ["without iss", () => sign(without("iss"))],
  ["without aud", () => sign(without("aud"))],
  ["without sub", () => sign(without("sub"))],
  ["wrong issuer", () => sign({ ...claims, iss: "other" })],
  ["wrong audience", () => sign({ ...claims, aud: "other" })],
  ["not yet valid", () => sign({ ...claims, nbf: NOW_SECONDS + 120 })],
  ["jku", () => sign(claims, { jku: "https://evil.example/keys" })],
  ["jwk", () => sign(claims, { jwk: { kty: "oct", k: "AAAA" } })],
  ["x5u", () => sign(claims, { x5u: "https://evil.example/chain" })],
  ["crit", () => sign(claims, { crit: ["exp"] })],
  ["x5c", () => sign(claims, { x5c: ["AAAA"] })],
  ["algorithm none, but signed", () => signInput(unsigned({ alg: "none" }), secret)],
  ["no algorithm", () => signInput(unsigned({}), secret)],
  ["HS256 without a signature", () => `${unsigned({ alg: "HS256" })}.`],
  ["kid that names a file of zeros", () => signInput(unsigned(KID_OF_ZEROS), "\0")],
  ["kid that injects SQL", () => signInput(unsigned({ ...KID_OF_ZEROS, kid: SQL_KID }), "key")],
  ["exp as a text", () => sign({ ...claims, exp: String(NOW_SECONDS + 600) })],
  ["subject that is no text", () => sign({ ...claims, sub: { id: account.id } })],
  ["empty subject", () => sign({ ...claims, sub: "" })],
  ["audience that only contains ours", () => sign({ ...claims, aud: "audience.evil" })],
  [
    "changed payload",
    async () => {
      const [header, , signature] = (await sign(claims)).split(".");
      return [header, base64url.encode(JSON.stringify({ ...claims, exp: 9e9 })), signature].join(
        ".",
      );
    },
  ],
  ...NONE_SPELLINGS.flatMap((alg): [string, () => string | Promise<string>][] => [
    [`algorithm ${alg}, unsigned`, () => `${unsigned({ alg })}.`],
    [`algorithm ${alg} without its last dot`, () => unsigned({ alg })],
    [`algorithm ${alg}, signed all the same`, () => signInput(unsigned({ alg }), secret)],
  ]),
  ["HS256 in small letters", () => signInput(unsigned({ alg: "hs256" }), secret)],
  ["a list of algorithms", () => signInput(unsigned({ alg: ["none", "HS256"] }), secret)],
  ["a blank key", () => signInput(unsigned({ alg: "HS256" }), " ")],
  ["crit that names b64", () => sign(claims, { crit: ["b64"], b64: false })],
  ["an empty crit", () => sign(claims, { crit: [] })],
  ["a jku that is null", () => sign(claims, { jku: null })],
  ["an embedded public key", () => sign(claims, { jwk: publicKey.export({ format: "jwk" }) })],
  ["two signatures", async () => `${await sign(claims)}.${(await segmentsOf())[2]}`],
  ["two dots in a row", async () => (await sign(claims)).replace(".", "..")],
  ["a leading dot", async () => `.${await sign(claims)}`],
  ["a dot behind", async () => `${await sign(claims)}.`],
  ["no payload", async () => signInput(`${(await segmentsOf())[0]}.`, secret)],
  ["no header", async () => signInput(`.${(await segmentsOf())[1]}`, secret)],
  ["a signature cut short", async () => (await sign(claims)).slice(0, -2)],
  ["a payload cut short", async () => (await segmentsOf()).with(1, "eyJzdWIi").join(".")],
  [
    "a payload that is no JSON",
    () => signInput(`${unsigned({}).split(".")[0]}.bm9uc2Vuc2U`, secret),
  ],
  ["a payload that is a list", () => signInput(`eyJhbGciOiJIUzI1NiJ9.W10`, secret)],
  ["a payload that is null", () => signInput(`eyJhbGciOiJIUzI1NiJ9.bnVsbA`, secret)],
  ["an encrypted token's five parts", () => "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..aa.bb.cc"],
  ["padding", async () => `${await sign(claims)}=`],
  ["the other base64 alphabet", async () => `${(await sign(claims)).slice(0, -3)}+/A`],
  ["a line break inside", async () => (await sign(claims)).replace(".", ".\n")],
  ["stray last bits", async () => withStrayBits(await sign(claims))],
  ["exp that is no number", () => sign({ ...claims, exp: Number.NaN })],
  ["exp that is negative", () => sign({ ...claims, exp: -1 })],
  ["nbf as a text", () => sign({ ...claims, nbf: "0" })],
  ["audiences without ours", () => sign({ ...claims, aud: ["other", "audience.evil"] })],
  ["issuers in a list", () => sign({ ...claims, iss: ["issuer"] })],
  ["unknown subject", () => sign({ ...claims, sub: "stranger" })],
  ["unknown key", () => `ff_live_${"b".repeat(43)}`],
  ["malformed", () => "nonsense"],
];
test.each(attacks)("refused with the same answer: %s", async (_name, token) => {
  await expect(resolveCredential(services, settings, await token())).rejects.toMatchObject({
    code: "unauthenticated",
    message: "The credential is missing or not valid.",
  });
});

test("with published keys, a token signed with one of them as a secret is refused", async () => {
  const key = { ...publicKey.export({ format: "jwk" }), kid: "one", alg: "RS256", use: "sig" };
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "application/json").end(JSON.stringify({ keys: [key] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const jwksUrl = `http://127.0.0.1:${port}/keys`;
    const published = { ...settings, jwt: { ...settings.jwt, jwksUrl } };
    const signed = (header: object) =>
      new SignJWT(claims).setProtectedHeader({ alg: "RS256", ...header }).sign(privateKey);
    const good = await signed({ kid: "one" });
    expect(await resolveCredential(services, published, good)).toMatchObject({ account });
    const jwk = JSON.stringify(key);
    for (const token of [
      signInput(unsigned({ alg: "HS256", kid: "one" }), publicPem),
      signInput(unsigned({ alg: "HS256", kid: "one" }), jwk),
      sign(claims, { kid: "one" }),
      `${unsigned({ alg: "none", kid: "one" })}.`,
      signed({ kid: "../../one" }),
      signed({ kid: "one", jku: `${jwksUrl}/evil` }),
    ]) {
      await expect(resolveCredential(services, published, await token)).rejects.toMatchObject({
        code: "unauthenticated",
      });
    }
  } finally {
    server.close();
  }
});

test("kid is only a name: a token that is good stays good whatever it says", async () => {
  for (const kid of ["../../../../dev/zero", "", "a".repeat(2000)]) {
    const token = await sign(claims, { kid });
    expect(await resolveCredential(services, settings, token)).toMatchObject({ account });
  }
});

test("a token that expired within the skew is good", async () => {
  const token = await sign({ ...claims, exp: NOW_SECONDS - 30 });
  expect(await resolveCredential(services, settings, token)).toMatchObject({ kind: "account" });
});

test.each([
  { authorization: "Bearer c" },
  { authorization: "bearer  c" },
  { "X-API-Key": "c" },
  { "api-key": "c" },
  { API_KEY: "c" },
  { "x-api-key": "c", authorization: "Bearer c" },
  { authorization: "Bearer c, Bearer c" },
  { "x-api-key": "c, c" },
  { "x-api-key": "", authorization: "Bearer c" },
])("a credential is found in %j", (headers) => {
  expect(findCredential(new Headers(headers as Record<string, string>))).toBe("c");
});

test("two different credentials are refused, none is null", () => {
  const both = new Headers({ "x-api-key": "a", authorization: "Bearer b" });
  expect(() => findCredential(both)).toThrow(
    expect.objectContaining({ code: "conflicting-credentials" }),
  );
  const joined = new Headers({ authorization: "Bearer a, Bearer b" });
  expect(() => findCredential(joined)).toThrow("two credentials");
  expect(findCredential(new Headers())).toBeNull();
  expect(findCredential(new Headers({ authorization: "Bearer ", "x-api-key": "" }))).toBeNull();
});

test("good and bad credentials are told to the request's budgets, a missing one is not", async () => {
  seen.length = 0;
  await resolveCredential(services, settings, apiKey);
  await expect(resolveCredential(services, settings, "nonsense")).rejects.toThrow();
  await expect(resolveCredential(services, settings, null)).rejects.toThrow();
  expect(seen).toEqual([`good ${apiKey}`, "bad nonsense"]);
});

test("a disabled account is told so, by key and by token", async () => {
  account.disabled = true;
  for (const credential of [apiKey, await sign(claims)]) {
    await expect(resolveCredential(services, settings, credential)).rejects.toMatchObject({
      code: "forbidden",
      message: "The account is disabled.",
    });
  }
  account.disabled = false;
});
