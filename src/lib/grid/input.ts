/** What the one permanent textarea receives: keys, characters, compositions and the clipboard, as edits of the selected cell. */
import type { Actions } from '#grid/actions.ts';
import { actionOf, isTyping } from '#grid/keyboard.ts';
import type { KeyMode } from '#grid/keyboard.ts';
import type { GridModel } from '#grid/model.svelte.ts';
import type { Writing } from '#grid/writing.ts';

type Clip = ClipboardEvent & { readonly currentTarget: HTMLTextAreaElement };

export class Input<R extends { readonly id: string }> {
  readonly #grid: GridModel<R>;
  readonly #writing: Writing<R>;
  readonly #actions: Actions<R>;
  /** a composition on a cell that can't be written is thrown away at its end */
  #discards = false;

  constructor(grid: GridModel<R>, writing: Writing<R>, actions: Actions<R>) {
    this.#grid = grid;
    this.#writing = writing;
    this.#actions = actions;
  }

  readonly key = (event: KeyboardEvent): void => {
    // keys of an input method, whatever they say they are
    if (event.isComposing || event.keyCode === 229) return;
    const { editor } = this.#grid;
    if (editor.isOn && editor.pickerKey(event)) {
      event.preventDefault();
      return;
    }
    const action = actionOf(event, this.#mode());
    if (action) {
      if (this.#actions.run(action)) {
        event.preventDefault();
        event.stopPropagation();
      }
      return;
    }
    if (!editor.isOn && isTyping(event)) this.#typed(event);
  };

  /** In long texts arrows move the caret even while typing. */
  #mode(): KeyMode {
    const { mode, column } = this.#grid.editor;
    return mode === 'enter' && column?.kind === 'prose' ? 'edit' : (mode ?? 'ready');
  }

  #typed(event: KeyboardEvent): void {
    const cell = this.#grid.writable();
    if (!cell) event.preventDefault();
    else if (cell.column.kind === 'toggle') {
      event.preventDefault();
      if (event.key === ' ') this.#writing.toggle();
    }
  }

  readonly input = (): void => {
    const { editor } = this.#grid;
    if (this.#discards) return;
    if (!editor.isOn && !this.#grid.begin('enter')) {
      if (editor.area) editor.area.value = '';
      return;
    }
    editor.input();
  };

  /** The browser's own undo (menu, gesture) would bypass the shared text. */
  readonly before = (event: InputEvent): void => {
    const { editor } = this.#grid;
    const isUndo = event.inputType === 'historyUndo';
    if (!isUndo && event.inputType !== 'historyRedo') return;
    if (!editor.isOn) {
      event.preventDefault();
      return;
    }
    if (editor.isShared) {
      event.preventDefault();
      if (isUndo) editor.undo();
      else editor.redo();
    }
  };

  readonly composeStart = (): void => {
    const { editor } = this.#grid;
    if (!editor.isOn && !this.#grid.begin('enter')) {
      this.#discards = true;
      return;
    }
    editor.compose(true);
  };

  readonly composeEnd = (): void => {
    const { editor } = this.#grid;
    if (this.#discards) {
      this.#discards = false;
      if (editor.area) editor.area.value = '';
      return;
    }
    editor.compose(false);
    if (editor.isUntouched) editor.end(true);
  };

  readonly copy = (event: Clip): void => {
    if (this.#grid.editor.isOn || !event.clipboardData) return;
    event.preventDefault();
    this.#writing.copy(event.clipboardData);
  };

  readonly cut = (event: Clip): void => {
    if (this.#grid.editor.isOn || !event.clipboardData) return;
    event.preventDefault();
    this.#writing.copy(event.clipboardData);
    this.#writing.clear('cut');
  };

  readonly paste = (event: Clip): void => {
    if (this.#grid.editor.isOn || !event.clipboardData) return;
    event.preventDefault();
    this.#writing.paste(event.clipboardData);
  };

  /** A choice by pointer: written at once. */
  readonly write = (text: string): void => {
    this.#grid.editor.choose(text);
    this.#writing.commit('pick');
    this.#grid.focus();
  };
}
