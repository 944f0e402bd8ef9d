import { existsSync } from "node:fs";
import path from "node:path";
import { repositoryRoot } from "../house/run-tool.ts";
import { createEnrolmentToken, type OperatorAccess } from "./call-operator.ts";
import { type Supervised, supervise } from "./supervise.ts";

/** Runs one GPU node agent until it is stopped; enrols it when it has no identity yet. */
export function startNode(stateFolder: string, number: number, access: OperatorAccess): Supervised {
  const name = `node-${number}`;
  const nodeFolder = path.join(stateFolder, "nodes", String(number));
  return supervise({
    name,
    command: process.execPath,
    commandArguments: ["gpu-node/main.ts"],
    environment: async () => {
      const enrolled = existsSync(path.join(nodeFolder, "identity.json"));
      const token = enrolled ? "" : (await createEnrolmentToken(access, name)).enrolmentToken;
      return {
        FRAMEFLEET_EDGE_URL: access.origin,
        FRAMEFLEET_ENROLMENT_TOKEN: token,
        FRAMEFLEET_STATE_DIRECTORY: nodeFolder,
        FRAMEFLEET_NODE_NAME: name,
        FRAMEFLEET_HTTP_PORT: "0",
        FRAMEFLEET_ALLOW_LOOPBACK: "yes",
        FRAMEFLEET_DRAIN_SECONDS: "2",
        FRAMEFLEET_LOG: "json",
      };
    },
    directory: repositoryRoot,
    logFile: path.join(stateFolder, "logs", `${name}.log`),
    graceSeconds: 5,
  });
}
