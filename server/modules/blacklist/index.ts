export { expectWelcome } from './expect-welcome.ts';
export { findBanned, listBanned } from './store.ts';
