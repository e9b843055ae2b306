/** Excel's keys as a table: which key does what, when a cell is selected and when it is being written. Touches nothing. */

export type Action =
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'extendUp'
  | 'extendDown'
  | 'extendLeft'
  | 'extendRight'
  | 'jumpUp'
  | 'jumpDown'
  | 'jumpLeft'
  | 'jumpRight'
  | 'extendJumpUp'
  | 'extendJumpDown'
  | 'extendJumpLeft'
  | 'extendJumpRight'
  | 'rowStart'
  | 'rowEnd'
  | 'extendRowStart'
  | 'extendRowEnd'
  | 'first'
  | 'last'
  | 'extendFirst'
  | 'extendLast'
  | 'pageUp'
  | 'pageDown'
  | 'extendPageUp'
  | 'extendPageDown'
  | 'enterDown'
  | 'enterUp'
  | 'tabRight'
  | 'tabLeft'
  | 'selectAll'
  | 'selectRow'
  | 'selectColumn'
  | 'edit'
  | 'openChoices'
  | 'clear'
  | 'cancel'
  | 'newline'
  | 'fillSelection'
  | 'today'
  | 'fillDown'
  | 'fillRight'
  | 'undo'
  | 'redo'
  | 'insertRow'
  | 'deleteRows'
  | 'moveUp'
  | 'moveDown'
  | 'openPanel'
  | 'wider'
  | 'narrower';

/** `ready`: a cell is selected. `enter`: typing replaced its content. `edit`: its content is being changed (F2). */
export type KeyMode = 'ready' | 'enter' | 'edit';

export interface Key {
  readonly key: string;
  readonly code?: string;
  readonly ctrlKey?: boolean;
  readonly metaKey?: boolean;
  readonly shiftKey?: boolean;
  readonly altKey?: boolean;
}

const READY: Readonly<Record<string, Action>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  'Shift+ArrowUp': 'extendUp',
  'Shift+ArrowDown': 'extendDown',
  'Shift+ArrowLeft': 'extendLeft',
  'Shift+ArrowRight': 'extendRight',
  'Ctrl+ArrowUp': 'jumpUp',
  'Ctrl+ArrowDown': 'jumpDown',
  'Ctrl+ArrowLeft': 'jumpLeft',
  'Ctrl+ArrowRight': 'jumpRight',
  'Ctrl+Shift+ArrowUp': 'extendJumpUp',
  'Ctrl+Shift+ArrowDown': 'extendJumpDown',
  'Ctrl+Shift+ArrowLeft': 'extendJumpLeft',
  'Ctrl+Shift+ArrowRight': 'extendJumpRight',
  Home: 'rowStart',
  End: 'rowEnd',
  'Shift+Home': 'extendRowStart',
  'Shift+End': 'extendRowEnd',
  'Ctrl+Home': 'first',
  'Ctrl+End': 'last',
  'Ctrl+Shift+Home': 'extendFirst',
  'Ctrl+Shift+End': 'extendLast',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
  'Shift+PageUp': 'extendPageUp',
  'Shift+PageDown': 'extendPageDown',
  Enter: 'enterDown',
  'Shift+Enter': 'enterUp',
  Tab: 'tabRight',
  'Shift+Tab': 'tabLeft',
  'Ctrl+A': 'selectAll',
  'Shift+Space': 'selectRow',
  'Ctrl+Space': 'selectColumn',
  F2: 'edit',
  'Alt+ArrowDown': 'openChoices',
  Delete: 'clear',
  Backspace: 'clear',
  Escape: 'cancel',
  'Ctrl+;': 'today',
  'Ctrl+D': 'fillDown',
  'Ctrl+R': 'fillRight',
  'Ctrl+Z': 'undo',
  'Ctrl+Y': 'redo',
  'Ctrl+Shift+Z': 'redo',
  'Ctrl+Shift++': 'insertRow',
  'Ctrl++': 'insertRow',
  'Ctrl+-': 'deleteRows',
  'Alt+Shift+ArrowUp': 'moveUp',
  'Alt+Shift+ArrowDown': 'moveDown',
  'Alt+Shift+ArrowRight': 'wider',
  'Alt+Shift+ArrowLeft': 'narrower',
  'Ctrl+Shift+Enter': 'openPanel',
};

const EDIT: Readonly<Record<string, Action>> = {
  Enter: 'enterDown',
  'Shift+Enter': 'enterUp',
  Tab: 'tabRight',
  'Shift+Tab': 'tabLeft',
  Escape: 'cancel',
  'Alt+Enter': 'newline',
  'Ctrl+Enter': 'fillSelection',
  'Ctrl+;': 'today',
  'Ctrl+Z': 'undo',
  'Ctrl+Y': 'redo',
  'Ctrl+Shift+Z': 'redo',
  'Ctrl+Shift+Enter': 'openPanel',
};

/** Arrows leave a cell whose content typing has replaced, as in Excel. */
const ENTER: Readonly<Record<string, Action>> = {
  ...EDIT,
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  F2: 'edit',
};

export const KEYS: Readonly<Record<KeyMode, Readonly<Record<string, Action>>>> = {
  ready: READY,
  edit: EDIT,
  enter: ENTER,
};

/** Keys whose character depends on the keyboard or the input method, by their place. */
const BY_CODE: Readonly<Record<string, string>> = {
  Semicolon: ';',
  Equal: '+',
  NumpadAdd: '+',
  Minus: '-',
  NumpadSubtract: '-',
  Space: 'Space',
  NumpadEnter: 'Enter',
};

/** `Ctrl+Shift+ArrowUp`; Ctrl stands for Command as well. */
export function chordOf(key: Key): string {
  const ctrl = key.ctrlKey || key.metaKey;
  let name = key.key === ' ' ? 'Space' : key.key;
  if (ctrl && key.code && BY_CODE[key.code]) name = BY_CODE[key.code]!;
  if (ctrl && key.code?.startsWith('Key')) name = key.code.slice(3);
  if (name.length === 1) name = name.toUpperCase();
  return `${ctrl ? 'Ctrl+' : ''}${key.altKey ? 'Alt+' : ''}${key.shiftKey ? 'Shift+' : ''}${name}`;
}

export const actionOf = (key: Key, mode: KeyMode): Action | undefined => KEYS[mode][chordOf(key)];

/** A key that writes a character (not a command). */
export const isTyping = (key: Key): boolean =>
  [...key.key].length === 1 && !((key.ctrlKey || key.metaKey) && !key.altKey);
