/** Server → board: rights changed while connected (S11). */
import { actor } from '#protocol/messages/parts.ts';
import type { Rights } from '#protocol/sync.ts';
import { flag, record, type Shape } from '#protocol/wire.ts';

export const rights: Shape<Rights> = record<Rights>({ actor, planPassed: flag });
