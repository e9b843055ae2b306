/** Everything that anybody writes in the simulation carries a mark of its own, so that it can be found again: in frames, history, texts and trays. */
const TOKEN = /〔(\d+)〕/g;

export const tokenText = (n: number): string => `〔${n}〕`;

/** The marks in a text, in order, repeated ones too. */
export const tokensIn = (text: string): number[] =>
  [...text.matchAll(TOKEN)].map((match) => Number(match[1]));

export const tokensInBytes = (bytes: Uint8Array): number[] => tokensIn(Buffer.from(bytes).toString('utf8'));
