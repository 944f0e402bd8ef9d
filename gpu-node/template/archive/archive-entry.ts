/** A file of the archive, as its central directory describes it. */
export interface ArchiveEntry {
  /** With `/` between folders, in NFC. */
  readonly name: string;
  readonly isFolder: boolean;
  readonly rawName: Uint8Array;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly flags: number;
  readonly crc32: number;
  readonly compressedBytes: number;
  readonly expandedBytes: number;
  readonly headerOffset: number;
  /** File type and permissions where a Unix system made the archive, else 0. */
  readonly unixMode: number;
}
