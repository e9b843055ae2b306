/** Board → server, first frame (S2). */
import { id, receipt } from '#protocol/messages/parts.ts';
import { HELLO_OPS_MAX, type Hello } from '#protocol/sync.ts';
import { array, optional, record, uint, type Shape } from '#protocol/wire.ts';

export const hello: Shape<Hello> = record<Hello>({
  protocol: uint(65_535),
  pageId: optional(id),
  epoch: optional(uint()),
  receipt: optional(receipt),
  ops: optional(array(id, HELLO_OPS_MAX)),
});
