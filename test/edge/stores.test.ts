import { env } from "cloudflare:test";
import { d1Connection } from "../../edge/adapters/d1/d1-connection.ts";
import { openDatabase } from "../../edge/adapters/d1/database.ts";
import type { Env } from "../../edge/composition.ts";
import { describeAccountStore } from "../stores/cases/account-store.ts";
import { describeAssetStore } from "../stores/cases/asset-store.ts";
import { describeBatchStore } from "../stores/cases/batch-store.ts";
import { describeDeliveryStore } from "../stores/cases/delivery-store.ts";
import { describeJobRecords } from "../stores/cases/job-records.ts";
import { describeJobStore } from "../stores/cases/job-store.ts";
import { describeMonitorStore } from "../stores/cases/monitor-store.ts";
import { describeNodeStore } from "../stores/cases/node-store.ts";
import { describeOutboxStore } from "../stores/cases/outbox-store.ts";
import { describePromptSessionStore } from "../stores/cases/prompt-session-store.ts";
import { describeTaskOutputStore } from "../stores/cases/task-output-store.ts";
import { describeTaskGraph } from "../stores/cases/task-graph.ts";
import { describeTaskStore } from "../stores/cases/task-store.ts";
import { describeTicketStore } from "../stores/cases/ticket-store.ts";

// The very suite that runs on node:sqlite, here on D1: one SQL, two databases, one behaviour.
const open = () => Promise.resolve(openDatabase(d1Connection((env as unknown as Env).DB)));

describeAccountStore(open);
describeAssetStore(open);
describeBatchStore(open);
describeDeliveryStore(open);
describeJobRecords(open);
describeJobStore(open);
describeMonitorStore(open);
describeNodeStore(open);
describeOutboxStore(open);
describePromptSessionStore(open);
describeTaskOutputStore(open);
describeTaskGraph(open);
describeTaskStore(open);
describeTicketStore(open);
