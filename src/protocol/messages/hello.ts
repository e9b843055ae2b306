/** Board → server, first frame (S2). */
import { id, receipt } from '#protocol/messages/parts.ts';
import type { Hello } from '#protocol/sync.ts';
import { optional, record, uint, type Shape } from '#protocol/wire.ts';

export const hello: Shape<Hello> = record<Hello>({
  protocol: uint(65_535),
  pageId: optional(id),
  epoch: optional(uint()),
  receipt: optional(receipt),
});
