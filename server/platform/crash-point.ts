/** Where a checkout can be cut off: each point with what has just happened. Tests kill the process at every one of them. */
export const crashPoints = {
  'hold.saved': 'the seats are held; nothing is told or committed',
  'hold.committed': 'the hold is committed; nobody was answered',
  'order.saved': 'the order and its lines are written; not committed',
  'order.committed': 'the order is committed; its buyer was not answered',
  'payment.opened': 'the payment is committed; its provider has not heard of it',
  'payment.started': 'the provider knows the payment; its answer is not saved',
  'payment.pending': 'the provider’s answer is committed; the buyer has no page to pay on',
  'webhook.verified': 'the provider tells of money; nothing is stored',
  'webhook.stored': 'the webhook is committed; it was neither acknowledged nor applied',
  'payment.authorised': 'the money is written down as promised; not committed',
  'payment.captured': 'the money is written down as taken, and booked; not committed',
  'webhook.applied': 'what the webhook said is committed; nobody decided about the money',
  'confirm.sold': 'the places are sold; not committed',
  'confirm.issued': 'the tickets are issued; not committed',
  'confirm.decided': 'tickets, books and the request to take the money are written; not committed',
  'confirm.given-back': 'a refund is asked for, or promised money is let go of; not committed',
  'confirm.committed': 'the order is decided and committed; nobody was told',
  'capture.due': 'promised money is about to be taken; the provider was not asked',
  'capture.taken': 'the provider took promised money; that is not saved',
  'void.due': 'promised money is about to be let go of; the provider was not asked',
  'void.done': 'the provider let promised money go; that is not saved',
  'refund.due': 'money is about to go back; the provider was not asked',
  'refund.paid': 'the provider sent money back; that is not saved',
  'take-back.saved': 'tickets nobody paid for are void and their places free; not committed',
  'take-back.committed': 'the same is committed; nobody was told',
  'cancellation.booked':
    'tickets are void, their places free and what goes back is booked; the refund is not asked for, nor all committed',
  'cancellation.committed': 'the cancellation is committed; who asked was not answered',
  'payout.due': 'what is owed to an organiser is about to be sent; the provider was not asked',
  'payout.sent': 'the provider sent it; that is not saved',
  'mail.queued': 'the mail is committed; nobody has begun to send it',
  'mail.composed': 'the mail is written, with its tickets; the mail server was not asked',
  'mail.sent': 'the mail server took the mail; that is not saved',
} as const;
export type CrashPoint = keyof typeof crashPoints;

let armed: CrashPoint | undefined;

/** Once, by the start of the process: from then on it dies when it comes to this point. */
export function armCrashPoint(point: CrashPoint | undefined): void {
  armed = point;
}

/** Kills the process at once if it was started to die here, and then never returns; else does nothing. */
export function crashPoint(point: CrashPoint): void {
  while (point === armed) process.kill(process.pid, 'SIGKILL');
}
