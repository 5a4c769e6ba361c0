import { instantAt } from '../civil-time.ts';
import type { OrganiserPlan } from '../insert-people.ts';
import type { EventPlan, MappingPlan, PerformancePlan, VenuePlan } from '../plans.ts';

/** What the demo shows of one organiser. */
export type Programme = {
  readonly organiser: OrganiserPlan;
  readonly venues: readonly { readonly venue: VenuePlan; readonly mappings: readonly MappingPlan[] }[];
  readonly events: readonly { readonly event: EventPlan; readonly performances: readonly DemoPerformance[] }[];
};

export type DemoPerformance = {
  readonly venue: string;
  readonly mapping: string;
  readonly plan: PerformancePlan;
  /** calendar: moved by whole days. clock: moved by hours too, so that its doors are open whenever the demo starts. */
  readonly follows: 'calendar' | 'clock';
  /** The share of its places that the demo has sold: 0 to 1. */
  readonly seatsSold: number;
  readonly standingSold: number;
  /** Each customer of the demo finds an order of theirs here. */
  readonly customersGo?: boolean;
};

/** The instant the demo is made for, and the civil date in Paris then. */
export type Today = { readonly now: Date; readonly date: string };

export type Calendar = {
  readonly now: Date;
  /** When clocks in the time zone show HH:MM, so many days from today. */
  at(days: number, time: string): Date;
};

export function calendarIn(timeZone: string, { now, date }: Today): Calendar {
  return { now, at: (days, time) => instantAt(date, days, time, timeZone) };
}

const hourMilliseconds = 3_600_000;

export function hoursAfter(instant: Date, hours: number): Date {
  return new Date(instant.getTime() + hours * hourMilliseconds);
}
