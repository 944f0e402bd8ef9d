import type { ModelAnswer } from "./fake-model-server.ts";
import { sendJson } from "./fake-model-server.ts";

export type CosmosContract = "predict1" | "cosmos3-2.0" | "cosmos3-2.1";

/** Answers as a Cosmos NIM does; `infer` answers the long request. */
export function answerAsCosmos(contract: CosmosContract, infer: ModelAnswer): ModelAnswer {
  return (request, response) => {
    switch (request.path) {
      case "/v1/health/ready":
        return sendJson(response, { description: "Triton readiness check", status: "ready" });
      case "/openapi.json":
        return contract === "predict1"
          ? sendJson(response, { detail: "Not Found" }, 404)
          : sendJson(response, describeApi(contract));
      case "/v1/infer":
        return infer(request, response);
      default:
        return sendJson(response, { detail: "Not Found" }, 404);
    }
  };
}

function describeApi(contract: CosmosContract) {
  const fields =
    contract === "cosmos3-2.1" ? ["model_mode", "prompt"] : ["prompt", "num_output_frames"];
  const properties = Object.fromEntries(fields.map((field) => [field, {}]));
  return { openapi: "3.1.0", components: { schemas: { InferRequest: { properties } } } };
}
