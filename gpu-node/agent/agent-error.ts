/** The agent cannot go on; the message says what the operator can do. */
export class AgentError extends Error {
  override readonly name = "AgentError";
  readonly code: "not-enrolled" | "enrolment-refused" | "revoked" | "wrong-settings";

  constructor(code: AgentError["code"], message: string) {
    super(message);
    this.code = code;
  }
}
