/** What a password must be at least; how it is kept is the matter of passwords.ts. */
import { GRANTED, refuse, type Verdict } from '#domain/refusals.ts';

export interface PasswordLengths {
  readonly passwordLengthMin: number;
  readonly passwordLengthMax: number;
}

/** Fewer different signs than this is one sign repeated. */
const SIGNS_MIN = 4;

/** A6: long enough, not a few signs repeated, not the name it protects. `WEAK_PASSWORD {min, max}`. */
export function judgePassword(lengths: PasswordLengths, username: string, password: string): Verdict {
  const length = [...password].length;
  const { passwordLengthMin: min, passwordLengthMax: max } = lengths;
  const weak =
    length < min ||
    length > max ||
    new Set(password).size < SIGNS_MIN ||
    password.toLowerCase() === username.toLowerCase();
  return weak ? refuse('WEAK_PASSWORD', { min, max }) : GRANTED;
}
