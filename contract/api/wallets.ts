import { z } from 'zod';

export const OfferedWallets = z
  .object({ apple: z.boolean(), google: z.boolean() })
  .meta({ id: 'OfferedWallets' })
  .describe('Into which wallets of phones tickets can be taken');

export const SaveLink = z
  .object({ url: z.url().describe('Leads to Google, which takes the tickets into the wallet of whoever follows it') })
  .meta({ id: 'SaveLink' });

/** As phones send it; keys that Apple may add later do not matter. */
export const RegisterPhone = z
  .object({ pushToken: z.string().regex(/^[0-9A-Fa-f]{16,200}$/) })
  .meta({ id: 'RegisterPhone' });

export const ListChangedPasses = z.strictObject({
  passesUpdatedSince: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional()
    .describe('`lastUpdated` of the answer before'),
});
export const ChangedPasses = z
  .object({ serialNumbers: z.array(z.string()), lastUpdated: z.string() })
  .meta({ id: 'ChangedPasses' });

export const LogFromPhone = z.object({ logs: z.array(z.string().max(2000)).max(50) }).meta({ id: 'LogFromPhone' });
