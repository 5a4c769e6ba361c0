import type { Reply } from '@tessera/contract/api/operations';
import { useLanguage } from '../languages/use-language.ts';
import { Field } from '../ui/field.tsx';
import { Tick } from '../ui/tick.tsx';
import { TickList } from '../ui/tick-list.tsx';
import { isEmptyRule, type RuleDraft } from './policy-draft.ts';

type Props = {
  readonly at: number;
  readonly rule: RuleDraft;
  readonly plan: Reply<'getDoorPlan'>;
  readonly errorOf: (field: string) => string | undefined;
};

/** A way in: for whom, where, and from when until when. */
export function EntryRule({ at, rule, plan, errorOf }: Props) {
  const { t, text } = useLanguage();
  const name = `rule-${at}`;
  const isNew = isEmptyRule(rule);
  const parts = [
    {
      field: 'products',
      hint: 'doors.rule.any-product',
      options: plan.products.map(({ code, name }) => [code, text(name)]),
    },
    { field: 'zoneIds', hint: 'doors.rule.any-zone', options: plan.zones.map((zone) => [zone.id, zone.name]) },
    { field: 'gateIds', hint: 'doors.rule.any-gate', options: plan.gates.map((gate) => [gate.id, gate.name]) },
  ] as const;
  return (
    <fieldset className="min-w-0 space-y-4 rounded-m border border-line p-4">
      <legend className="px-2 font-semibold">
        {isNew ? t('doors.rule.new') : t('doors.rule', { number: at + 1 })}
      </legend>
      <input type="hidden" name="rule" value={at} />
      {isNew ? <input type="hidden" name={`${name}-new`} value="yes" /> : null}
      <Tick
        name={`${name}-counts`}
        label={t('doors.rule.counts')}
        hint={t(isNew ? 'doors.rule.counts-new' : 'doors.rule.counts-hint')}
        ticked={rule.counts}
      />
      <div className="grid items-start gap-4 sm:grid-cols-3">
        {parts.map(({ field, hint, options }) => (
          <TickList
            key={field}
            legend={t(`doors.rule.${field}`)}
            hint={t(hint)}
            name={`${name}-${field}`}
            options={options.map(([value = '', words = '']) => [value, words])}
            chosen={rule[field]}
            error={errorOf(`${name}-${field}`)}
          />
        ))}
      </div>
      <div className="grid items-end gap-4 sm:grid-cols-2">
        {(['from', 'until'] as const).map((field) => (
          <Field
            key={field}
            id={`${name}-${field}`}
            type="datetime-local"
            name={`${name}-${field}`}
            label={t(`doors.rule.${field}`)}
            defaultValue={rule[field]}
            error={errorOf(`${name}-${field}`)}
          />
        ))}
      </div>
    </fieldset>
  );
}
