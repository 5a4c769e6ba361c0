export { emailVerificationRequested } from './announcements.ts';
export { findCaller } from './find-caller.ts';
export { hashPassword } from './password.ts';
export { findAccount, findOrganiser, listOrganiserIds, listPeople } from './store.ts';
export { verificationToken } from './verify-email.ts';
