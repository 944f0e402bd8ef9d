import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { archiveLimits } from "../../../gpu-node/template/archive/archive-limits.ts";
import { findDocument } from "../../../gpu-node/template/archive/find-document.ts";
import { openArchive } from "../../../gpu-node/template/archive/open-archive.ts";
import { makeZip } from "./support/make-zip.ts";
import type { ZipEntry } from "./support/make-zip.ts";

const data = { name: "data.json", data: "{}" };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "archive-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function open(bytes: Uint8Array, limits = archiveLimits as typeof archiveLimits | object) {
  const file = path.join(directory, "template.zip");
  await writeFile(file, bytes);
  return openArchive({
    path: file,
    workDirectory: path.join(directory, "work"),
    limits: { ...archiveLimits, ...limits },
    signal: new AbortController().signal,
  });
}

async function extractAll(bytes: Uint8Array, limits?: object): Promise<void> {
  const archive = await open(bytes, limits);
  for (const name of archive.names) await archive.extract(name);
}

const attacks: { what: string; entries: ZipEntry[]; reason: RegExp }[] = [
  { what: "a way out", entries: [{ name: "a/../../b" }], reason: /has "\.\." in its path/ },
  { what: "an absolute path", entries: [{ name: "/etc/passwd" }], reason: /absolute path/ },
  { what: "a backslash", entries: [{ name: "images\\a.png" }], reason: /backslash/ },
  { what: "a drive letter", entries: [{ name: "C:evil" }], reason: /drive letter/ },
  { what: "a NUL", entries: [{ name: "a\0.png" }], reason: /NUL character/ },
  { what: "a control character", entries: [{ name: "a\u001b[2J" }], reason: /control character/ },
  { what: "a bidi character", entries: [{ name: "a\u202egnp.exe" }], reason: /direction-changing/ },
  { what: "a link", entries: [{ name: "a", unixMode: 0o120777 }], reason: /symbolic link/ },
  { what: "a device", entries: [{ name: "a", unixMode: 0o020666 }], reason: /device/ },
  { what: "the same name", entries: [{ name: "a" }, { name: "a" }], reason: /have the same name/ },
  { what: "another case", entries: [{ name: "A.png" }, { name: "a.PNG" }], reason: /same name/ },
  {
    what: "another form of ü",
    entries: [{ name: "u\u0308.png" }, { name: "\u00fc.png" }],
    reason: /have the same name/,
  },
  { what: "encryption", entries: [{ name: "a", flags: 0x0801 }], reason: /is encrypted/ },
  {
    what: "an unknown method",
    entries: [{ name: "a", data: "abc", method: 12 }],
    reason: /unknown compression method 12/,
  },
  {
    what: "an archive by name",
    entries: [{ name: "b.zip" }],
    reason: /archive within the archive/,
  },
  {
    what: "an archive by its bytes",
    entries: [{ name: "b.png", data: gzipSync("hello") }],
    reason: /archive within the archive/,
  },
  {
    what: "a bomb",
    entries: [{ name: "a", data: Buffer.alloc(1_000_000) }],
    reason: /expands more than 100 times/,
  },
  {
    what: "a bomb that plays it down",
    entries: [{ name: "a", data: Buffer.alloc(1_000_000), expandedBytes: 5000 }],
    reason: /expands more than 100 times|larger than it says/,
  },
  {
    what: "another name in its own header",
    entries: [{ name: "a.png", local: { name: "b.png" } }],
    reason: /another name in its own header/,
  },
  {
    what: "another method in its own header",
    entries: [{ name: "a.png", local: { method: 0 } }],
    reason: /another compression method/,
  },
  {
    what: "another size in its own header",
    entries: [{ name: "a.png", data: "abc", local: { expandedBytes: 4 } }],
    reason: /another size/,
  },
  {
    what: "another checksum in its own header",
    entries: [{ name: "a.png", data: "abc", local: { crc32: 4 } }],
    reason: /another checksum/,
  },
  {
    what: "shared bytes",
    entries: [
      { name: "a", data: "abc" },
      { name: "a2", data: "abc", sameBytesAs: 0 },
    ],
    reason: /another name|overlaps another/,
  },
  {
    what: "a wrong checksum",
    entries: [{ name: "a", data: "abc", crc32: 7 }],
    reason: /checksum differs/,
  },
  {
    what: "more bytes than it says",
    entries: [{ name: "a", data: "abcdef", expandedBytes: 3 }],
    reason: /larger than it says/,
  },
];

