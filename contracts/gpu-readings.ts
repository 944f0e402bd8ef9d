import { z } from "zod";

/** So much text of readings a node may tell: it is kept beside a socket, which holds 16 KiB. */
export const MAXIMUM_READINGS_CHARACTERS = 15_000;
/** Eight GPUs of seven slices each, and the GPUs themselves. */
export const MAXIMUM_READINGS = 64;
export const MAXIMUM_DEVICE_NAME_CHARACTERS = 60;

const mebibytes = z.int().min(0).max(100_000_000).nullable();

/** How a GPU or a MIG slice is right now. Null: the driver does not say. */
export const GpuReading = z.strictObject({
  /** The slot that the device is; null for a sliced GPU, which takes no work itself. */
  slotIndex: z.int().min(0).max(255).nullable(),
  /** Printable ASCII. */
  name: z
    .string()
    .max(MAXIMUM_DEVICE_NAME_CHARACTERS)
    .regex(/^[\x20-\x7e]*$/),
  utilizationPercent: z.number().min(0).max(100).nullable(),
  memoryUsedMebibytes: mebibytes,
  memoryMebibytes: mebibytes,
  temperatureCelsius: z.number().min(-273).max(1000).nullable(),
  powerWatts: z.number().min(0).max(100_000).nullable(),
});
export type GpuReading = z.infer<typeof GpuReading>;

/** The readings of a node's GPUs, each sliced one before its slices. */
export const GpuReadings = z
  .array(GpuReading)
  .max(MAXIMUM_READINGS)
  .refine((gpus) => JSON.stringify(gpus).length <= MAXIMUM_READINGS_CHARACTERS, {
    error: "is too long",
  });
