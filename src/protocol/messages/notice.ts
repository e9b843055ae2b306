/** Server → board: the ledger or the store takes no writes, or does again (S12). */
import { codeText, params } from '#protocol/messages/parts.ts';
import type { Notice } from '#protocol/sync.ts';
import { nullable, record, type Shape } from '#protocol/wire.ts';

export const notice: Shape<Notice> = record<Notice>({ code: nullable(codeText), params });
