/** Server → board: the answer to HELLO (S3). */
import { actor, clientId, code, id } from '#protocol/messages/parts.ts';
import type { Welcome } from '#protocol/sync.ts';
import { flag, nullable, record, uint, type Shape } from '#protocol/wire.ts';

export const welcome: Shape<Welcome> = record<Welcome>({
  pageId: id,
  clientId,
  epoch: uint(),
  seq: uint(),
  actor,
  planPassed: flag,
  readOnly: nullable(code),
});
