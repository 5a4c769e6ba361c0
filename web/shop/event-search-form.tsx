import { Search } from 'lucide-react';
import { Form } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { buttonClass } from '../ui/button.tsx';
import { categories } from './wire.ts';

export type Filters = {
  readonly q: string;
  readonly city: string;
  readonly category: string;
  readonly available: boolean;
};

/** The filters live in the address: a plain form that works without scripts, and reload and back keep it. */
export function EventSearchForm({ filters, short = false }: { filters: Filters; short?: boolean }) {
  const { t } = useLanguage();
  return (
    <Form
      action="/search"
      role="search"
      className="card grid gap-3 p-3 sm:grid-cols-[minmax(0,1fr)_auto] lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)_auto]"
      key={JSON.stringify(filters)}
    >
      <label className={short ? 'lg:col-span-3' : ''}>
        <span className="sr-only">{t('search.words')}</span>
        <input
          className="control"
          type="search"
          name="q"
          maxLength={100}
          defaultValue={filters.q}
          placeholder={t('search.words')}
        />
      </label>
      {short ? null : (
        <>
          <label className="max-lg:row-start-2">
            <span className="sr-only">{t('search.city')}</span>
            <input
              className="control"
              name="city"
              maxLength={80}
              defaultValue={filters.city}
              placeholder={t('search.city')}
              autoComplete="address-level2"
            />
          </label>
          <label className="max-lg:row-start-3">
            <span className="sr-only">{t('search.category')}</span>
            <select className="control" name="category" defaultValue={filters.category}>
              <option value="">{t('search.every-category')}</option>
              {categories.map((category) => (
                <option key={category} value={category}>
                  {t(`category.${category}`)}
                </option>
              ))}
            </select>
          </label>
        </>
      )}
      <button type="submit" className={buttonClass('primary', 'max-lg:sm:row-start-1 max-lg:sm:col-start-2')}>
        <Search aria-hidden="true" className="size-5" />
        {t('search.go')}
      </button>
      {short ? null : (
        <label className="flex min-h-11 items-center gap-3 px-1 lg:col-span-4">
          <input
            type="checkbox"
            name="available"
            value="true"
            defaultChecked={filters.available}
            className="size-5 accent-accent"
          />
          {t('search.available')}
        </label>
      )}
    </Form>
  );
}
