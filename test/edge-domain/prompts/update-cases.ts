import { describe, expect, test } from "vitest";
import { applyRequest } from "../../../edge/domain/prompts/edits/apply-request.ts";
import { badEnglish } from "./prompt-samples.ts";

export type UpdateCase = readonly [
  prompt: string,
  request: string,
  tuned: string,
  changes: readonly string[],
];

/** Groups of prompts and requests: the prompt becomes the tuned one, and the changes say what changed. */
export function describeUpdates(groups: [name: string, cases: readonly UpdateCase[]][]): void {
  describe.for(groups)("%s", ([, cases]) => {
    test.for(cases)("%s › %s", ([prompt, request, tuned, changes]) => {
      expect(applyRequest(prompt, request)).toMatchObject({ prompt: tuned, changes });
      expect(badEnglish(tuned)).toBeNull();
    });
  });
}
