import { describe } from "vitest";
import { embeddedTuner } from "../../../edge/domain/prompts/embedded-tuner.ts";
import { describePromptTuner } from "./prompt-tuner.cases.ts";

describe("the embedded tuner", () => {
  describePromptTuner(() => embeddedTuner, { kind: "embedded", fallbackReason: null });
});
