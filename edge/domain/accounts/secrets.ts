/** Cryptography of the deployment's secrets; keys are derived per purpose and never leave it. */
export interface Secrets {
  /** SHA-256 of a credential, hex: what is stored in its place. */
  digest(value: string): Promise<string>;
  /** Encrypts a secret for storage. */
  seal(plain: string): Promise<string>;
  open(sealed: string): Promise<string>;
  /** Base64url HMAC-SHA-256 for signed links. */
  sign(text: string): Promise<string>;
  /** Constant-time check of `sign`. */
  verify(text: string, signature: string): Promise<boolean>;
}
