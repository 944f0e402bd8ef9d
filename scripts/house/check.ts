/** What a check found. `note` is a short figure for the summary line, `output` explains a failure. */
export type CheckResult = { ok: boolean; note?: string; output: string };

/** One check of `npm run verify`. */
export type Check = { name: string; run: () => Promise<CheckResult> };
