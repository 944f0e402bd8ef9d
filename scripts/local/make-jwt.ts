import { SignJWT } from "jose";

/** A JWT of the account for the local edge, good for 30 days. */
export function makeJwt(accountId: string, secret: string): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(accountId)
    .setIssuer("framefleet")
    .setAudience("framefleet-api")
    .setIssuedAt()
    .setExpirationTime("30d")
    .sign(new TextEncoder().encode(secret));
}
