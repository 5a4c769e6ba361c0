-- The demo's own notes; empty where there is no demo.
create schema demo;

create table demo.calendar (
  single boolean primary key default true check (single),
  anchored_on date not null
);
comment on table demo.calendar is 'The civil date in Paris that the demo''s dates are relative to. Its one row says that the demo was seeded.';

create table demo.performance (
  performance_id uuid primary key references catalogue.performance,
  follows text not null check (follows in ('calendar', 'clock'))
);
comment on table demo.performance is
  'Performances whose dates move with the calendar, by whole days, or with the clock, so that their doors are always open.';
