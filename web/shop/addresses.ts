/** Personal pages are opened by a secret in the address: the same links stand in the mails. */
export function checkoutPath(holdId: string, token: string): string {
  return `/checkout/${holdId}?k=${encodeURIComponent(token)}`;
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

export function ticketPdfPath(ticketId: string, token: string | undefined): string {
  return withSecret(`/api/v1/tickets/${ticketId}/pdf`, token);
}

export function tokenIn(request: Request): string | undefined {
  return new URL(request.url).searchParams.get('k') ?? undefined;
}

function withSecret(path: string, token: string | undefined): string {
  return token ? `${path}?k=${encodeURIComponent(token)}` : path;
}
