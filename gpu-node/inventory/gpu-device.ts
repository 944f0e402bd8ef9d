/** One MIG slice of a GPU. */
export interface MigSlice {
  readonly index: number;
  readonly gpuInstanceId: number;
  readonly computeInstanceId: number;
  /** Null when the driver's report does not carry it. */
  readonly uuid: string | null;
  readonly memoryMebibytes: number | null;
  readonly memoryUsedMebibytes: number | null;
  readonly encoderCount: number | null;
}

/** What the driver says about one GPU. Null: not known or not supported. */
export interface GpuDevice {
  readonly busId: string;
  readonly uuid: string | null;
  readonly name: string;
  readonly architecture: string | null;
  readonly memoryMebibytes: number | null;
  readonly memoryUsedMebibytes: number | null;
  readonly utilizationPercent: number | null;
  readonly temperatureCelsius: number | null;
  readonly powerWatts: number | null;
  readonly migEnabled: boolean;
  readonly migSlices: readonly MigSlice[];
}

export interface GpuReport {
  readonly driverVersion: string | null;
  readonly gpus: readonly GpuDevice[];
}
