import type { Input } from '../../contract/api/operations.ts';

/** How a performance lets in where nothing was said about it. */
export const usualPolicy: Input<'setEntryPolicy'>['body'] = {
  usesMax: 1,
  mayReturn: false,
  passback: 'ignored',
  rotating: 'off',
  offline: 'by_list',
  staleAfterMinutes: 240,
  showsNames: false,
  rules: [],
  zoneLimits: [],
};
