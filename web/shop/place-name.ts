import { useLanguage } from '../languages/use-language.ts';

type Place = {
  readonly zone: string | { readonly name: string };
  readonly row: string | null;
  readonly number: string | null;
};

/** "Orchestra · Row F, seat 12", or the zone alone where places have no number. */
export function usePlaceName(): (place: Place) => string {
  const { t } = useLanguage();
  return ({ zone, row, number }) => {
    const name = typeof zone === 'string' ? zone : zone.name;
    if (row === null || number === null) return name;
    return `${name} · ${t('seat.place', { row, number })}`;
  };
}
