import { resolve } from "node:path";
import { Demuxer } from "node-av/api";

/**
 * Opens a file with one demuxer, those it may hand over to, and no protocol but `file`: a playlist in
 * disguise can then reach neither other files nor the network. Rejects when it fails.
 */
export function openMediaFile(
  path: string,
  format: string,
  formatWhitelist: string,
): Promise<Demuxer> {
  return Demuxer.open(`file:${resolve(path)}`, {
    format,
    options: { protocol_whitelist: "file", format_whitelist: formatWhitelist },
  });
}

/** What FFmpeg calls the demuxer of MP4 and its kin. */
export const movFormats = "mov,mp4,m4a,3gp,3g2,mj2";
