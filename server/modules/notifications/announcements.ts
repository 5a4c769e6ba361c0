import type { Announcement } from '../../platform/announcement.ts';

export const messageQueuedKind = 'notifications.message_queued';

export function messageQueued(messageId: string, kind: string): Announcement {
  return { kind: messageQueuedKind, subjectId: messageId, payload: { kind } };
}

export function messageSent(messageId: string, kind: string): Announcement {
  return { kind: 'notifications.message_sent', subjectId: messageId, payload: { kind } };
}