describe("an archive is refused that has", () => {
  test.each(attacks)("$what", async ({ entries, reason }) => {
    const refusal = extractAll(makeZip([data, ...entries]));
    await expect(refusal).rejects.toMatchObject({
      code: "invalid-input",
      message: expect.stringMatching(/^Invalid or corrupt ZIP file: /) as string,
    });
    await expect(extractAll(makeZip([data, ...entries]))).rejects.toThrow(reason);
  });

  test("the same bytes twice under one name", async () => {
    const zip = makeZip([
      data,
      { name: "aa", data: "abc" },
      { name: "aa", sameBytesAs: 1, data: "abc" },
    ]);
    await expect(open(zip)).rejects.toThrow(/same name/);
  });

  test("entries that lie within another", async () => {
    const inner = makeZip([{ name: "in", data: "secret", method: 0 }]);
    // The outer entry's stored bytes are an archive of their own, whose header is pointed at.
    const outer = makeZip([
      data,
      { name: "outer.bin", data: inner, method: 0 },
      { name: "in", data: "secret", method: 0, sameBytesAs: 1 },
    ]);
    const at = outer.indexOf(inner);
    const pointer = outer.lastIndexOf(Buffer.from("in")) - 4;
    outer.writeUInt32LE(at, pointer);
    await expect(open(outer)).rejects.toThrow(/overlaps another/);
  });

  test("too many entries", async () => {
    const many = Array.from({ length: 12 }, (_, index) => ({ name: `f${index}` }));
    await expect(open(makeZip(many), { entries: 11 })).rejects.toThrow(/more than 11 entries/);
  });

  test("more than it may expand to, as it says and as it turns out", async () => {
    const noise = Buffer.from(Array.from({ length: 3000 }, (_, index) => (index * 7919) % 251));
    const zip = makeZip([
      { name: "a", data: noise },
      { name: "b", data: noise },
    ]);
    await expect(open(zip, { expandedBytes: 5000 })).rejects.toThrow(/expands to more than 5000/);
    const liar = makeZip([{ name: "a", data: noise, expandedBytes: 10 }]);
    await expect(extractAll(liar, { expandedBytes: 2000 })).rejects.toThrow(
      /more than 2000|larger than/,
    );
  });
});

test.each(["", "PK", "not a zip at all, but rather longer than its end record"])(
  "what is no archive is refused: %j",
  async (text) => {
    await expect(open(Buffer.from(text))).rejects.toThrow(/^Invalid or corrupt ZIP file/);
  },
);

test("an archive cut short is refused", async () => {
  const zip = makeZip([{ name: "data.json", data: "x".repeat(50) }]);
  await expect(open(zip.subarray(0, zip.length - 10))).rejects.toThrow(/^Invalid or corrupt ZIP/);
});

test("Zip64, descriptors and stored entries are read", async () => {
  const archive = await open(
    makeZip([
      { name: "data.json", data: "{}", zip64: true },
      { name: "images/a.png", data: "first", hasDescriptor: true },
      { name: "images/b.png", data: "second", method: 0 },
      { name: "images/", unixMode: 0o040755 },
      { name: "__MACOSX/._data.json", data: "litter" },
    ]),
  );
  expect(archive.names).toEqual(["data.json", "images/a.png", "images/b.png"]);
  expect(await readFile(await archive.extract("images/a.png"), "utf8")).toBe("first");
  expect(await readFile(await archive.extract("images/b.png"), "utf8")).toBe("second");
  expect(archive.find("Images/B.PNG")).toBe("images/b.png");
  expect(archive.find("images/c.png")).toBeNull();
});

describe("the document is found", () => {
  const at = async (...names: string[]) =>
    findDocument(await open(makeZip(names.map((name) => ({ name, data: "{}" })))));

  test("flat, in one folder, or as the only JSON", async () => {
    expect(await at("data.json", "images/a.png")).toEqual({ name: "data.json", folder: "" });
    expect(await at("Promo/data.json", "Promo/images/a.png")).toEqual({
      name: "Promo/data.json",
      folder: "Promo/",
    });
    expect(await at("intro.json", "images/a.png")).toEqual({ name: "intro.json", folder: "" });
  });

  test("or the archive is refused", async () => {
    await expect(at("images/a.png")).rejects.toThrow(/^Missing required JSON configuration file/);
    await expect(at("a.json", "b.json")).rejects.toThrow(/^Missing required JSON .*several/);
    await expect(at("a/b/data.json", "c.png")).rejects.toThrow(/one containing folder/);
  });
});
