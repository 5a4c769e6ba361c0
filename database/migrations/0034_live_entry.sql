-- What a performance looks like while it is let in: cheap to ask every few seconds; what happens there, and an authority that
-- may look for a time.

create index admission_by_time on access_control.admission (performance_id, admitted_at)
  include (left_at, number, zone_id, access_point_id);
create index admission_by_leaving on access_control.admission (performance_id, left_at) include (zone_id)
  where left_at is not null;
create index scan_refused on access_control.scan (performance_id, scanned_at) include (reason) where verdict = 'refused';
create index scan_of_no_ticket on access_control.scan (access_point_id, scanned_at) include (reason)
  where verdict = 'refused' and performance_id is null;
create index shift_open on access_control.shift (performance_id) where ended_at is null;

create schema incidents;
create table incidents.incident (
  id uuid primary key default uuidv7(),
  organiser_id uuid not null references identity.organiser,
  performance_id uuid not null references catalogue.performance,
  kind text not null check (kind in ('medical', 'security', 'technical', 'crowd', 'other')),
  severity text not null check (severity in ('minor', 'serious', 'critical')),
  gate_id uuid,
  zone_id uuid,
  words text not null,
  state text not null default 'open' check (state in ('open', 'handled', 'closed')),
  reported_by uuid references identity.account,
  device_id uuid references access_control.device,
  reported_at timestamptz not null default clock_timestamp(),
  changed_at timestamptz not null default clock_timestamp()
);
comment on table incidents.incident is
  'Something that happened at a performance. words may tell of persons and are for the organiser''s staff only.';
create index incident_by_performance on incidents.incident (performance_id, reported_at);

create table incidents.change (
  id uuid primary key default uuidv7(),
  incident_id uuid not null references incidents.incident,
  state text not null check (state in ('open', 'handled', 'closed')),
  note text not null default '',
  changed_by uuid references identity.account,
  changed_at timestamptz not null default clock_timestamp()
);
comment on table incidents.change is 'The states of an incident one after the other, and who set them. Only added to.';
create index change_by_incident on incidents.change (incident_id, changed_at);

create schema authority;
create table authority.access (
  id uuid primary key default uuidv7(),
  organiser_id uuid not null references identity.organiser,
  account_id uuid not null references identity.account,
  performance_id uuid references catalogue.performance,
  day date,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  granted_by uuid references identity.account,
  granted_at timestamptz not null default clock_timestamp(),
  revoked_at timestamptz,
  revoked_by uuid references identity.account,
  constraint access_is_to_one_thing check (num_nonnulls(performance_id, day) = 1),
  constraint access_lasts check (starts_at < ends_at)
);
comment on table authority.access is
  'Somebody of an authority may look at a performance, or at all that begin on a day, from an instant until another.';
create index access_by_organiser on authority.access (organiser_id, id);
create index access_by_account on authority.access (account_id, ends_at);

create table authority.viewing (
  id uuid primary key default uuidv7(),
  access_id uuid not null references authority.access,
  organiser_id uuid not null references identity.organiser,
  performance_id uuid not null references catalogue.performance,
  account_id uuid not null references identity.account,
  session_id uuid not null,
  kind text not null check (kind in ('screen', 'report')),
  address text not null,
  started_at timestamptz not null default clock_timestamp(),
  last_at timestamptz not null default clock_timestamp(),
  times int not null default 1 check (times >= 1)
);
comment on table authority.viewing is
  'What an authority looked at, from where, from when until when: a screen that asks again within a minute is one viewing.';
create index viewing_by_organiser on authority.viewing (organiser_id, id);
create index viewing_going_on on authority.viewing (access_id, performance_id, session_id, last_at) where kind = 'screen';

create table authority.report (
  id uuid primary key,
  organiser_id uuid not null references identity.organiser,
  performance_id uuid not null references catalogue.performance,
  access_id uuid not null references authority.access,
  account_id uuid not null references identity.account,
  made_at timestamptz not null,
  sha256 bytea not null check (length(sha256) = 32),
  signing_key_id int not null references tickets.signing_key,
  signature bytea not null check (length(signature) = 64)
);
comment on table authority.report is
  'A report that was handed out: the SHA-256 of its PDF and the organiser''s signature of it. The PDF itself is not kept.';
create index report_by_performance on authority.report (performance_id);

create trigger report_is_append_only before update or delete on authority.report
  for each row execute function platform.refuse_change();
create trigger change_is_append_only before update or delete on incidents.change
  for each row execute function platform.refuse_change();
create trigger viewing_is_kept before delete on authority.viewing
  for each row execute function platform.refuse_change();
