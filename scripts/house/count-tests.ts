import { z } from "zod";

const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
  ),
});

export type TestCount = { passed: number; failed: number };

/**
 * Counts tests in what vitest's JSON reporter wrote. A file that failed without a failed test
 * (it could not be loaded, or a hook threw) counts as one failure.
 */
export function countTests(report: unknown): TestCount {
  let passed = 0;
  let failed = 0;
  for (const file of Report.parse(report).testResults) {
    const failedHere = file.assertionResults.filter(({ status }) => status === "failed").length;
    passed += file.assertionResults.filter(({ status }) => status === "passed").length;
    failed += file.status === "failed" ? Math.max(1, failedHere) : failedHere;
  }
  return { passed, failed };
}
