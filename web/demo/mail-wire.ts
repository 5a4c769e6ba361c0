import { data, type RouterContextProvider } from 'react-router';
import { apiContext } from '../client/api-context.ts';

export type CaughtMail = {
  readonly id: string | number;
  readonly recipient: string;
  readonly subject: string;
  readonly caughtAt: string;
};
export type OpenedMail = CaughtMail & {
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly {
    readonly n: number;
    readonly filename: string;
    readonly mimeType: string;
    readonly size: number;
  }[];
};

/** What the built-in mail catcher has; 404 when mail goes to a real server. */
export async function caught<Shape>(context: Readonly<RouterContextProvider>, path: string): Promise<Shape> {
  const response = await context.get(apiContext)(`/demo/mails${path}`);
  const isJson = response.headers.get('content-type')?.includes('application/json') ?? false;
  if (!response.ok || !isJson) throw data({ code: 'not_found' }, { status: 404 });
  // Written by this very server for these two pages alone.
  return (await response.json()) as Shape;
}
