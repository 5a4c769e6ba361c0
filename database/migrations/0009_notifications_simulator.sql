create schema notifications;

create table notifications.message (
  id uuid primary key default uuidv7(),
  dedupe_key text not null unique,
  kind text not null,
  subject_id text not null,
  recipient text not null,
  locale text not null check (locale in ('fr', 'en')),
  payload jsonb not null default '{}',
  status text not null default 'queued' check (status in ('queued', 'sent')),
  attempt_count int not null default 0,
  last_error text,
  created_at timestamptz not null default clock_timestamp(),
  next_attempt_at timestamptz not null default clock_timestamp() + interval '5 seconds',
  claimed_until timestamptz,
  sent_at timestamptz
);
create index message_due on notifications.message (next_attempt_at) where status = 'queued';
comment on table notifications.message is
  'A mail to send, once. claimed_until: somebody is sending it. Its id is the Message-ID, so a repeat after a crash is recognised.';

create table notifications.caught_mail (
  id bigint generated always as identity primary key,
  message_id uuid not null references notifications.message,
  recipient text not null,
  subject text not null,
  source bytea not null,
  caught_at timestamptz not null default clock_timestamp()
);
comment on table notifications.caught_mail is 'Mails kept for the demo page when no SMTP server is configured.';

-- The payment simulator keeps its own books, as a provider would: nothing of Tessera reads these tables.
create schema simulator;

create table simulator.payment (
  id text primary key,
  idempotency_key text not null unique,
  client_reference text not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  return_url text not null,
  webhook_url text not null,
  description text not null,
  status text not null default 'open' check (status in ('open', 'succeeded', 'declined', 'cancelled')),
  outcome text,
  settles_at timestamptz,
  expires_at timestamptz not null,
  created_at timestamptz not null default clock_timestamp()
);
comment on table simulator.payment is 'The simulator''s own record of a payment.';

create table simulator.refund (
  id text primary key,
  idempotency_key text not null unique,
  payment_id text not null references simulator.payment,
  amount_minor bigint not null check (amount_minor > 0),
  created_at timestamptz not null default clock_timestamp()
);
comment on table simulator.refund is 'The simulator''s own record of a refund.';

create table simulator.delivery (
  id bigint generated always as identity primary key,
  webhook_url text not null,
  body text not null,
  due_at timestamptz not null,
  attempt_count int not null default 0,
  delivered_at timestamptz
);
comment on table simulator.delivery is 'Webhooks the simulator has to deliver; retried until acknowledged.';
create index delivery_due on simulator.delivery (due_at) where delivered_at is null;
