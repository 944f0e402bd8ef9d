import { expect, test } from "vitest";
import { countTests } from "../../scripts/house/count-tests.ts";

const file = (status: string, ...tests: string[]) => ({
  name: "a.test.ts",
  status,
  assertionResults: tests.map((word) => ({ status: word })),
});

test("counts passed and failed tests, not skipped ones", () => {
  const testResults = [file("failed", "passed", "failed", "skipped"), file("passed", "passed")];
  expect(countTests({ testResults })).toEqual({ passed: 2, failed: 1 });
});

test("counts a file that could not be loaded as one failure", () => {
  expect(countTests({ testResults: [file("failed")] })).toEqual({ passed: 0, failed: 1 });
});
