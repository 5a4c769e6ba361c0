-- Passes: what of a ticket is in the wallet of a phone, at Apple and at Google, and whom to tell when it changes.
create schema passes;

create sequence passes.change_number;

create table passes.evening (
  performance_id uuid primary key references catalogue.performance,
  print bytea not null check (length(print) = 32),
  google_print bytea check (length(google_print) = 32)
);
comment on table passes.evening is
  'A performance that passes were handed out for. print: the hash of where and when it is, as they say it; google_print: as Google was told last.';

create table passes.pass (
  ticket_id uuid primary key references tickets.ticket,
  performance_id uuid not null references passes.evening,
  print bytea not null check (length(print) = 32),
  change_number bigint not null default nextval('passes.change_number'),
  changed_at timestamptz not null default date_trunc('second', clock_timestamp()),
  was_changed boolean not null default false,
  google_asked_at timestamptz,
  google_print bytea check (length(google_print) = 32),
  constraint changes_have_whole_seconds check (changed_at = date_trunc('second', changed_at)),
  constraint google_knows_what_it_was_asked check (google_print is null or google_asked_at is not null)
);
comment on table passes.pass is
  'A ticket whose pass was handed out, for good. print: the hash of what it says; change_number: in the order of commits; changed_at: for HTTP,
   which knows seconds, so no two changes of a pass share one. was_changed: since it was first handed out. google_asked_at null: its holder never wanted it at Google; google_print: what Google has.';
create index pass_by_performance on passes.pass (performance_id, ticket_id);

create table passes.phone (
  id text primary key,
  push_token text not null
);
comment on table passes.phone is
  'A phone as Apple names it to us, and where to reach it. Personal: gone with its last registration, or when Apple says that it is.';

create table passes.registration (
  phone_id text not null references passes.phone on delete cascade,
  ticket_id uuid not null references passes.pass,
  pushed_number bigint not null,
  primary key (phone_id, ticket_id)
);
comment on table passes.registration is
  'A pass on a phone that wants to hear of its changes. pushed_number: the change it was told of last.';
create index registration_by_ticket on passes.registration (ticket_id);
