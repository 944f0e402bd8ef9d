import { describe, expect, test } from "vitest";
import { createSecrets } from "../../edge/adapters/secrets.ts";
import type { Services } from "../../edge/domain/services.ts";
import { judgeConditions, rangeApplies } from "../../edge/http/conditions.ts";
import { contentDisposition } from "../../edge/http/content-disposition.ts";
import {
  checkLinkEpoch,
  checkSignedLink,
  dispositionOf,
  signLink,
} from "../../edge/http/signed-links.ts";

const LINK_MILLISECONDS = 7 * 24 * 3600 * 1000;
let now = 1_800_000_000_000;
const services = {
  clock: { now: () => now },
  secrets: createSecrets("master-key-0123456789abcdef-0123456789"),
} as unknown as Services;

describe("signed links", () => {
  const link = { origin: "https://edge.example", path: "/videos/a.mp4", linkEpoch: 1 };
  const sign = async (disposition?: "inline" | "attachment") =>
    new URL(await signLink(services, { ...link, ...(disposition && { disposition }) }));

  test("grant what was signed until they expire", async () => {
    const url = await sign("attachment");
    const grant = await checkSignedLink(services, url);
    expect(grant).toMatchObject({ linkEpoch: 1, disposition: "attachment" });
    expect(await checkSignedLink(services, new URL(link.path, link.origin))).toBeNull();
    now += LINK_MILLISECONDS + 1000;
    await expect(checkSignedLink(services, url)).rejects.toMatchObject({ code: "link-expired" });
  });

  test("are void once the account's epoch is another", async () => {
    const grant = await checkSignedLink(services, await sign());
    expect(() => checkLinkEpoch(grant!, 1)).not.toThrow();
    expect(() => checkLinkEpoch(grant!, 2)).toThrow(
      expect.objectContaining({ code: "link-expired" }),
    );
  });

  test("are saved where they say so or the caller asks for it, never shown against it", async () => {
    const [shown, saved] = [await sign("inline"), await sign("attachment")];
    const read = async (url: URL) => dispositionOf(url, await checkSignedLink(services, url));
    expect([await read(shown), await read(saved)]).toEqual(["inline", "attachment"]);
    shown.searchParams.set("download", "1");
    saved.searchParams.set("download", "0");
    expect([await read(shown), await read(saved)]).toEqual(["attachment", "attachment"]);
    expect(dispositionOf(new URL("https://edge.example/videos/a.mp4"), null)).toBe("inline");
  });

  const tampered: [string, (url: URL) => void][] = [
    ["path", (url) => (url.pathname = "/videos/b.mp4")],
    ["disposition", (url) => url.searchParams.set("disposition", "attachment")],
    ["disposition of no kind", (url) => url.searchParams.set("disposition", "x")],
    ["disposition left out", (url) => url.searchParams.delete("disposition")],
    ["epoch", (url) => url.searchParams.set("epoch", "2")],
    ["epoch in another spelling", (url) => url.searchParams.set("epoch", "01")],
    ["expiry", (url) => url.searchParams.set("expires", `${Number.MAX_SAFE_INTEGER}`)],
    [
      "expiry in another spelling",
      (url) => url.searchParams.set("expires", `${url.searchParams.get("expires")}.0`),
    ],
    ["expiry left out", (url) => url.searchParams.delete("expires")],
    ["key", (url) => url.searchParams.set("key", "2")],
    ["signature", (url) => url.searchParams.set("signature", "A".repeat(43))],
    ["empty signature", (url) => url.searchParams.set("signature", "")],
  ];
  test.each(tampered)("with another %s are refused", async (_name, tamper) => {
    const url = await sign();
    tamper(url);
    await expect(checkSignedLink(services, url)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("Content-Disposition", () => {
  test.each([
    ["a.mp4", `inline; filename="a.mp4"; filename*=UTF-8''a.mp4`],
    [
      "été 100%.mp4",
      `inline; filename="ete 100_.mp4"; filename*=UTF-8''%C3%A9t%C3%A9%20100%25.mp4`,
    ],
    ["日本.mov", `inline; filename="__.mov"; filename*=UTF-8''%E6%97%A5%E6%9C%AC.mov`],
    ["it's (1)*.mp4", `inline; filename="it's (1).mp4"; filename*=UTF-8''it%27s%20%281%29.mp4`],
    [
      'a"\r\nSet-Cookie: x=1\\../b.mp4',
      `inline; filename="aSet-Cookie x=1..b.mp4"; filename*=UTF-8''aSet-Cookie%20x%3D1..b.mp4`,
    ],
    ["ab\u202egpj.exe\u0000", `inline; filename="abgpj.exe"; filename*=UTF-8''abgpj.exe`],
    ["../../etc/passwd", `inline; filename="etcpasswd"; filename*=UTF-8''etcpasswd`],
    ["\ud800", `inline; filename="file"; filename*=UTF-8''file`],
    ["", `inline; filename="file"; filename*=UTF-8''file`],
  ])("of %j", (name, expected) => {
    expect(contentDisposition("inline", name)).toBe(expected);
    expect(contentDisposition("attachment", name)).toBe(expected.replace("inline", "attachment"));
  });

  test("of any name is one line of ASCII, and bounded", () => {
    const name = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code)).join("");
    for (let start = 0; start < name.length; start += 100) {
      const header = contentDisposition("inline", name.slice(start, start + 300));
      expect(header).toMatch(
        /^inline; filename="[^"\\/\r\n]+"; filename\*=UTF-8''[\w.~!%+&$#^`|-]+$/,
      );
      expect(header.length).toBeLessThan(2000);
    }
  });
});

describe("conditions", () => {
  const file = { etag: '"a"', lastModified: "Wed, 01 Jan 2025 10:00:00 GMT" };
  const earlier = "Wed, 01 Jan 2025 09:00:00 GMT";
  test.each<[Record<string, string>, number | null]>([
    [{}, null],
    [{ "if-none-match": '"x", W/"a"' }, 304],
    [{ "if-none-match": "*" }, 304],
    [{ "if-none-match": '"x"' }, null],
    [{ "if-none-match": '"x"', "if-modified-since": file.lastModified }, null],
    [{ "if-modified-since": file.lastModified }, 304],
    [{ "if-modified-since": earlier }, null],
    [{ "if-modified-since": "nonsense" }, null],
    [{ "if-match": '"a"' }, null],
    [{ "if-match": '"x", "y"' }, 412],
    [{ "if-match": 'W/"a"' }, 412],
    [{ "if-match": "*" }, null],
    [{ "if-unmodified-since": earlier }, 412],
    [{ "if-unmodified-since": file.lastModified }, null],
  ])("%j", (headers, expected) => {
    expect(judgeConditions(new Headers(headers), file)).toBe(expected);
  });

  test("If-Range takes the very tag or the very date", () => {
    expect(rangeApplies(null, file)).toBe(true);
    expect(rangeApplies('"a"', file)).toBe(true);
    expect(rangeApplies(file.lastModified, file)).toBe(true);
    expect(rangeApplies('W/"a"', file)).toBe(false);
    expect(rangeApplies(earlier, file)).toBe(false);
  });
});
