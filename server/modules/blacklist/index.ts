export { expectWelcome } from './expect-welcome.ts';
export { listBanned, listBannedAmong } from './store.ts';
