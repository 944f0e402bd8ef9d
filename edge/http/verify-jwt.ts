import { createRemoteJWKSet, decodeProtectedHeader, errors, jwtVerify } from "jose";

/** Which tokens a deployment trusts. At least one of the two keys is set, or none is accepted. */
export type JwtSettings = {
  issuer: string;
  audience: string;
  hs256Secret: string | null;
  jwksUrl: string | null;
};

const CLOCK_SKEW_SECONDS = 60;
const MAXIMUM_TOKEN_CHARACTERS = 8192;
const ASYMMETRIC_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"];
/** Headers that name a key or an extension of the sender's choice. */
const REFUSED_HEADERS = ["jku", "jwk", "x5u", "x5c", "crit", "b64"];

const keySets = new Map<string, ReturnType<typeof createRemoteJWKSet>>();

/**
 * The subject of a JWT that this deployment trusts, or null for any that it does not, whatever the
 * reason. The algorithm decides between the two kinds of key only among those configured: an
 * HMAC is never checked with a public key.
 *
 * @throws whatever the key server's failure was, when its keys cannot be had.
 */
export async function verifyJwt(
  token: string,
  settings: JwtSettings,
  now: number,
): Promise<string | null> {
  if (token.length > MAXIMUM_TOKEN_CHARACTERS) return null;
  const checks = {
    issuer: settings.issuer,
    audience: settings.audience,
    requiredClaims: ["exp", "iss", "aud", "sub"],
    clockTolerance: CLOCK_SKEW_SECONDS,
    currentDate: new Date(now),
  };
  try {
    const header = decodeProtectedHeader(token);
    if (REFUSED_HEADERS.some((name) => name in header)) return null;
    const { payload } =
      header.alg === "HS256" && settings.hs256Secret !== null
        ? await jwtVerify(token, new TextEncoder().encode(settings.hs256Secret), {
            ...checks,
            algorithms: ["HS256"],
          })
        : settings.jwksUrl !== null
          ? await jwtVerify(token, keySetOf(settings.jwksUrl), {
              ...checks,
              algorithms: ASYMMETRIC_ALGORITHMS,
            })
          : { payload: null };
    const subject: unknown = payload?.sub;
    return typeof subject === "string" && subject !== "" && subject.length <= 255 ? subject : null;
  } catch (error) {
    if (isKeyServerFailure(error)) throw error;
    return null;
  }
}

function keySetOf(url: string): ReturnType<typeof createRemoteJWKSet> {
  const known = keySets.get(url);
  if (known) return known;
  const made = createRemoteJWKSet(new URL(url));
  keySets.set(url, made);
  return made;
}

/** True when it is our side that failed, so that the caller must not be told its token is bad. */
function isKeyServerFailure(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return true;
  // jose throws its base class, and nothing more precise, for an answer other than 200.
  return error instanceof errors.JOSEError && error.code === "ERR_JOSE_GENERIC";
}
