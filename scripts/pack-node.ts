import path from "node:path";
import { repositoryRoot } from "./house/run-tool.ts";
import { packNode } from "./package/pack-node.ts";

try {
  console.log(await packNode(path.join(repositoryRoot, "dist")));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
