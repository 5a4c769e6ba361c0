import { type Language, useLanguage } from '../languages/use-language.ts';
import type { ToldBan } from './ban-told.ts';

/** What whoever sells reads about a buyer who is banned. */
export function useBanWords(): (ban: ToldBan) => string {
  const language = useLanguage();
  return ({ reason, endsAt }) => {
    const { t } = language;
    const why = t(`bans.reason.${reason}`);
    return endsAt === null ? t('bans.told-endless', { why }) : t('bans.told', { why, when: dayOf(endsAt, language) });
  };
}

/** A last day whole, as this page writes it; any other end with its time. */
export function dayOf(instant: string, { moment }: Pick<Language, 'moment'>): string {
  const day = moment(instant, 'UTC', 'day');
  return /T(23:59:59|00:00:00)\.000Z$/.test(instant) ? day : `${day}, ${moment(instant, 'UTC', 'time')} (UTC)`;
}
