import { XMLParser } from "fast-xml-parser";
import { z } from "zod";
import type { GpuDevice, GpuReport, MigSlice } from "./gpu-device.ts";

// Absent readings come as "N/A", "[N/A]", "Insufficient Permissions" or an element left out.
const text = z.unknown().optional().transform(readText);
const number = z.unknown().optional().transform(readNumber);
/** An element that may be missing, empty, or hold plain text such as "None". */
const element = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .unknown()
    .optional()
    .transform((value) => (typeof value === "object" && value !== null ? value : {}))
    .pipe(z.object(shape));
const memory = element({ total: number, used: number });

const MigElement = element({
  index: number,
  gpu_instance_id: number,
  compute_instance_id: number,
  uuid: text,
  device_attributes: element({ shared: element({ encoder_count: number }) }),
  fb_memory_usage: memory,
});

const powerReadings = element({
  power_draw: number,
  instant_power_draw: number,
  average_power_draw: number,
});

const GpuElement = element({
  "@id": text,
  uuid: text,
  product_name: text,
  product_architecture: text,
  mig_mode: element({ current_mig: text }),
  mig_devices: element({ mig_device: z.array(MigElement).default([]) }),
  fb_memory_usage: memory,
  utilization: element({ gpu_util: number }),
  temperature: element({ gpu_temp: number }),
  gpu_power_readings: powerReadings,
  power_readings: powerReadings,
});

const Report = z.object({
  nvidia_smi_log: element({ driver_version: text, gpu: z.array(GpuElement).default([]) }),
});

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  parseTagValue: false,
  isArray: (name) => name === "gpu" || name === "mig_device",
});

/**
 * Reads the XML of `nvidia-smi -q -x`, versions 8 to 13 of its document type.
 * Throws Error when the text is not such a document: without a driver the tool prints a sentence.
 */
export function parseNvidiaSmi(xml: string): GpuReport {
  const parsed = Report.safeParse(parser.parse(xml));
  if (!parsed.success || !xml.includes("<nvidia_smi_log")) {
    throw new Error("nvidia-smi did not print a report.");
  }
  const log = parsed.data.nvidia_smi_log;
  return { driverVersion: log.driver_version, gpus: log.gpu.map(describeGpu) };
}

function readText(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const trimmed = value.trim();
  return trimmed === "" || /^\[?N\/A\]?$|^Insufficient|deprecated$/i.test(trimmed) ? null : trimmed;
}

function readNumber(value: unknown): number | null {
  const match = /^-?\d+(\.\d+)?/.exec(readText(value) ?? "");
  return match === null ? null : Number(match[0]);
}

function describeGpu(gpu: z.output<typeof GpuElement>): GpuDevice {
  // The element moved between document versions 11, 12 and 13.
  const power = gpu.gpu_power_readings;
  return {
    busId: gpu["@id"] ?? "",
    uuid: gpu.uuid,
    name: gpu.product_name ?? "NVIDIA GPU",
    architecture: gpu.product_architecture,
    memoryMebibytes: gpu.fb_memory_usage.total,
    memoryUsedMebibytes: gpu.fb_memory_usage.used,
    utilizationPercent: gpu.utilization.gpu_util,
    temperatureCelsius: gpu.temperature.gpu_temp,
    powerWatts:
      power.instant_power_draw ??
      power.average_power_draw ??
      power.power_draw ??
      gpu.power_readings.power_draw,
    migEnabled: gpu.mig_mode.current_mig === "Enabled",
    migSlices: gpu.mig_devices.mig_device.map(describeSlice),
  };
}

function describeSlice(slice: z.output<typeof MigElement>): MigSlice {
  return {
    index: slice.index ?? 0,
    gpuInstanceId: slice.gpu_instance_id ?? 0,
    computeInstanceId: slice.compute_instance_id ?? 0,
    uuid: slice.uuid,
    memoryMebibytes: slice.fb_memory_usage.total,
    memoryUsedMebibytes: slice.fb_memory_usage.used,
    encoderCount: slice.device_attributes.shared.encoder_count,
  };
}
