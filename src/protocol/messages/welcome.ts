/** Server → board: the answer to HELLO (S3). */
import { actor, clientId, codeText, id } from '#protocol/messages/parts.ts';
import { HELLO_OPS_MAX, type Welcome } from '#protocol/sync.ts';
import { array, flag, nullable, optional, record, uint, type Shape } from '#protocol/wire.ts';

export const welcome: Shape<Welcome> = record<Welcome>({
  pageId: id,
  clientId,
  epoch: uint(),
  seq: uint(),
  actor,
  planPassed: flag,
  readOnly: nullable(codeText),
  known: optional(array(id, HELLO_OPS_MAX)),
});
