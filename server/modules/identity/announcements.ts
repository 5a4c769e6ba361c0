import type { Announcement } from '../../platform/announcement.ts';

export const emailVerificationRequested = 'identity.email_verification_requested';

export function accountCreated(accountId: string): Announcement {
  return { kind: 'identity.account_created', subjectId: accountId, payload: {} };
}

export function verificationRequested(accountId: string, verificationId: string): Announcement {
  return { kind: emailVerificationRequested, subjectId: accountId, payload: { verificationId } };
}

export function emailVerified(accountId: string): Announcement {
  return { kind: 'identity.email_verified', subjectId: accountId, payload: {} };
}

export function signedIn(accountId: string, sessionId: string): Announcement {
  return { kind: 'identity.signed_in', subjectId: accountId, payload: { sessionId } };
}

export function signInFailed(accountId: string): Announcement {
  return { kind: 'identity.sign_in_failed', subjectId: accountId, payload: {} };
}

export function sessionRevoked(accountId: string, sessionId: string): Announcement {
  return { kind: 'identity.session_revoked', subjectId: accountId, payload: { sessionId } };
}
