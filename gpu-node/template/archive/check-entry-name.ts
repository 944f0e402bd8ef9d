import { archiveError, quoteName } from "./archive-error.ts";

/** Characters that change how a name reads without showing themselves. */
const invisible = /[\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/;

/** Throws `invalid-input` for a name that could lead out of its folder, or that reads as another. */
export function checkEntryName(name: string): void {
  const refuse = (reason: string): never => {
    throw archiveError(`the entry ${quoteName(name)} ${reason}`);
  };
  if (name === "") throw archiveError("an entry has no name");
  if (name.includes("\0")) refuse("has a NUL character in its name");
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001F\u007F-\u009F]/.test(name)) refuse("has a control character in its name");
  if (invisible.test(name)) refuse("has an invisible or direction-changing character in its name");
  if (name.includes("\\")) refuse("has a backslash in its name");
  if (name.startsWith("/")) refuse("has an absolute path");
  if (/^[a-z]:/i.test(name)) refuse("has a drive letter in its path");
  if (name.split("/").includes("..")) refuse('has ".." in its path');
  if (Buffer.byteLength(name) > 1024) refuse("has a path that is too long");
}
