create schema identity;

create table identity.organiser (
  id uuid primary key default uuidv7(),
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name text not null,
  legal_name text not null,
  reference_prefix text not null check (reference_prefix ~ '^[A-Z]{2,4}$'),
  contact_email text not null,
  created_at timestamptz not null default clock_timestamp()
);
comment on table identity.organiser is 'Who sells: every event, order and role belongs to one organiser.';

create table identity.account (
  id uuid primary key default uuidv7(),
  email text not null,
  email_canonical text not null unique,
  password_hash text not null,
  name text not null,
  locale text not null default 'fr' check (locale in ('fr', 'en')),
  is_superadmin boolean not null default false,
  email_verified_at timestamptz,
  disabled_at timestamptz,
  sign_in_failures int not null default 0,
  sign_in_blocked_until timestamptz,
  created_at timestamptz not null default clock_timestamp()
);
comment on table identity.account is 'A person who can sign in. email_canonical is the lower-case NFC form that lookups use.';

create table identity.membership (
  account_id uuid not null references identity.account,
  organiser_id uuid not null references identity.organiser,
  role text not null check (role in ('artist', 'agent', 'director', 'gate_controller', 'authority', 'admin')),
  granted_at timestamptz not null default clock_timestamp(),
  primary key (account_id, organiser_id, role)
);
comment on table identity.membership is 'A role an account has at one organiser.';

create table identity.session (
  id uuid primary key default uuidv7(),
  account_id uuid not null references identity.account,
  token_hash bytea not null unique,
  user_agent text not null default '',
  created_at timestamptz not null default clock_timestamp(),
  last_seen_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  revoked_at timestamptz
);
comment on table identity.session is 'A signed-in browser. Only the SHA-256 of the cookie token is stored.';
create index session_by_account on identity.session (account_id);

create table identity.email_verification (
  id uuid primary key default uuidv7(),
  account_id uuid not null references identity.account,
  email text not null,
  requested_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  used_at timestamptz
);
comment on table identity.email_verification is
  'A single-use link that proves an address. Its token is derived from the id and TESSERA_SECRET, so none is stored.';
create index email_verification_by_account on identity.email_verification (account_id);
