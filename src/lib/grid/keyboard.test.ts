import { describe, expect, test } from 'vitest';
import { actionOf, chordOf, isTyping, KEYS } from '#grid/keyboard.ts';

describe('[T3] keyboard', () => {
  test('[T3] the keys of the requirement have their actions', () => {
    const ctrl = { ctrlKey: true };
    const both = { ctrlKey: true, shiftKey: true };
    const altShift = { altKey: true, shiftKey: true };
    const cases = [
      [{ key: 'Enter' }, 'enterDown'],
      [{ key: 'Enter', shiftKey: true }, 'enterUp'],
      [{ key: 'Tab' }, 'tabRight'],
      [{ key: 'F2' }, 'edit'],
      [{ key: 'Delete' }, 'clear'],
      [{ key: 'a', ...ctrl }, 'selectAll'],
      [{ key: 'd', ...ctrl }, 'fillDown'],
      [{ key: 'r', ...ctrl }, 'fillRight'],
      [{ key: 'z', ...ctrl }, 'undo'],
      [{ key: 'Z', ...both }, 'redo'],
      [{ key: 'y', metaKey: true }, 'redo'],
      [{ key: '+', code: 'Equal', ...both }, 'insertRow'],
      [{ key: '=', code: 'Equal', ...both }, 'insertRow'],
      [{ key: '-', code: 'Minus', ...ctrl }, 'deleteRows'],
      [{ key: '；', code: 'Semicolon', ...ctrl }, 'today'],
      [{ key: 'ArrowUp', ...altShift }, 'moveUp'],
      [{ key: 'Enter', ...both }, 'openPanel'],
      [{ key: 'End', ...both }, 'extendLast'],
      [{ key: 'ArrowLeft', ...both }, 'extendJumpLeft'],
      [{ key: 'PageDown', shiftKey: true }, 'extendPageDown'],
    ] as const;
    for (const [key, action] of cases) expect([key, actionOf(key, 'ready')]).toEqual([key, action]);
  });

  test('[T3] arrows leave a cell that was typed into, but move the caret after F2', () => {
    expect(actionOf({ key: 'ArrowLeft' }, 'enter')).toBe('left');
    expect(actionOf({ key: 'ArrowLeft' }, 'edit')).toBeUndefined();
    expect(actionOf({ key: 'Enter', altKey: true }, 'edit')).toBe('newline');
    expect(actionOf({ key: 'Enter', ctrlKey: true }, 'enter')).toBe('fillSelection');
    expect(actionOf({ key: 'Delete' }, 'enter')).toBeUndefined();
  });

  test('[T3] every chord of the table is written as chordOf writes it', () => {
    for (const table of Object.values(KEYS)) {
      for (const chord of Object.keys(table)) {
        const name = chord.endsWith('++') ? '+' : chord.split('+').at(-1)!;
        const written = chordOf({
          key: name === 'Space' ? ' ' : name,
          ctrlKey: chord.includes('Ctrl+'),
          altKey: chord.includes('Alt+'),
          shiftKey: chord.includes('Shift+'),
        });
        expect(written).toBe(chord);
      }
    }
  });

  test('[T3] characters are typing, commands are not; AltGr writes', () => {
    expect(isTyping({ key: 'a' })).toBe(true);
    expect(isTyping({ key: '整' })).toBe(true);
    expect(isTyping({ key: 'a', ctrlKey: true })).toBe(false);
    expect(isTyping({ key: '€', ctrlKey: true, altKey: true })).toBe(true);
    expect(isTyping({ key: 'F5' })).toBe(false);
  });
});
