/** A file of the template that was looked into and lies in the work directory. */
export interface TemplateAsset {
  /** The id in the document. */
  readonly id: string;
  /** As the archive calls it. */
  readonly path: string;
  readonly kind: "image" | "video" | "audio";
  /** What the engine or the decoder opens; a Targa picture has become a PNG. */
  readonly filePath: string;
  readonly sizeBytes: number;
  /** In pixels, of pictures and films. */
  readonly width?: number;
  readonly height?: number;
  /** Of films and sounds. */
  readonly durationSeconds?: number;
}
