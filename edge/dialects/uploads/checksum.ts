import { DomainError } from "../../domain/errors.ts";

/** Algorithms of `Upload-Checksum`, as the protocol calls them. */
export const CHECKSUM_ALGORITHMS = ["sha1", "sha256"] as const;

const DIGESTS = {
  sha1: { name: "SHA-1", characters: 28 },
  sha256: { name: "SHA-256", characters: 44 },
} as const satisfies Record<(typeof CHECKSUM_ALGORITHMS)[number], object>;

/** Bytes that are digested on their way, and whether they turned out to be those expected. */
export type CheckedBytes = {
  chunks: AsyncIterable<Uint8Array>;
  areIntact: () => Promise<boolean>;
};

/**
 * Checks a body against an `Upload-Checksum` header while it is read.
 *
 * @throws DomainError `invalid-request` for another algorithm or what is no digest of it.
 */
export function checkBytes(header: string, body: AsyncIterable<Uint8Array>): CheckedBytes {
  const [algorithm, expected = ""] = header.trim().split(/ +/);
  const digest = DIGESTS[algorithm as keyof typeof DIGESTS] as
    | (typeof DIGESTS)[keyof typeof DIGESTS]
    | undefined;
  const isDigest = expected.length === digest?.characters && /^[A-Za-z\d+/]+={0,2}$/.test(expected);
  if (digest === undefined || !isDigest) {
    throw new DomainError(
      "invalid-request",
      `Upload-Checksum must name one of ${CHECKSUM_ALGORITHMS.join(", ")} and a Base64 digest.`,
      { field: "Upload-Checksum" },
    );
  }
  const hash = new crypto.DigestStream(digest.name);
  hash.digest.catch(() => undefined);
  const hashing = hash.getWriter();
  return {
    chunks: digesting(body, hashing),
    async areIntact() {
      await hashing.close();
      return toBase64(await hash.digest) === expected;
    },
  };
}

async function* digesting(
  body: AsyncIterable<Uint8Array>,
  hashing: WritableStreamDefaultWriter<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    await hashing.write(chunk);
    yield chunk;
  }
}

function toBase64(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}
