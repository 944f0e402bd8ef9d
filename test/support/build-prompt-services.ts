import type { PromptTuner } from "../../edge/domain/prompts/prompt-tuner.ts";
import { embeddedTuner } from "../../edge/domain/prompts/embedded-tuner.ts";
import { createPromptSessionStore } from "../../edge/adapters/d1/prompt-session-store.ts";
import type { Services } from "../../edge/domain/services.ts";
import { T0 } from "./build-fleet.ts";
import { openTestDatabase } from "./node-sqlite-connection.ts";

/** What the verbs of prompt sessions need, over real SQL, with a clock that the test moves. */
export function buildPromptServices(promptTuner: PromptTuner = embeddedTuner) {
  const clock = { time: T0, now: () => clock.time };
  const promptSessions = createPromptSessionStore(openTestDatabase());
  const services = { clock, promptSessions, promptTuner } as unknown as Services;
  return { services, clock };
}
