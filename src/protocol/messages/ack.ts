/** Server → board: the edit is on disk (S6). */
import { CELLS_NAMED_MAX, cell, id, instant, name, receipt } from '#protocol/messages/parts.ts';
import type { Ack } from '#protocol/sync.ts';
import { array, record, uint, type Shape } from '#protocol/wire.ts';

export const ack: Shape<Ack> = record<Ack>({
  opId: id,
  seq: uint(),
  receipt,
  at: instant,
  superseded: array(record<Ack['superseded'][number]>({ cell, by: name }), CELLS_NAMED_MAX),
});
