-- The ground every module stands on: the journal of what happened, and the answers kept for idempotent requests.
create schema platform;

create table platform.journal (
  id bigint generated always as identity primary key,
  happened_at timestamptz not null default clock_timestamp(),
  kind text not null check (kind ~ '^[a-z_]+\.[a-z_]+$'),
  actor_kind text not null check (actor_kind in ('anonymous', 'guest', 'account', 'system')),
  actor_id text,
  organiser_id uuid,
  subject_id text not null,
  payload jsonb not null default '{}',
  trace_id text not null
);
comment on table platform.journal is 'Append-only: every announcement, written in the transaction it tells of. Also the audit trail.';
create index journal_by_subject on platform.journal (subject_id, id);

create function platform.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_schema || '.' || tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger journal_is_append_only before update or delete on platform.journal
  for each row execute function platform.refuse_change();
create trigger journal_is_never_emptied before truncate on platform.journal
  for each statement execute function platform.refuse_change();

create table platform.idempotent_request (
  caller text not null,
  key text not null check (length(key) between 1 and 255),
  fingerprint bytea not null,
  body_sealed bytea not null,
  answered_at timestamptz not null default clock_timestamp(),
  primary key (caller, key)
);
comment on table platform.idempotent_request is
  'The answer given for an Idempotency-Key of a caller, written with its effect; kept 30 days. Sealed: it may hold a capability.';
create index idempotent_request_by_age on platform.idempotent_request (answered_at);
