/** One line of a menu: an act, a link or a file to fetch; `why` says why it can't be chosen now. */
export interface MenuItem {
  readonly label: string;
  readonly hint?: string;
  readonly href?: string;
  readonly download?: boolean;
  readonly why?: string | undefined;
  readonly act?: () => void;
}
