/** The fields that a department reads of its rows (rule P12); docs/rules.md and the department's view are held against this. */

/** Of the task that is assigned to it, and of the problem above. Of a problem's state only the phase is shown. */
export const DEPARTMENT_READS = {
  problems: [
    'code',
    'original',
    'source',
    'category',
    'subcategory',
    'categories',
    'symptom',
    'nature',
    'key',
    'kind',
    'due',
    'supervisionNote',
  ],
  tasks: [
    'code',
    'measure',
    'types',
    'owner',
    'due',
    'dueText',
    'immediate',
    'withinFocus',
    'longTerm',
    'progress',
    'completion',
    'counters',
    'extension',
    'note',
    'supervisionNote',
  ],
} as const;
