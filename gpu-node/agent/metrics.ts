import type { GpuReading } from "../inventory/gpu-reading.ts";
import { Counter, Gauge, Histogram, Registry } from "prom-client";

const bytesOf = (mebibytes: number | null): number | null =>
  mebibytes === null ? null : mebibytes * 1024 * 1024;

/** What the driver says of each GPU; what it does not say has no line. */
const gpuGauges: Readonly<
  Record<string, { help: string; valueOf: (reading: GpuReading) => number | null }>
> = {
  utilization_ratio: {
    help: "Share of the time in which the GPU worked.",
    valueOf: ({ utilizationPercent: percent }) => (percent === null ? null : percent / 100),
  },
  memory_used_bytes: {
    help: "Memory of the GPU in use.",
    valueOf: ({ memoryUsedMebibytes }) => bytesOf(memoryUsedMebibytes),
  },
  memory_bytes: {
    help: "Memory of the GPU.",
    valueOf: ({ memoryMebibytes }) => bytesOf(memoryMebibytes),
  },
  temperature_celsius: {
    help: "Temperature of the GPU.",
    valueOf: ({ temperatureCelsius }) => temperatureCelsius,
  },
  power_watts: { help: "Power that the GPU draws.", valueOf: ({ powerWatts }) => powerWatts },
};

/** What `/metrics` shows; one registry for each agent, so that tests can run several. */
export class AgentMetrics {
  readonly registry = new Registry();
  readonly tasks = new Counter({
    name: "framefleet_node_tasks_total",
    help: "Tasks that left this node, by outcome.",
    labelNames: ["outcome"],
    registers: [this.registry],
  });
  readonly taskSeconds = new Histogram({
    name: "framefleet_node_task_seconds",
    help: "Time from lease to settlement, in seconds.",
    labelNames: ["outcome"],
    buckets: [1, 2, 5, 10, 20, 40, 80, 160, 320, 640, 1280],
    registers: [this.registry],
  });
  readonly edgeErrors = new Counter({
    name: "framefleet_node_edge_request_errors_total",
    help: "Calls to the edge that failed, by code.",
    labelNames: ["code"],
    registers: [this.registry],
  });
  readonly slotsBusy: Gauge;
  readonly contactAge: Gauge;
  readonly residentBytes: Gauge;

  constructor(read: {
    slotsBusy(): number;
    contactAgeSeconds(): number;
    gpus(): readonly GpuReading[];
  }) {
    const registers = [this.registry];
    this.slotsBusy = new Gauge({
      name: "framefleet_node_slots_busy",
      help: "Slots with a task.",
      registers,
      collect() {
        this.set(read.slotsBusy());
      },
    });
    for (const [name, { help, valueOf }] of Object.entries(gpuGauges)) {
      void new Gauge({
        name: `framefleet_node_gpu_${name}`,
        help,
        labelNames: ["gpu", "name"],
        registers,
        collect() {
          this.reset();
          for (const reading of read.gpus()) {
            const value = valueOf(reading);
            if (value !== null)
              this.set({ gpu: reading.deviceUuid ?? "", name: reading.name }, value);
          }
        },
      });
    }
    this.contactAge = new Gauge({
      name: "framefleet_node_heartbeat_age_seconds",
      help: "Time since the edge last answered, in seconds.",
      registers,
      collect() {
        this.set(read.contactAgeSeconds());
      },
    });
    this.residentBytes = new Gauge({
      name: "framefleet_node_resident_memory_bytes",
      help: "Resident memory of the agent process.",
      registers,
      collect() {
        this.set(process.memoryUsage.rss());
      },
    });
  }
}
