/** Board → server: one named edit (S5). */
import { UPDATE_BYTES_MAX } from '#protocol/limits.ts';
import { id } from '#protocol/messages/parts.ts';
import type { Edit } from '#protocol/sync.ts';
import { bytes, record, type Shape } from '#protocol/wire.ts';

export const edit: Shape<Edit> = record<Edit>({ opId: id, update: bytes(UPDATE_BYTES_MAX) });
