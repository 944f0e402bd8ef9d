import type { Services } from "../services.ts";
import type { Asset } from "./asset-store.ts";

/** At least so many bytes from the start of a stream, or all there are; the rest stays to be read. */
export async function readHead(
  chunks: AsyncIterator<Uint8Array>,
  atLeastBytes: number,
): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0);
  while (head.byteLength < atLeastBytes) {
    const { done, value } = await chunks.next();
    if (done) break;
    const longer = new Uint8Array(head.byteLength + value.byteLength);
    longer.set(head);
    longer.set(value, head.byteLength);
    head = longer;
  }
  return head;
}

/** The first bytes of an asset; null when its bytes are gone. */
export async function readAssetHead(
  services: Services,
  asset: Pick<Asset, "objectKey" | "sizeBytes">,
  atMostBytes: number,
): Promise<Uint8Array | null> {
  const length = Math.min(atMostBytes, asset.sizeBytes);
  const object = await services.objects.read(asset.objectKey, { offset: 0, length });
  return object && new Uint8Array(await new Response(object.body).arrayBuffer());
}
