import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeTaskGraph } from "./cases/task-graph.ts";

describeTaskGraph(async () => openTestDatabase());
