/** The figures of a ledger and of a round (domain of §4): every issued, undeleted problem counts exactly once. */

export interface Figures {
  readonly problems: number;
  /** 已销号 by review */
  readonly closed: number;
  /** flag, not closed */
  readonly longTerm: number;
  /** completion 基本完成, neither of those */
  readonly basicallyDone: number;
  /** the rest */
  readonly open: number;
  /** the unit's own 已完成, not closed; overlaps */
  readonly reported: number;
  /** overlaps */
  readonly overdue: number;
  /** closed ÷ divisor in percent with two decimals; null when the divisor is 0 */
  readonly rate: number | null;
  /** what the rate divides by */
  readonly divisor: number;
}
