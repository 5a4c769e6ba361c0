import { eventOf, metadataIn, newId, no, ok, type Reply } from './replies.ts';

type Account = {
  readonly id: string;
  readonly object: 'account';
  readonly country: string;
  readonly metadata: Record<string, string>;
  details_submitted: boolean;
  charges_enabled: boolean;
  payouts_enabled: boolean;
  capabilities: { transfers: 'active' | 'inactive' };
  requirements: { currently_due: string[]; past_due: string[]; disabled_reason: string | null };
};
type Link = { readonly account: string; readonly returnUrl: string; readonly refreshUrl: string; isUsed: boolean };

/** As Stripe asks a new company for it. */
const firstRequirements = ['business_profile.url', 'external_account', 'tos_acceptance.date'];
const linkSeconds = 300;

/** Connected accounts, and the links under which their owners say who they are. */
export function openAccounts(urlOf: (path: string) => string) {
  const accounts = new Map<string, Account>();
  const gone = new Set<string>();
  const links = new Map<string, Link>();
  /** undefined: there is none, or its owner has taken our access away. */
  const find = (id: string): Account | undefined => (gone.has(id) ? undefined : accounts.get(id));

  return {
    find,
    act: (method: string, path: string, form: URLSearchParams): Reply | undefined => {
      const [, kind, id = ''] = /^\/v1\/(accounts|account_links)\/?(\w*)$/.exec(path) ?? [];
      if (kind === 'account_links') return link(form, find, links, urlOf);
      if (kind !== 'accounts') return undefined;
      if (method === 'GET') return shown(id, find(id));
      const account = newAccount(form);
      if (account.country === 'TN') return no('country_unsupported');
      accounts.set(account.id, account);
      return ok(account);
    },
    /** The owner follows an onboarding link and answers all there is to ask, once; where it is sent then. */
    visit: (path: string): string | undefined => {
      const link = links.get(/^\/setup\/(\w+)$/.exec(path)?.[1] ?? '');
      const account = link && find(link.account);
      if (!account || link.isUsed) return link?.refreshUrl;
      link.isUsed = true;
      verify(account);
      return link.returnUrl;
    },
    pages: pagesOf(accounts, gone),
  };
}

/** What happens at the owners, and on Stripe's own pages. */
function pagesOf(accounts: ReadonlyMap<string, Account>, gone: Set<string>) {
  const accountOf = (id: string): Account => {
    const account = accounts.get(id);
    if (!account) throw new Error(`there is no account ${id}`);
    return account;
  };
  return {
    accounts: (): readonly Readonly<Account>[] => structuredClone([...accounts.values()]),
    /** The owner has said all, and Stripe has believed it. */
    verify: (id: string): void => verify(accountOf(id)),
    /** Stripe wants to know more; with a reason, it does not let the account go on before. */
    require: (id: string, currentlyDue: string[], disabledReason: string | null): void => {
      const isEnabled = disabledReason === null;
      Object.assign(accountOf(id), {
        payouts_enabled: isEnabled,
        capabilities: { transfers: isEnabled ? 'active' : 'inactive' },
        requirements: { currently_due: currentlyDue, past_due: [], disabled_reason: disabledReason },
      });
    },
    /** The owner takes our access away. */
    deauthorise: (id: string): void => void gone.add(accountOf(id).id),
    accountUpdated: (id: string): string => eventOf('account.updated', accountOf(id), { account: id }),
    deauthorised: (id: string): string =>
      eventOf('account.application.deauthorized', { id: newId('ca'), object: 'application' }, { account: id }),
  };
}

function newAccount(form: URLSearchParams): Account {
  return {
    id: newId('acct'),
    object: 'account',
    country: form.get('country') ?? '',
    metadata: metadataIn(form),
    details_submitted: false,
    charges_enabled: false,
    payouts_enabled: false,
    capabilities: { transfers: 'inactive' },
    requirements: { currently_due: firstRequirements, past_due: [], disabled_reason: 'requirements.past_due' },
  };
}

function verify(account: Account): void {
  Object.assign(account, {
    details_submitted: true,
    charges_enabled: true,
    payouts_enabled: true,
    capabilities: { transfers: 'active' },
    requirements: { currently_due: [], past_due: [], disabled_reason: null },
  });
}

function shown(id: string, account: Account | undefined): Reply {
  if (account) return ok(account);
  const message = `The provided key does not have access to account '${id}' (or that account does not exist).`;
  return { status: 403, body: { error: { type: 'invalid_request_error', code: 'account_invalid', message } } };
}

function link(
  form: URLSearchParams,
  find: (id: string) => Account | undefined,
  links: Map<string, Link>,
  urlOf: (path: string) => string,
): Reply {
  const account = find(form.get('account') ?? '');
  if (!account) return no('account_invalid');
  const [returnUrl, refreshUrl] = [form.get('return_url') ?? '', form.get('refresh_url') ?? ''];
  if (form.get('type') !== 'account_onboarding' || !URL.canParse(returnUrl) || !URL.canParse(refreshUrl))
    return no('url_invalid');
  const token = newId('link');
  links.set(token, { account: account.id, returnUrl, refreshUrl, isUsed: false });
  const created = Math.floor(Date.now() / 1000);
  return ok({ object: 'account_link', created, expires_at: created + linkSeconds, url: urlOf(`/setup/${token}`) });
}
