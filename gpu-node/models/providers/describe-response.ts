/** The part of every answer that the AI SDK's interface wants; nobody reads its time. */
export function describeResponse(modelId: string, headers: Record<string, string> | undefined) {
  return { timestamp: new Date(0), modelId, headers };
}
