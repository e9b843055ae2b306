/** When a document has become so heavy that the same rows are better written anew (S14). Pure. */
import type { CoreLimits } from '#server/core-settings.ts';

export type EpochReason = 'clients' | 'structs' | 'size';

export interface DocumentWeight {
  /** client ids that wrote in it: each apply walks them */
  readonly clients: number;
  readonly structs: number;
  /** cells and texts that it holds: what a fresh document would have as structs */
  readonly live: number;
  /** as encoded */
  readonly bytes: number;
  /** the oldest checkpoint of the epoch; null while there is none */
  readonly baseBytes: number | null;
}

export function reasonForEpoch(weight: DocumentWeight, limits: CoreLimits): EpochReason | null {
  const { clients, structs, live, bytes, baseBytes } = weight;
  if (clients > limits.epochClients) return 'clients';
  if (structs > limits.epochStructsMin && structs * 100 > live * limits.epochStructsPercent) return 'structs';
  const base = baseBytes ?? bytes;
  return bytes > limits.epochBytesMin && bytes * 100 > base * limits.epochSizePercent ? 'size' : null;
}
