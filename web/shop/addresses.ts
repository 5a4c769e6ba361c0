/** Personal pages are opened by a secret in the address: the same links stand in the mails. */
export function checkoutPath(holdId: string, token: string, orderId?: string): string {
  return `/checkout/${holdId}?${new URLSearchParams({ k: token, ...(orderId ? { order: orderId } : {}) })}`;
}

export function orderPath(orderId: string, token: string | undefined): string {
  return withSecret(`/o/${orderId}`, token);
}

export function ticketPath(ticketId: string, token: string | undefined): string {
  return withSecret(`/t/${ticketId}`, token);
}

export function paymentReturnPath(orderId: string, token: string): string {
  return `/checkout/return?order=${orderId}&k=${encodeURIComponent(token)}`;
}

export function ticketsPdfPath(orderId: string, token: string | undefined): string {
  return withSecret(`/api/v1/orders/${orderId}/tickets.pdf`, token);
}

export function invoicePdfPath(invoiceId: string, token: string | undefined): string {
  return withSecret(`/api/v1/invoices/${invoiceId}/pdf`, token);
}

export function ticketPdfPath(ticketId: string, token: string | undefined): string {
  return withSecret(`/api/v1/tickets/${ticketId}/pdf`, token);
}

export function applePassPath(ticketId: string, token: string | undefined): string {
  return withSecret(`/api/v1/tickets/${ticketId}/apple-pass`, token);
}

export function applePassesPath(orderId: string, token: string | undefined): string {
  return withSecret(`/api/v1/orders/${orderId}/apple-passes`, token);
}

export function tokenIn(request: Request): string | undefined {
  return new URL(request.url).searchParams.get('k') ?? undefined;
}

function withSecret(path: string, token: string | undefined): string {
  return token ? `${path}?k=${encodeURIComponent(token)}` : path;
}

/** The order last made from a hold, kept for the pages of the checkout: a hold does not know its order. */
export function orderCookie(holdId: string, orderId: string): string {
  return `checkout=${holdId}.${orderId}; Path=/checkout; Max-Age=86400; HttpOnly; SameSite=Lax`;
}

/** ?order in the address, else the one this browser made from the hold. */
export function orderOfHold(request: Request, holdId: string): string | undefined {
  const asked = new URL(request.url).searchParams.get('order');
  const kept = /(?:^|;\s*)checkout=([\w-]+)\.([\w-]+)/.exec(request.headers.get('cookie') ?? '');
  return asked ?? (kept?.[1] === holdId ? kept[2] : undefined);
}
