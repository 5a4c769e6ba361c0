-- Made by `npm run db:snapshot` from a freshly migrated database; `npm run check` compares it.

create schema access_control;
create schema authority;
create schema blacklist;
create schema catalogue;
create schema demo;
create schema gift_cards;
create schema identity;
create schema incidents;
create schema inventory;
create schema invoices;
create schema ledger;
create schema notifications;
create schema orders;
create schema passes;
create schema payments;
create schema platform;
create schema pricing;
create schema settlement;
create schema simulator;
create schema tickets;
create schema venues;

create sequence passes.change_number as bigint start 1 increment 1;


create table access_control.admission (
  access_right_id uuid not null,
  number integer not null,
  performance_id uuid not null,
  scan_id uuid not null,
  zone_id uuid not null,
  access_point_id uuid not null,
  device_id uuid,
  admitted_at timestamp with time zone not null,
  left_at timestamp with time zone,
  left_by_scan_id uuid,
  changed_in xid8 not null default pg_current_xact_id(),
  constraint admission_pkey PRIMARY KEY (access_right_id, number),
  constraint admission_left_by_scan_id_key UNIQUE (left_by_scan_id),
  constraint admission_scan_id_key UNIQUE (scan_id),
  constraint admission_number_check CHECK ((number >= 1)),
  constraint leaving_has_its_scan CHECK (((left_at IS NULL) = (left_by_scan_id IS NULL))),
  constraint nobody_leaves_before_coming CHECK ((left_at >= admitted_at)),
  constraint admission_access_right_id_fkey FOREIGN KEY (access_right_id) REFERENCES tickets.access_right(id),
  constraint admission_device_id_fkey FOREIGN KEY (device_id) REFERENCES access_control.device(id),
  constraint admission_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id)
);

create table access_control.device (
  id uuid not null default uuidv7(),
  organiser_id uuid not null,
  name text not null,
  performance_ids uuid[] not null default '{}'::uuid[],
  access_point_ids uuid[] not null default '{}'::uuid[],
  code_hash bytea,
  code_expires_at timestamp with time zone,
  token_hash bytea,
  created_by uuid,
  created_at timestamp with time zone not null default clock_timestamp(),
  enrolled_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_seen_at timestamp with time zone,
  unsent integer,
  battery_percent integer,
  list_made_at timestamp with time zone,
  clock_ahead_ms bigint,
  constraint device_pkey PRIMARY KEY (id),
  constraint device_token_hash_key UNIQUE (token_hash),
  constraint a_code_ends CHECK (((code_hash IS NULL) = (code_expires_at IS NULL))),
  constraint a_revoked_device_has_no_token CHECK (((revoked_at IS NULL) OR ((token_hash IS NULL) AND (code_hash IS NULL)))),
  constraint device_created_by_fkey FOREIGN KEY (created_by) REFERENCES identity.account(id),
  constraint device_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id)
);

create table access_control.entry_policy (
  performance_id uuid not null,
  uses_max integer default 1,
  may_return boolean not null default false,
  passback text not null default 'ignored'::text,
  offline text not null default 'by_list'::text,
  stale_after_minutes integer not null default 240,
  shows_names boolean not null default false,
  rules jsonb not null default '[]'::jsonb,
  changed_at timestamp with time zone not null default clock_timestamp(),
  constraint entry_policy_pkey PRIMARY KEY (performance_id),
  constraint entry_policy_offline_check CHECK ((offline = ANY (ARRAY['by_list'::text, 'not_at_all'::text, 'by_lane'::text]))),
  constraint entry_policy_passback_check CHECK ((passback = ANY (ARRAY['ignored'::text, 'refused'::text]))),
  constraint entry_policy_stale_after_minutes_check CHECK (((stale_after_minutes >= 5) AND (stale_after_minutes <= 1440))),
  constraint entry_policy_uses_max_check CHECK (((uses_max >= 1) AND (uses_max <= 1000))),
  constraint entry_policy_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id)
);

create table access_control.lane (
  performance_id uuid not null,
  number integer not null,
  device_id uuid not null,
  constraint lane_pkey PRIMARY KEY (performance_id, number),
  constraint lane_number_check CHECK ((number >= 0)),
  constraint lane_device_id_fkey FOREIGN KEY (device_id) REFERENCES access_control.device(id),
  constraint lane_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id)
);

create table access_control.offer (
  access_right_id uuid not null,
  scan_id uuid not null,
  access_point_id uuid not null,
  zone_id uuid not null,
  device_id uuid,
  offered_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  constraint offer_pkey PRIMARY KEY (access_right_id),
  constraint offer_scan_id_key UNIQUE (scan_id),
  constraint offer_access_right_id_fkey FOREIGN KEY (access_right_id) REFERENCES tickets.access_right(id),
  constraint offer_device_id_fkey FOREIGN KEY (device_id) REFERENCES access_control.device(id)
);

create table access_control.scan (
  id uuid not null,
  access_point_id uuid not null,
  organiser_id uuid not null,
  performance_id uuid,
  access_right_id uuid,
  device_id uuid,
  scanned_by uuid,
  direction text not null default 'in'::text,
  mode text not null default 'online'::text,
  verdict text not null,
  reason text,
  note text,
  scanned_at timestamp with time zone not null,
  received_at timestamp with time zone not null default clock_timestamp(),
  constraint scan_pkey1 PRIMARY KEY (id),
  constraint refusal_has_its_reason CHECK (((verdict = 'refused'::text) = (reason IS NOT NULL))),
  constraint scan_direction_check1 CHECK ((direction = ANY (ARRAY['in'::text, 'out'::text]))),
  constraint scan_mode_check CHECK ((mode = ANY (ARRAY['online'::text, 'offline'::text]))),
  constraint scan_verdict_check1 CHECK ((verdict = ANY (ARRAY['admitted'::text, 'refused'::text, 'let_out'::text]))),
  constraint scan_access_right_id_fkey1 FOREIGN KEY (access_right_id) REFERENCES tickets.access_right(id),
  constraint scan_device_id_fkey FOREIGN KEY (device_id) REFERENCES access_control.device(id),
  constraint scan_organiser_id_fkey1 FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id),
  constraint scan_performance_id_fkey1 FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id),
  constraint scan_scanned_by_fkey1 FOREIGN KEY (scanned_by) REFERENCES identity.account(id)
) partition by RANGE (id);

create table access_control.scan_conflict (
  id uuid not null default uuidv7(),
  organiser_id uuid not null,
  performance_id uuid not null,
  access_right_id uuid not null,
  kind text not null,
  reason text not null default ''::text,
  scan_id uuid not null,
  other_scan_id uuid,
  found_at timestamp with time zone not null default clock_timestamp(),
  seen_at timestamp with time zone,
  seen_by uuid,
  constraint scan_conflict_pkey PRIMARY KEY (id),
  constraint scan_conflict_scan_id_key UNIQUE (scan_id),
  constraint a_double_has_two CHECK (((kind = 'double'::text) = (other_scan_id IS NOT NULL))),
  constraint scan_conflict_kind_check CHECK ((kind = ANY (ARRAY['double'::text, 'not_valid'::text, 'other_lane'::text]))),
  constraint scan_conflict_access_right_id_fkey FOREIGN KEY (access_right_id) REFERENCES tickets.access_right(id),
  constraint scan_conflict_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id),
  constraint scan_conflict_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id),
  constraint scan_conflict_seen_by_fkey FOREIGN KEY (seen_by) REFERENCES identity.account(id)
);

create table access_control.scan_of_any_time partition of access_control.scan DEFAULT (
  id uuid not null,
  access_point_id uuid not null,
  organiser_id uuid not null,
  performance_id uuid,
  access_right_id uuid,
  device_id uuid,
  scanned_by uuid,
  direction text not null default 'in'::text,
  mode text not null default 'online'::text,
  verdict text not null,
  reason text,
  note text,
  scanned_at timestamp with time zone not null,
  received_at timestamp with time zone not null default clock_timestamp(),
  constraint scan_of_any_time_pkey PRIMARY KEY (id),
  constraint refusal_has_its_reason CHECK (((verdict = 'refused'::text) = (reason IS NOT NULL))),
  constraint scan_direction_check1 CHECK ((direction = ANY (ARRAY['in'::text, 'out'::text]))),
  constraint scan_mode_check CHECK ((mode = ANY (ARRAY['online'::text, 'offline'::text]))),
  constraint scan_verdict_check1 CHECK ((verdict = ANY (ARRAY['admitted'::text, 'refused'::text, 'let_out'::text]))),
  constraint scan_access_right_id_fkey1 FOREIGN KEY (access_right_id) REFERENCES tickets.access_right(id),
  constraint scan_device_id_fkey FOREIGN KEY (device_id) REFERENCES access_control.device(id),
  constraint scan_organiser_id_fkey1 FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id),
  constraint scan_performance_id_fkey1 FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id),
  constraint scan_scanned_by_fkey1 FOREIGN KEY (scanned_by) REFERENCES identity.account(id)
);

create table access_control.shift (
  id uuid not null,
  device_id uuid not null,
  performance_id uuid not null,
  access_point_id uuid not null,
  direction text not null,
  agent text not null,
  checks jsonb not null,
  started_at timestamp with time zone not null default clock_timestamp(),
  ended_at timestamp with time zone,
  unsent_at_end integer,
  constraint shift_pkey PRIMARY KEY (id),
  constraint shift_direction_check CHECK ((direction = ANY (ARRAY['in'::text, 'out'::text]))),
  constraint shift_device_id_fkey FOREIGN KEY (device_id) REFERENCES access_control.device(id),
  constraint shift_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id)
);

create table access_control.zone_limit (
  performance_id uuid not null,
  zone_id uuid not null,
  places_max integer not null,
  inside integer not null default 0,
  constraint zone_limit_pkey PRIMARY KEY (performance_id, zone_id),
  constraint zone_limit_places_max_check CHECK ((places_max >= 0)),
  constraint zone_limit_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id)
);

create table authority.access (
  id uuid not null default uuidv7(),
  organiser_id uuid not null,
  account_id uuid not null,
  performance_id uuid,
  day date,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  granted_by uuid,
  granted_at timestamp with time zone not null default clock_timestamp(),
  revoked_at timestamp with time zone,
  revoked_by uuid,
  constraint access_pkey PRIMARY KEY (id),
  constraint access_is_to_one_thing CHECK ((num_nonnulls(performance_id, day) = 1)),
  constraint access_lasts CHECK ((starts_at < ends_at)),
  constraint access_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(id),
  constraint access_granted_by_fkey FOREIGN KEY (granted_by) REFERENCES identity.account(id),
  constraint access_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id),
  constraint access_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id),
  constraint access_revoked_by_fkey FOREIGN KEY (revoked_by) REFERENCES identity.account(id)
);

create table authority.report (
  id uuid not null,
  organiser_id uuid not null,
  performance_id uuid not null,
  access_id uuid not null,
  account_id uuid not null,
  made_at timestamp with time zone not null,
  sha256 bytea not null,
  signing_key_id integer not null,
  signature bytea not null,
  constraint report_pkey PRIMARY KEY (id),
  constraint report_sha256_check CHECK ((length(sha256) = 32)),
  constraint report_signature_check CHECK ((length(signature) = 64)),
  constraint report_access_id_fkey FOREIGN KEY (access_id) REFERENCES authority.access(id),
  constraint report_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(id),
  constraint report_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id),
  constraint report_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id),
  constraint report_signing_key_id_fkey FOREIGN KEY (signing_key_id) REFERENCES tickets.signing_key(id)
);

create table authority.viewing (
  id uuid not null default uuidv7(),
  access_id uuid not null,
  organiser_id uuid not null,
  performance_id uuid not null,
  account_id uuid not null,
  session_id uuid not null,
  kind text not null,
  address text not null,
  started_at timestamp with time zone not null default clock_timestamp(),
  last_at timestamp with time zone not null default clock_timestamp(),
  times integer not null default 1,
  constraint viewing_pkey PRIMARY KEY (id),
  constraint viewing_kind_check CHECK ((kind = ANY (ARRAY['screen'::text, 'report'::text]))),
  constraint viewing_times_check CHECK ((times >= 1)),
  constraint viewing_access_id_fkey FOREIGN KEY (access_id) REFERENCES authority.access(id),
  constraint viewing_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(id),
  constraint viewing_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id),
  constraint viewing_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id)
);

create table blacklist.ban (
  id uuid not null default uuidv7(),
  organiser_id uuid not null,
  person_key bytea not null,
  words_sealed bytea not null,
  reason text not null,
  event_id uuid,
  performance_id uuid,
  starts_at timestamp with time zone not null default clock_timestamp(),
  ends_at timestamp with time zone,
  made_by uuid,
  made_at timestamp with time zone not null default clock_timestamp(),
  lifted_at timestamp with time zone,
  lifted_by uuid,
  lifting_sealed bytea,
  constraint ban_pkey PRIMARY KEY (id),
  constraint ban_has_one_scope CHECK (((event_id IS NULL) OR (performance_id IS NULL))),
  constraint ban_lasts CHECK ((starts_at < ends_at)),
  constraint ban_person_key_check CHECK ((length(person_key) = 32)),
  constraint ban_reason_check CHECK ((reason = ANY (ARRAY['violence'::text, 'harassment'::text, 'fraud'::text, 'resale'::text, 'damage'::text, 'other'::text]))),
  constraint lifting_has_its_reason CHECK (((lifted_at IS NULL) = (lifting_sealed IS NULL))),
  constraint nobody_lifts_what_is_not_lifted CHECK (((lifted_at IS NOT NULL) OR (lifted_by IS NULL))),
  constraint ban_event_id_fkey FOREIGN KEY (event_id) REFERENCES catalogue.event(id),
  constraint ban_lifted_by_fkey FOREIGN KEY (lifted_by) REFERENCES identity.account(id),
  constraint ban_made_by_fkey FOREIGN KEY (made_by) REFERENCES identity.account(id),
  constraint ban_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id),
  constraint ban_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id)
);

create table catalogue.event (
  id uuid not null default uuidv7(),
  organiser_id uuid not null,
  slug text not null,
  title jsonb not null,
  summary jsonb not null,
  description jsonb not null default '{}'::jsonb,
  category text not null,
  poster text not null default 'waves'::text,
  state text not null default 'draft'::text,
  refund_rule jsonb not null default '{}'::jsonb,
  age_minimum integer,
  created_at timestamp with time zone not null default clock_timestamp(),
  constraint event_pkey PRIMARY KEY (id),
  constraint event_slug_key UNIQUE (slug),
  constraint event_age_minimum_check CHECK (((age_minimum >= 0) AND (age_minimum <= 21))),
  constraint event_category_check CHECK ((category = ANY (ARRAY['football'::text, 'basketball'::text, 'concert'::text, 'show'::text, 'theatre'::text, 'conference'::text, 'cinema'::text, 'masterclass'::text, 'club'::text]))),
  constraint event_slug_check CHECK ((slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text)),
  constraint event_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'published'::text, 'cancelled'::text]))),
  constraint event_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id)
);

create table catalogue.performance (
  id uuid not null default uuidv7(),
  number integer not null generated by default as identity,
  event_id uuid not null,
  organiser_id uuid not null,
  mapping_id uuid not null,
  doors_at timestamp with time zone not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  time_zone text not null,
  currency text not null,
  state text not null default 'planned'::text,
  sale_opens_at timestamp with time zone not null,
  sale_closes_at timestamp with time zone not null,
  hold_minutes integer not null default 10,
  payment_minutes integer not null default 15,
  places_per_order_max integer not null default 10,
  created_at timestamp with time zone not null default clock_timestamp(),
  places_per_person_max integer,
  lone_seats text not null default 'lenient'::text,
  rotating text not null default 'off'::text,
  constraint performance_pkey PRIMARY KEY (id),
  constraint performance_number_key UNIQUE (number),
  constraint doors_before_start CHECK ((doors_at <= starts_at)),
  constraint performance_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint performance_hold_minutes_check CHECK (((hold_minutes >= 3) AND (hold_minutes <= 30))),
  constraint performance_lone_seats_check CHECK ((lone_seats = ANY (ARRAY['off'::text, 'lenient'::text, 'strict'::text]))),
  constraint performance_payment_minutes_check CHECK (((payment_minutes >= 3) AND (payment_minutes <= 30))),
  constraint performance_places_per_order_max_check CHECK (((places_per_order_max >= 1) AND (places_per_order_max <= 100))),
  constraint performance_places_per_person_max_check CHECK (((places_per_person_max >= 1) AND (places_per_person_max <= 1000))),
  constraint performance_rotating_check CHECK ((rotating = ANY (ARRAY['off'::text, 'preferred'::text, 'required'::text]))),
  constraint performance_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'on_sale'::text, 'closed'::text, 'postponed'::text, 'cancelled'::text]))),
  constraint sale_window_is_real CHECK ((sale_opens_at < sale_closes_at)),
  constraint start_before_end CHECK ((starts_at < ends_at)),
  constraint performance_event_id_fkey FOREIGN KEY (event_id) REFERENCES catalogue.event(id),
  constraint performance_mapping_id_fkey FOREIGN KEY (mapping_id) REFERENCES venues.mapping(id),
  constraint performance_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id)
);

create table demo.calendar (
  single boolean not null default true,
  anchored_on date not null,
  constraint calendar_pkey PRIMARY KEY (single),
  constraint calendar_single_check CHECK (single)
);

create table demo.performance (
  performance_id uuid not null,
  follows text not null,
  constraint performance_pkey PRIMARY KEY (performance_id),
  constraint performance_follows_check CHECK ((follows = ANY (ARRAY['calendar'::text, 'clock'::text]))),
  constraint performance_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id)
);

create table gift_cards.card (
  id uuid not null default uuidv7(),
  organiser_id uuid not null,
  currency text not null,
  code_hash bytea not null,
  code_end text not null,
  source text not null,
  state text not null default 'active'::text,
  initial_minor bigint not null,
  balance_minor bigint not null,
  reserved_minor bigint not null default 0,
  ends_at timestamp with time zone,
  email text not null,
  locale text not null,
  note text not null default ''::text,
  issued_by uuid,
  issued_at timestamp with time zone not null default clock_timestamp(),
  constraint card_pkey PRIMARY KEY (id),
  constraint card_code_hash_key UNIQUE (code_hash),
  constraint card_code_end_check CHECK ((length(code_end) = 4)),
  constraint card_code_hash_check CHECK ((length(code_hash) = 32)),
  constraint card_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint card_initial_minor_check CHECK (((initial_minor >= 1) AND (initial_minor <= 1000000000))),
  constraint card_is_never_overdrawn CHECK (((balance_minor >= 0) AND (reserved_minor >= 0))),
  constraint card_locale_check CHECK ((locale = ANY (ARRAY['fr'::text, 'en'::text]))),
  constraint card_source_check CHECK ((source = ANY (ARRAY['goodwill'::text, 'refund'::text]))),
  constraint card_state_check CHECK ((state = ANY (ARRAY['active'::text, 'blocked'::text]))),
  constraint card_issued_by_fkey FOREIGN KEY (issued_by) REFERENCES identity.account(id),
  constraint card_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id)
);

create table gift_cards.movement (
  id uuid not null default uuidv7(),
  card_id uuid not null,
  kind text not null,
  balance_minor bigint not null,
  reserved_minor bigint not null,
  reference text,
  moved_at timestamp with time zone not null default clock_timestamp(),
  constraint movement_pkey PRIMARY KEY (id),
  constraint movement_kind_check CHECK ((kind = ANY (ARRAY['issued'::text, 'reserved'::text, 'returned'::text, 'spent'::text, 'refunded'::text]))),
  constraint moves_as_its_kind_says CHECK (
CASE kind
    WHEN 'reserved'::text THEN ((balance_minor < 0) AND (reserved_minor = (- balance_minor)))
    WHEN 'returned'::text THEN ((balance_minor > 0) AND (reserved_minor = (- balance_minor)))
    WHEN 'spent'::text THEN ((balance_minor = 0) AND (reserved_minor < 0))
    ELSE ((balance_minor > 0) AND (reserved_minor = 0))
END),
  constraint names_what_it_is_for CHECK (((kind = 'issued'::text) OR (reference IS NOT NULL))),
  constraint movement_card_id_fkey FOREIGN KEY (card_id) REFERENCES gift_cards.card(id)
);

create table gift_cards.part (
  reference text not null,
  card_id uuid not null,
  amount_minor bigint not null,
  state text not null,
  refunded_minor bigint not null default 0,
  constraint part_pkey PRIMARY KEY (reference, card_id),
  constraint gives_back_what_was_spent CHECK ((refunded_minor <=
CASE state
    WHEN 'spent'::text THEN amount_minor
    ELSE (0)::bigint
END)),
  constraint part_amount_minor_check CHECK ((amount_minor > 0)),
  constraint part_refunded_minor_check CHECK ((refunded_minor >= 0)),
  constraint part_state_check CHECK ((state = ANY (ARRAY['reserved'::text, 'spent'::text, 'returned'::text, 'taken_off'::text]))),
  constraint part_card_id_fkey FOREIGN KEY (card_id) REFERENCES gift_cards.card(id)
);

create table identity.account (
  id uuid not null default uuidv7(),
  email text not null,
  email_canonical text not null,
  password_hash text not null,
  name text not null,
  locale text not null default 'fr'::text,
  is_superadmin boolean not null default false,
  email_verified_at timestamp with time zone,
  disabled_at timestamp with time zone,
  sign_in_failures integer not null default 0,
  sign_in_blocked_until timestamp with time zone,
  created_at timestamp with time zone not null default clock_timestamp(),
  constraint account_pkey PRIMARY KEY (id),
  constraint account_email_canonical_key UNIQUE (email_canonical),
  constraint account_locale_check CHECK ((locale = ANY (ARRAY['fr'::text, 'en'::text])))
);

create table identity.email_verification (
  id uuid not null default uuidv7(),
  account_id uuid not null,
  email text not null,
  requested_at timestamp with time zone not null default clock_timestamp(),
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint email_verification_pkey PRIMARY KEY (id),
  constraint email_verification_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(id)
);

create table identity.membership (
  account_id uuid not null,
  organiser_id uuid not null,
  role text not null,
  granted_at timestamp with time zone not null default clock_timestamp(),
  constraint membership_pkey PRIMARY KEY (account_id, organiser_id, role),
  constraint membership_role_check CHECK ((role = ANY (ARRAY['artist'::text, 'agent'::text, 'director'::text, 'gate_controller'::text, 'authority'::text, 'admin'::text]))),
  constraint membership_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(id),
  constraint membership_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id)
);

create table identity.organiser (
  id uuid not null default uuidv7(),
  slug text not null,
  name text not null,
  legal_name text not null,
  reference_prefix text not null,
  contact_email text not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  constraint organiser_pkey PRIMARY KEY (id),
  constraint organiser_slug_key UNIQUE (slug),
  constraint organiser_reference_prefix_check CHECK ((reference_prefix ~ '^[A-Z]{2,4}$'::text)),
  constraint organiser_slug_check CHECK ((slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text))
);

create table identity.session (
  id uuid not null default uuidv7(),
  account_id uuid not null,
  token_hash bytea not null,
  user_agent text not null default ''::text,
  created_at timestamp with time zone not null default clock_timestamp(),
  last_seen_at timestamp with time zone not null default clock_timestamp(),
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  constraint session_pkey PRIMARY KEY (id),
  constraint session_token_hash_key UNIQUE (token_hash),
  constraint session_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(id)
);

create table incidents.change (
  id uuid not null default uuidv7(),
  incident_id uuid not null,
  state text not null,
  note text not null default ''::text,
  changed_by uuid,
  changed_at timestamp with time zone not null default clock_timestamp(),
  constraint change_pkey PRIMARY KEY (id),
  constraint change_state_check CHECK ((state = ANY (ARRAY['open'::text, 'handled'::text, 'closed'::text]))),
  constraint change_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES identity.account(id),
  constraint change_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents.incident(id)
);

create table incidents.incident (
  id uuid not null default uuidv7(),
  organiser_id uuid not null,
  performance_id uuid not null,
  kind text not null,
  severity text not null,
  gate_id uuid,
  zone_id uuid,
  words text not null,
  state text not null default 'open'::text,
  reported_by uuid,
  device_id uuid,
  reported_at timestamp with time zone not null default clock_timestamp(),
  changed_at timestamp with time zone not null default clock_timestamp(),
  constraint incident_pkey PRIMARY KEY (id),
  constraint incident_kind_check CHECK ((kind = ANY (ARRAY['medical'::text, 'security'::text, 'technical'::text, 'crowd'::text, 'other'::text]))),
  constraint incident_severity_check CHECK ((severity = ANY (ARRAY['minor'::text, 'serious'::text, 'critical'::text]))),
  constraint incident_state_check CHECK ((state = ANY (ARRAY['open'::text, 'handled'::text, 'closed'::text]))),
  constraint incident_device_id_fkey FOREIGN KEY (device_id) REFERENCES access_control.device(id),
  constraint incident_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id),
  constraint incident_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id),
  constraint incident_reported_by_fkey FOREIGN KEY (reported_by) REFERENCES identity.account(id)
);

create table inventory.allocation (
  id uuid not null default uuidv7(),
  performance_id uuid not null,
  name text not null,
  kind text not null,
  code text,
  release_at timestamp with time zone,
  state text not null default 'active'::text,
  created_at timestamp with time zone not null default clock_timestamp(),
  constraint allocation_pkey PRIMARY KEY (id),
  constraint allocation_code_key UNIQUE (code),
  constraint allocation_performance_id_name_key UNIQUE (performance_id, name),
  constraint allocation_code_check CHECK ((length(code) >= 12)),
  constraint allocation_kind_check CHECK ((kind = ANY (ARRAY['house'::text, 'press'::text, 'partner'::text, 'vip'::text, 'channel'::text]))),
  constraint allocation_name_check CHECK ((name <> ''::text)),
  constraint allocation_state_check CHECK ((state = ANY (ARRAY['active'::text, 'released'::text]))),
  constraint allocation_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id)
);

create table inventory.allocation_zone (
  allocation_id uuid not null,
  performance_id uuid not null,
  zone_id uuid not null,
  quantity integer not null,
  used integer not null default 0,
  constraint allocation_zone_pkey PRIMARY KEY (allocation_id, zone_id),
  constraint allocation_is_never_exceeded CHECK (((used >= 0) AND (used <= quantity))),
  constraint allocation_zone_quantity_check CHECK ((quantity >= 0)),
  constraint allocation_zone_allocation_id_fkey FOREIGN KEY (allocation_id) REFERENCES inventory.allocation(id)
);

create table inventory.closed_zone (
  performance_id uuid not null,
  zone_id uuid not null,
  closed_at timestamp with time zone not null default clock_timestamp(),
  constraint closed_zone_pkey PRIMARY KEY (performance_id, zone_id),
  constraint closed_zone_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id)
);

create table inventory.hold (
  id uuid not null default uuidv7(),
  performance_id uuid not null,
  state text not null default 'active'::text,
  price_list_version integer not null,
  place_count integer not null,
  held_at timestamp with time zone not null default clock_timestamp(),
  expires_at timestamp with time zone not null,
  payment_started_at timestamp with time zone,
  extension_count integer not null default 0,
  ended_at timestamp with time zone,
  person_key bytea,
  ordered_at timestamp with time zone,
  allocation_id uuid,
  constraint hold_pkey PRIMARY KEY (id),
  constraint deadline_after_start CHECK ((expires_at > held_at)),
  constraint hold_extension_count_check CHECK ((extension_count >= 0)),
  constraint hold_person_key_check CHECK ((length(person_key) = 32)),
  constraint hold_place_count_check CHECK ((place_count > 0)),
  constraint hold_state_check CHECK ((state = ANY (ARRAY['active'::text, 'released'::text, 'expired'::text, 'sold'::text]))),
  constraint hold_allocation_id_fkey FOREIGN KEY (allocation_id) REFERENCES inventory.allocation(id)
);

create table inventory.hold_place (
  hold_id uuid not null,
  place integer not null,
  performance_id uuid not null,
  zone_id uuid not null,
  seat_id bigint,
  tier_id uuid not null,
  offer_id uuid not null,
  returned boolean not null default false,
  constraint hold_place_pkey PRIMARY KEY (hold_id, place),
  constraint hold_place_place_check CHECK ((place >= 0))
);

create table inventory.hold_quota (
  hold_id uuid not null,
  quota_id uuid not null,
  places integer not null,
  constraint hold_quota_pkey PRIMARY KEY (hold_id, quota_id),
  constraint hold_quota_places_check CHECK ((places > 0)),
  constraint hold_quota_hold_id_fkey FOREIGN KEY (hold_id) REFERENCES inventory.hold(id),
  constraint hold_quota_quota_id_fkey FOREIGN KEY (quota_id) REFERENCES inventory.quota(id)
);

create table inventory.performance_seat (
  performance_id uuid not null,
  seat_id bigint not null,
  ordinal integer not null,
  zone_id uuid not null,
  tier_id uuid not null,
  state text not null default 'free'::text,
  hold_id uuid,
  held_until timestamp with time zone,
  allocation_id uuid,
  change_number integer not null default 0,
  constraint performance_seat_pkey PRIMARY KEY (performance_id, seat_id),
  constraint claimed_seat_names_its_hold CHECK (((state = ANY (ARRAY['held'::text, 'sold'::text])) = (hold_id IS NOT NULL))),
  constraint held_seat_has_its_hold CHECK (((state = 'held'::text) = (held_until IS NOT NULL))),
  constraint performance_seat_state_check CHECK ((state = ANY (ARRAY['free'::text, 'held'::text, 'sold'::text, 'off'::text]))),
  constraint performance_seat_allocation_id_fkey FOREIGN KEY (allocation_id) REFERENCES inventory.allocation(id),
  constraint performance_seat_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id)
) with (fillfactor=70);

create table inventory.person_use (
  performance_id uuid not null,
  person_key bytea not null,
  used integer not null default 0,
  place_max integer not null,
  constraint person_use_pkey PRIMARY KEY (performance_id, person_key),
  constraint person_limit_is_kept CHECK (((used >= 0) AND (used <= place_max))),
  constraint person_use_person_key_check CHECK ((length(person_key) = 32)),
  constraint person_use_place_max_check CHECK ((place_max > 0)),
  constraint person_use_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id)
);

create table inventory.quota (
  id uuid not null default uuidv7(),
  performance_id uuid not null,
  name text not null,
  size integer not null,
  used integer not null default 0,
  is_first_places boolean not null default false,
  constraint quota_pkey PRIMARY KEY (id),
  constraint quota_is_never_exceeded CHECK (((used >= 0) AND (used <= size))),
  constraint quota_name_check CHECK ((name <> ''::text)),
  constraint quota_size_check CHECK ((size >= 0)),
  constraint quota_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id)
);

create table inventory.quota_scope (
  id bigint not null generated always as identity,
  quota_id uuid not null,
  tier_id uuid,
  tariff_id uuid,
  zone_id uuid,
  constraint quota_scope_pkey PRIMARY KEY (id),
  constraint quota_scope_quota_id_fkey FOREIGN KEY (quota_id) REFERENCES inventory.quota(id) ON DELETE CASCADE,
  constraint quota_scope_tariff_id_fkey FOREIGN KEY (tariff_id) REFERENCES pricing.tariff(id),
  constraint quota_scope_tier_id_fkey FOREIGN KEY (tier_id) REFERENCES pricing.price_tier(id)
);

create table inventory.seat_map_address (
  address text not null,
  mapping_id uuid not null,
  constraint seat_map_address_pkey PRIMARY KEY (address),
  constraint seat_map_address_address_check CHECK ((length(address) = 22))
);

create table inventory.zone_stock (
  performance_id uuid not null,
  zone_id uuid not null,
  tier_id uuid not null,
  capacity integer not null,
  used integer not null default 0,
  allocated integer not null default 0,
  change_number integer not null default 0,
  constraint zone_stock_pkey PRIMARY KEY (performance_id, zone_id),
  constraint zone_is_never_oversold CHECK (((used >= 0) AND (allocated >= 0) AND ((used + allocated) <= capacity))),
  constraint zone_stock_capacity_check CHECK ((capacity >= 0)),
  constraint zone_stock_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id)
) with (fillfactor=50);

create table invoices.buyer_details (
  order_id uuid not null,
  name text not null,
  vat_id text not null default ''::text,
  address text not null default ''::text,
  postal_code text not null default ''::text,
  city text not null default ''::text,
  country text not null,
  recorded_at timestamp with time zone not null default clock_timestamp(),
  constraint buyer_details_pkey PRIMARY KEY (order_id),
  constraint buyer_details_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
  constraint buyer_details_name_check CHECK ((name <> ''::text)),
  constraint buyer_details_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders."order"(id)
);

create table invoices.document (
  id uuid not null default uuidv7(),
  kind text not null,
  organiser_id uuid not null,
  order_id uuid not null,
  original_id uuid,
  return_id uuid,
  series_year integer not null,
  series_number integer not null,
  number text not null,
  order_reference text not null,
  locale text not null,
  currency text not null,
  issued_on date not null,
  delivered_on date not null,
  issued_at timestamp with time zone not null default clock_timestamp(),
  seller jsonb not null,
  buyer jsonb not null,
  net_minor bigint not null,
  tax_minor bigint not null,
  gross_minor bigint not null,
  constraint document_pkey PRIMARY KEY (id),
  constraint document_organiser_id_number_key UNIQUE (organiser_id, number),
  constraint document_return_id_key UNIQUE (return_id),
  constraint number_once UNIQUE (organiser_id, kind, series_year, series_number),
  constraint credit_note_names_its_invoice CHECK (((kind = 'credit_note'::text) = ((original_id IS NOT NULL) AND (return_id IS NOT NULL)))),
  constraint document_adds_up CHECK ((gross_minor = (net_minor + tax_minor))),
  constraint document_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint document_gross_minor_check CHECK ((gross_minor > 0)),
  constraint document_kind_check CHECK ((kind = ANY (ARRAY['invoice'::text, 'credit_note'::text]))),
  constraint document_locale_check CHECK ((locale = ANY (ARRAY['fr'::text, 'en'::text]))),
  constraint document_net_minor_check CHECK ((net_minor >= 0)),
  constraint document_series_number_check CHECK ((series_number > 0)),
  constraint document_tax_minor_check CHECK ((tax_minor >= 0)),
  constraint document_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders."order"(id),
  constraint document_organiser_id_kind_series_year_fkey FOREIGN KEY (organiser_id, kind, series_year) REFERENCES invoices.series(organiser_id, kind, year),
  constraint document_original_id_fkey FOREIGN KEY (original_id) REFERENCES invoices.document(id)
);

create table invoices.line (
  document_id uuid not null,
  "position" integer not null,
  order_line_id uuid not null,
  part text not null,
  description text not null,
  tax_category text not null,
  tax_basis_points integer not null,
  net_minor bigint not null,
  tax_minor bigint not null,
  gross_minor bigint not null,
  constraint line_pkey PRIMARY KEY (document_id, "position"),
  constraint line_adds_up CHECK ((gross_minor = (net_minor + tax_minor))),
  constraint line_description_check CHECK ((description <> ''::text)),
  constraint line_net_minor_check CHECK ((net_minor >= 0)),
  constraint line_part_check CHECK ((part = ANY (ARRAY['ticket'::text, 'fee'::text]))),
  constraint line_position_check CHECK (("position" > 0)),
  constraint line_tax_basis_points_check CHECK (((tax_basis_points >= 0) AND (tax_basis_points <= 10000))),
  constraint line_tax_category_check CHECK ((tax_category = ANY (ARRAY['S'::text, 'Z'::text, 'E'::text]))),
  constraint line_tax_minor_check CHECK ((tax_minor >= 0)),
  constraint only_standard_is_taxed CHECK ((((tax_category = 'S'::text) = (tax_basis_points > 0)) AND ((tax_category = 'S'::text) OR (tax_minor = 0)))),
  constraint line_document_id_fkey FOREIGN KEY (document_id) REFERENCES invoices.document(id),
  constraint line_order_line_id_fkey FOREIGN KEY (order_line_id) REFERENCES orders.order_line(id)
);

create table invoices.seller (
  organiser_id uuid not null,
  legal_name text not null,
  address text not null,
  postal_code text not null,
  city text not null,
  country text not null,
  registration_id text not null default ''::text,
  vat_id text not null default ''::text,
  series_prefix text not null,
  exemption_reason text not null default ''::text,
  legal_mentions text not null default ''::text,
  time_zone text not null default 'Europe/Paris'::text,
  constraint seller_pkey PRIMARY KEY (organiser_id),
  constraint seller_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
  constraint seller_legal_name_check CHECK ((legal_name <> ''::text)),
  constraint seller_series_prefix_check CHECK ((series_prefix ~ '^[A-Z0-9]{1,8}$'::text)),
  constraint seller_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id)
);

create table invoices.series (
  organiser_id uuid not null,
  kind text not null,
  year integer not null,
  last_number integer not null default 0,
  constraint series_pkey PRIMARY KEY (organiser_id, kind, year),
  constraint series_kind_check CHECK ((kind = ANY (ARRAY['invoice'::text, 'credit_note'::text]))),
  constraint series_last_number_check CHECK ((last_number >= 0)),
  constraint series_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id)
);

create table invoices.tax (
  document_id uuid not null,
  tax_category text not null,
  tax_basis_points integer not null,
  net_minor bigint not null,
  tax_minor bigint not null,
  exemption_reason text not null default ''::text,
  constraint tax_pkey PRIMARY KEY (document_id, tax_category, tax_basis_points),
  constraint exempt_has_its_reason CHECK (((tax_category = 'E'::text) = (exemption_reason <> ''::text))),
  constraint tax_net_minor_check CHECK ((net_minor >= 0)),
  constraint tax_tax_category_check CHECK ((tax_category = ANY (ARRAY['S'::text, 'Z'::text, 'E'::text]))),
  constraint tax_tax_minor_check CHECK ((tax_minor >= 0)),
  constraint tax_document_id_fkey FOREIGN KEY (document_id) REFERENCES invoices.document(id)
);

create table ledger.commission_month (
  organiser_id uuid not null,
  currency text not null,
  month date not null,
  ticket_count integer not null,
  constraint commission_month_pkey PRIMARY KEY (organiser_id, currency, month),
  constraint commission_month_ticket_count_check CHECK ((ticket_count >= 0)),
  constraint commission_month_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id)
);

create table ledger.commission_plan (
  id uuid not null default uuidv7(),
  organiser_id uuid not null,
  currency text not null,
  version integer not null,
  kind text not null,
  per_ticket_minor bigint,
  basis_points integer,
  steps jsonb,
  created_at timestamp with time zone not null default clock_timestamp(),
  constraint commission_plan_pkey PRIMARY KEY (id),
  constraint commission_plan_organiser_id_currency_version_key UNIQUE (organiser_id, currency, version),
  constraint commission_plan_basis_points_check CHECK (((basis_points >= 0) AND (basis_points <= 10000))),
  constraint commission_plan_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint commission_plan_kind_check CHECK ((kind = ANY (ARRAY['fixed'::text, 'percent'::text, 'stepped'::text]))),
  constraint commission_plan_per_ticket_minor_check CHECK ((per_ticket_minor >= 0)),
  constraint commission_plan_version_check CHECK ((version > 0)),
  constraint plan_has_the_values_of_its_kind CHECK ((((kind = 'fixed'::text) = (per_ticket_minor IS NOT NULL)) AND ((kind = 'percent'::text) = (basis_points IS NOT NULL)) AND ((kind = 'stepped'::text) = (steps IS NOT NULL)))),
  constraint commission_plan_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id)
);

create table ledger.entry (
  id bigint not null generated always as identity,
  posting_id uuid not null,
  organiser_id uuid not null,
  account text not null,
  amount_minor bigint not null,
  currency text not null,
  constraint entry_pkey PRIMARY KEY (id),
  constraint entry_account_check CHECK ((account = ANY (ARRAY['provider_clearing'::text, 'order_clearing'::text, 'organiser_payable'::text, 'platform_fee'::text, 'commission'::text, 'provider_fee'::text, 'paid_out'::text, 'gift_card_liability'::text, 'payout_clearing'::text]))),
  constraint entry_amount_minor_check CHECK ((amount_minor <> 0)),
  constraint entry_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint entry_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id),
  constraint entry_posting_id_fkey FOREIGN KEY (posting_id) REFERENCES ledger.posting(id)
);

create table ledger.order_commission (
  order_id uuid not null,
  organiser_id uuid not null,
  currency text not null,
  plan_id uuid not null,
  price_minor bigint not null,
  commission_minor bigint not null,
  returned_price_minor bigint not null default 0,
  given_back_minor bigint not null default 0,
  constraint order_commission_pkey PRIMARY KEY (order_id),
  constraint given_back_within_commission CHECK (((given_back_minor >= 0) AND (given_back_minor <= commission_minor))),
  constraint order_commission_check CHECK (((commission_minor >= 0) AND (commission_minor <= price_minor))),
  constraint order_commission_price_minor_check CHECK ((price_minor > 0)),
  constraint returns_within_price CHECK (((returned_price_minor >= 0) AND (returned_price_minor <= price_minor))),
  constraint order_commission_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id),
  constraint order_commission_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES ledger.commission_plan(id)
);

create table ledger.payout (
  id uuid not null default uuidv7(),
  organiser_id uuid not null,
  amount_minor bigint not null,
  currency text not null,
  transfer_reference text not null,
  recorded_by uuid,
  recorded_at timestamp with time zone not null default clock_timestamp(),
  constraint payout_pkey PRIMARY KEY (id),
  constraint payout_organiser_id_transfer_reference_key UNIQUE (organiser_id, transfer_reference),
  constraint payout_amount_minor_check CHECK ((amount_minor > 0)),
  constraint payout_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint payout_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id)
);

create table ledger.posting (
  id uuid not null default uuidv7(),
  kind text not null,
  reference text not null,
  posted_at timestamp with time zone not null default clock_timestamp(),
  constraint posting_pkey PRIMARY KEY (id),
  constraint posting_kind_reference_key UNIQUE (kind, reference),
  constraint posting_kind_check CHECK ((kind = ANY (ARRAY['capture'::text, 'sale'::text, 'refund'::text, 'refund_failed'::text, 'return'::text, 'commission'::text, 'commission_return'::text, 'provider_fee'::text, 'payout'::text, 'gift_card_issue'::text, 'gift_card_spend'::text, 'gift_card_refund'::text, 'payout_request'::text, 'payout_sent'::text, 'payout_failed'::text, 'payout_reversed'::text])))
);

create table notifications.caught_mail (
  id bigint not null generated always as identity,
  message_id uuid not null,
  recipient text not null,
  subject text not null,
  source bytea not null,
  caught_at timestamp with time zone not null default clock_timestamp(),
  constraint caught_mail_pkey PRIMARY KEY (id),
  constraint caught_mail_message_id_fkey FOREIGN KEY (message_id) REFERENCES notifications.message(id)
);

create table notifications.message (
  id uuid not null default uuidv7(),
  dedupe_key text not null,
  kind text not null,
  subject_id text not null,
  recipient text not null,
  locale text not null,
  payload jsonb not null default '{}'::jsonb,
  status text not null default 'queued'::text,
  attempt_count integer not null default 0,
  last_error text,
  created_at timestamp with time zone not null default clock_timestamp(),
  next_attempt_at timestamp with time zone not null default (clock_timestamp() + '00:00:05'::interval),
  claimed_until timestamp with time zone,
  sent_at timestamp with time zone,
  constraint message_pkey PRIMARY KEY (id),
  constraint message_dedupe_key_key UNIQUE (dedupe_key),
  constraint message_locale_check CHECK ((locale = ANY (ARRAY['fr'::text, 'en'::text]))),
  constraint message_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'sent'::text])))
);

create table orders.cancellation (
  id uuid not null default uuidv7(),
  order_id uuid not null,
  status text not null,
  reason text not null,
  note text not null default ''::text,
  covers_used boolean not null default false,
  requested_by uuid,
  requested_at timestamp with time zone not null default clock_timestamp(),
  decided_by uuid,
  decided_at timestamp with time zone,
  decision_note text not null default ''::text,
  gross_minor bigint not null,
  back_basis_points integer not null,
  price_minor bigint not null,
  fee_minor bigint not null,
  refund_to text not null default 'original'::text,
  to_cards_minor bigint not null default 0,
  to_new_card_minor bigint not null default 0,
  cancellation_fee_minor bigint not null default 0,
  constraint cancellation_pkey PRIMARY KEY (id),
  constraint another_person_approves CHECK (((decided_by IS NULL) OR (requested_by IS NULL) OR (decided_by <> requested_by) OR (status = 'rejected'::text))),
  constraint back_is_within_gross CHECK (((price_minor >= 0) AND ((price_minor <= gross_minor) OR (cancellation_fee_minor > 0)))),
  constraint cancellation_back_basis_points_check CHECK (((back_basis_points >= 1) AND (back_basis_points <= 10000))),
  constraint cancellation_cancellation_fee_minor_check CHECK ((cancellation_fee_minor >= 0)),
  constraint cancellation_fee_minor_check CHECK ((fee_minor >= 0)),
  constraint cancellation_gross_minor_check CHECK ((gross_minor >= 0)),
  constraint cancellation_reason_check CHECK ((reason = ANY (ARRAY['buyer_request'::text, 'performance_changed'::text, 'seller_error'::text, 'duplicate'::text, 'goodwill'::text]))),
  constraint cancellation_refund_to_check CHECK ((refund_to = ANY (ARRAY['original'::text, 'gift_card'::text]))),
  constraint cancellation_status_check CHECK ((status = ANY (ARRAY['requested'::text, 'done'::text, 'rejected'::text]))),
  constraint cancellation_to_cards_minor_check CHECK ((to_cards_minor >= 0)),
  constraint cancellation_to_new_card_minor_check CHECK ((to_new_card_minor >= 0)),
  constraint decided_or_requested CHECK (((status = 'requested'::text) = (decided_at IS NULL))),
  constraint goes_back_once CHECK (((to_cards_minor + to_new_card_minor) <= (price_minor + fee_minor))),
  constraint cancellation_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES identity.account(id),
  constraint cancellation_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders."order"(id),
  constraint cancellation_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES identity.account(id)
);

create table orders.cancellation_line (
  cancellation_id uuid not null,
  order_line_id uuid not null,
  gives_up boolean not null,
  price_minor bigint not null,
  fee_minor bigint not null,
  tax_minor bigint not null,
  constraint cancellation_line_pkey PRIMARY KEY (cancellation_id, order_line_id),
  constraint cancellation_line_check CHECK (((tax_minor >= 0) AND (tax_minor <= (price_minor + fee_minor)))),
  constraint cancellation_line_fee_minor_check CHECK ((fee_minor >= 0)),
  constraint cancellation_line_price_minor_check CHECK ((price_minor >= 0)),
  constraint cancellation_line_cancellation_id_fkey FOREIGN KEY (cancellation_id) REFERENCES orders.cancellation(id),
  constraint cancellation_line_order_line_id_fkey FOREIGN KEY (order_line_id) REFERENCES orders.order_line(id)
);

create table orders."order" (
  id uuid not null default uuidv7(),
  reference text not null,
  organiser_id uuid not null,
  performance_id uuid not null,
  hold_id uuid not null,
  account_id uuid,
  buyer_email text not null,
  buyer_name text not null default ''::text,
  locale text not null,
  status text not null default 'pending'::text,
  total_minor bigint not null,
  currency text not null,
  payment_id uuid,
  closing_reason text,
  placed_at timestamp with time zone not null default clock_timestamp(),
  confirmed_at timestamp with time zone,
  closed_at timestamp with time zone,
  refund_policy_id uuid,
  accepts_equivalent_seats boolean not null default false,
  has_other_seats boolean not null default false,
  constraint order_pkey PRIMARY KEY (id),
  constraint order_hold_id_key UNIQUE (hold_id),
  constraint order_reference_key UNIQUE (reference),
  constraint order_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint order_locale_check CHECK ((locale = ANY (ARRAY['fr'::text, 'en'::text]))),
  constraint order_reference_check CHECK ((reference ~ '^[A-Z]{2,4}[0-9]{4}-[0-9A-HJKMNP-TV-Z]{6}$'::text)),
  constraint order_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'paying'::text, 'confirmed'::text, 'expired'::text, 'cancelled'::text, 'refunded'::text, 'part_refunded'::text]))),
  constraint order_total_minor_check CHECK (((total_minor >= 0) AND (total_minor <= 1000000000))),
  constraint other_seats_only_with_consent CHECK ((accepts_equivalent_seats OR (NOT has_other_seats))),
  constraint order_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(id),
  constraint order_hold_id_fkey FOREIGN KEY (hold_id) REFERENCES inventory.hold(id),
  constraint order_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id),
  constraint order_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id),
  constraint order_refund_policy_id_fkey FOREIGN KEY (refund_policy_id) REFERENCES pricing.refund_policy(id)
);

create table orders.order_line (
  id uuid not null default uuidv7(),
  order_id uuid not null,
  place integer not null,
  seat_id bigint,
  zone_id uuid not null,
  tier_id uuid not null,
  offer_id uuid not null,
  zone_name text not null,
  row_label text,
  seat_number text,
  seat_flags text[] not null default '{}'::text[],
  tier_name jsonb not null,
  tariff_name jsonb not null,
  price_minor bigint not null,
  fee_minor bigint not null,
  tax_minor bigint not null,
  attendee_name text not null default ''::text,
  discount_minor bigint not null default 0,
  absorbed_fee_minor bigint not null default 0,
  trace jsonb not null default '[]'::jsonb,
  state text not null default 'live'::text,
  constraint order_line_pkey PRIMARY KEY (id),
  constraint order_line_order_id_place_key UNIQUE (order_id, place),
  constraint order_line_absorbed_fee_minor_check CHECK ((absorbed_fee_minor >= 0)),
  constraint order_line_discount_minor_check CHECK ((discount_minor >= 0)),
  constraint order_line_fee_minor_check CHECK ((fee_minor >= 0)),
  constraint order_line_price_minor_check CHECK ((price_minor >= 0)),
  constraint order_line_state_check CHECK ((state = ANY (ARRAY['live'::text, 'cancelled'::text]))),
  constraint order_line_tax_minor_check CHECK ((tax_minor >= 0)),
  constraint order_line_offer_id_fkey FOREIGN KEY (offer_id) REFERENCES pricing.offer(id),
  constraint order_line_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders."order"(id),
  constraint order_line_tier_id_fkey FOREIGN KEY (tier_id) REFERENCES pricing.price_tier(id)
);

create table passes.evening (
  performance_id uuid not null,
  print bytea not null,
  google_print bytea,
  constraint evening_pkey PRIMARY KEY (performance_id),
  constraint evening_google_print_check CHECK ((length(google_print) = 32)),
  constraint evening_print_check CHECK ((length(print) = 32)),
  constraint evening_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id)
);

create table passes.pass (
  ticket_id uuid not null,
  performance_id uuid not null,
  print bytea not null,
  change_number bigint not null default nextval('passes.change_number'::regclass),
  changed_at timestamp with time zone not null default date_trunc('second'::text, clock_timestamp()),
  was_changed boolean not null default false,
  google_asked_at timestamp with time zone,
  google_print bytea,
  constraint pass_pkey PRIMARY KEY (ticket_id),
  constraint changes_have_whole_seconds CHECK ((changed_at = date_trunc('second'::text, changed_at))),
  constraint google_knows_what_it_was_asked CHECK (((google_print IS NULL) OR (google_asked_at IS NOT NULL))),
  constraint pass_google_print_check CHECK ((length(google_print) = 32)),
  constraint pass_print_check CHECK ((length(print) = 32)),
  constraint pass_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES passes.evening(performance_id),
  constraint pass_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets.ticket(id)
);

create table passes.phone (
  id text not null,
  push_token text not null,
  constraint phone_pkey PRIMARY KEY (id)
);

create table passes.registration (
  phone_id text not null,
  ticket_id uuid not null,
  pushed_number bigint not null,
  constraint registration_pkey PRIMARY KEY (phone_id, ticket_id),
  constraint registration_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES passes.phone(id) ON DELETE CASCADE,
  constraint registration_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES passes.pass(ticket_id)
);

create table payments.bank_account (
  id uuid not null default uuidv7(),
  organiser_id uuid not null,
  currency text not null,
  holder text not null,
  iban text not null,
  bic text,
  days_to_pay integer not null,
  is_offered boolean not null,
  set_at timestamp with time zone not null default clock_timestamp(),
  constraint bank_account_pkey PRIMARY KEY (id),
  constraint bank_account_organiser_id_currency_iban_key UNIQUE (organiser_id, currency, iban),
  constraint bank_account_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint bank_account_days_to_pay_check CHECK (((days_to_pay >= 1) AND (days_to_pay <= 30))),
  constraint bank_account_holder_check CHECK ((holder <> ''::text)),
  constraint bank_account_iban_check CHECK ((iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'::text)),
  constraint bank_account_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id)
);

create table payments.bank_entry (
  id uuid not null default uuidv7(),
  bank_account_id uuid not null,
  bank_entry_id text not null,
  booked_on date not null,
  amount_minor bigint not null,
  currency text not null,
  remittance text not null,
  payer text not null,
  payer_iban text,
  state text not null,
  reason text,
  payment_id uuid,
  note text not null default ''::text,
  imported_at timestamp with time zone not null default clock_timestamp(),
  decided_by uuid,
  decided_at timestamp with time zone,
  constraint bank_entry_pkey PRIMARY KEY (id),
  constraint entry_once UNIQUE (bank_account_id, bank_entry_id),
  constraint bank_entry_amount_minor_check CHECK ((amount_minor > 0)),
  constraint bank_entry_bank_entry_id_check CHECK ((bank_entry_id <> ''::text)),
  constraint bank_entry_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint bank_entry_reason_check CHECK ((reason = ANY (ARRAY['no_reference'::text, 'several_references'::text, 'unknown_reference'::text, 'other_currency'::text, 'other_amount'::text, 'paid_already'::text]))),
  constraint bank_entry_state_check CHECK ((state = ANY (ARRAY['matched'::text, 'unmatched'::text, 'sent_back'::text]))),
  constraint matched_names_its_payment CHECK (((state = 'matched'::text) = (payment_id IS NOT NULL))),
  constraint bank_entry_bank_account_id_fkey FOREIGN KEY (bank_account_id) REFERENCES payments.bank_account(id),
  constraint bank_entry_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES identity.account(id),
  constraint bank_entry_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments.payment(id)
);

create table payments.dispute (
  provider text not null,
  dispute_id text not null,
  payment_id uuid not null,
  status text not null,
  amount_minor bigint not null,
  opened_at timestamp with time zone not null default clock_timestamp(),
  closed_at timestamp with time zone,
  constraint dispute_pkey PRIMARY KEY (provider, dispute_id),
  constraint dispute_amount_minor_check CHECK ((amount_minor >= 0)),
  constraint dispute_status_check CHECK ((status = ANY (ARRAY['open'::text, 'won'::text, 'lost'::text]))),
  constraint dispute_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments.payment(id)
);

create table payments.payment (
  id uuid not null default uuidv7(),
  organiser_id uuid not null,
  reference text not null,
  provider text not null,
  status text not null default 'opening'::text,
  amount_minor bigint not null,
  currency text not null,
  return_url text not null,
  provider_payment_id text,
  next_url text,
  captured_minor bigint not null default 0,
  refunded_minor bigint not null default 0,
  failure_code text,
  opened_at timestamp with time zone not null default clock_timestamp(),
  captured_at timestamp with time zone,
  settled_at timestamp with time zone,
  closed_at timestamp with time zone,
  polled_at timestamp with time zone,
  capture_requested_at timestamp with time zone,
  void_requested_at timestamp with time zone,
  pay_before timestamp with time zone,
  last_error text,
  credited_minor bigint not null default 0,
  constraint payment_pkey PRIMARY KEY (id),
  constraint payment_provider_provider_payment_id_key UNIQUE (provider, provider_payment_id),
  constraint payment_amount_minor_check CHECK ((amount_minor > 0)),
  constraint payment_captured_minor_check CHECK ((captured_minor >= 0)),
  constraint payment_credited_minor_check CHECK ((credited_minor >= 0)),
  constraint payment_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint payment_refunded_minor_check CHECK ((refunded_minor >= 0)),
  constraint payment_status_check CHECK ((status = ANY (ARRAY['opening'::text, 'pending'::text, 'authorised'::text, 'captured'::text, 'failed'::text, 'cancelled'::text]))),
  constraint refunds_within_captured CHECK (((refunded_minor + credited_minor) <= captured_minor)),
  constraint payment_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id)
);

create table payments.provider_event (
  provider text not null,
  event_id text not null,
  payment_id uuid,
  kind text not null,
  body text not null,
  received_at timestamp with time zone not null default clock_timestamp(),
  applied_at timestamp with time zone,
  outcome text,
  facts jsonb not null,
  ask jsonb,
  constraint provider_event_pkey PRIMARY KEY (provider, event_id)
);

create table payments.refund (
  id uuid not null default uuidv7(),
  payment_id uuid not null,
  amount_minor bigint not null,
  reason text not null,
  status text not null default 'requested'::text,
  provider_refund_id text,
  requested_at timestamp with time zone not null default clock_timestamp(),
  completed_at timestamp with time zone,
  begun_at_provider boolean not null default false,
  by_hand_for uuid,
  constraint refund_pkey PRIMARY KEY (id),
  constraint refund_by_hand_for_key UNIQUE (by_hand_for),
  constraint refund_amount_minor_check CHECK ((amount_minor > 0)),
  constraint refund_status_check CHECK ((status = ANY (ARRAY['requested'::text, 'pending'::text, 'succeeded'::text, 'failed'::text]))),
  constraint refund_by_hand_for_fkey FOREIGN KEY (by_hand_for) REFERENCES payments.refund(id),
  constraint refund_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments.payment(id)
);

create table payments.statement (
  provider text not null,
  complete_until timestamp with time zone not null,
  read_at timestamp with time zone not null default clock_timestamp(),
  constraint statement_pkey PRIMARY KEY (provider)
);

create table payments.statement_line (
  provider text not null,
  line_id text not null,
  kind text not null,
  booked_at timestamp with time zone not null,
  payment_id uuid,
  provider_payment_id text not null,
  amount_minor bigint not null,
  fee_minor bigint not null,
  currency text not null,
  read_at timestamp with time zone not null default clock_timestamp(),
  payout_id uuid,
  constraint statement_line_pkey PRIMARY KEY (provider, line_id),
  constraint statement_line_amount_minor_check CHECK ((amount_minor <> 0)),
  constraint statement_line_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint statement_line_kind_check CHECK ((kind = ANY (ARRAY['capture'::text, 'refund'::text, 'payout'::text, 'payout_reversal'::text]))),
  constraint statement_line_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments.payment(id)
);

create table payments.till (
  id uuid not null default uuidv7(),
  organiser_id uuid not null,
  currency text not null,
  name text not null,
  opened_by uuid not null,
  opened_at timestamp with time zone not null,
  closed_by uuid,
  closed_at timestamp with time zone,
  expected_minor bigint,
  counted_minor bigint,
  constraint till_pkey PRIMARY KEY (id),
  constraint closed_with_a_count CHECK ((((closed_at IS NULL) = (closed_by IS NULL)) AND ((closed_at IS NULL) = (expected_minor IS NULL)) AND ((closed_at IS NULL) = (counted_minor IS NULL)))),
  constraint till_counted_minor_check CHECK ((counted_minor >= 0)),
  constraint till_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint till_name_check CHECK ((name <> ''::text)),
  constraint till_closed_by_fkey FOREIGN KEY (closed_by) REFERENCES identity.account(id),
  constraint till_opened_by_fkey FOREIGN KEY (opened_by) REFERENCES identity.account(id),
  constraint till_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id)
);

create table payments.till_chain (
  organiser_id uuid not null,
  currency text not null,
  last_number bigint not null default 0,
  last_hash text not null default repeat('0'::text, 64),
  perpetual_minor bigint not null default 0,
  constraint till_chain_pkey PRIMARY KEY (organiser_id, currency),
  constraint till_chain_last_number_check CHECK ((last_number >= 0)),
  constraint till_chain_perpetual_minor_check CHECK ((perpetual_minor >= 0)),
  constraint till_chain_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id)
);

create table payments.till_entry (
  organiser_id uuid not null,
  currency text not null,
  number bigint not null,
  till_id uuid not null,
  kind text not null,
  cash_minor bigint not null,
  terminal_minor bigint not null,
  given_minor bigint,
  receipt text,
  payment_id uuid,
  refund_id uuid,
  counted_minor bigint,
  perpetual_minor bigint not null,
  note text not null,
  recorded_by uuid not null,
  recorded_at timestamp with time zone not null,
  sealed text not null,
  previous_hash text not null,
  hash text not null,
  constraint till_entry_pkey PRIMARY KEY (organiser_id, currency, number),
  constraint entry_has_its_sign CHECK (
CASE kind
    WHEN 'sale'::text THEN ((cash_minor >= 0) AND (terminal_minor >= 0) AND ((cash_minor + terminal_minor) > 0) AND (payment_id IS NOT NULL))
    WHEN 'refund'::text THEN ((cash_minor <= 0) AND (terminal_minor <= 0) AND ((cash_minor + terminal_minor) < 0) AND (refund_id IS NOT NULL))
    WHEN 'pay_out'::text THEN ((cash_minor < 0) AND (terminal_minor = 0))
    WHEN 'close'::text THEN ((cash_minor = 0) AND (terminal_minor = 0) AND (counted_minor IS NOT NULL))
    ELSE ((cash_minor >= 0) AND (terminal_minor = 0))
END),
  constraint terminal_has_its_receipt CHECK (((terminal_minor <> 0) = (receipt IS NOT NULL))),
  constraint till_entry_kind_check CHECK ((kind = ANY (ARRAY['float'::text, 'sale'::text, 'refund'::text, 'pay_in'::text, 'pay_out'::text, 'close'::text]))),
  constraint till_entry_number_check CHECK ((number > 0)),
  constraint till_entry_organiser_id_currency_fkey FOREIGN KEY (organiser_id, currency) REFERENCES payments.till_chain(organiser_id, currency),
  constraint till_entry_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments.payment(id),
  constraint till_entry_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES identity.account(id),
  constraint till_entry_refund_id_fkey FOREIGN KEY (refund_id) REFERENCES payments.refund(id),
  constraint till_entry_till_id_fkey FOREIGN KEY (till_id) REFERENCES payments.till(id)
);

create table payments.transfer (
  payment_id uuid not null,
  bank_account_id uuid not null,
  constraint transfer_pkey PRIMARY KEY (payment_id),
  constraint transfer_bank_account_id_fkey FOREIGN KEY (bank_account_id) REFERENCES payments.bank_account(id),
  constraint transfer_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments.payment(id)
);

create table platform.idempotent_request (
  caller text not null,
  key text not null,
  fingerprint bytea not null,
  body_sealed bytea not null,
  answered_at timestamp with time zone not null default clock_timestamp(),
  constraint idempotent_request_pkey PRIMARY KEY (caller, key),
  constraint idempotent_request_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255)))
);

create table platform.journal (
  id bigint not null generated always as identity,
  happened_at timestamp with time zone not null default clock_timestamp(),
  kind text not null,
  actor_kind text not null,
  actor_id text,
  organiser_id uuid,
  subject_id text not null,
  payload jsonb not null default '{}'::jsonb,
  trace_id text not null,
  constraint journal_pkey PRIMARY KEY (id),
  constraint journal_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['anonymous'::text, 'guest'::text, 'account'::text, 'device'::text, 'system'::text]))),
  constraint journal_kind_check CHECK ((kind ~ '^[a-z_]+\.[a-z_]+$'::text))
);

create table pricing.offer (
  id uuid not null default uuidv7(),
  performance_id uuid not null,
  price_list_version integer not null,
  tier_id uuid not null,
  tariff_id uuid not null,
  price_minor bigint not null,
  fee_minor bigint not null default 0,
  tax_basis_points integer not null default 0,
  sale_opens_at timestamp with time zone,
  sale_closes_at timestamp with time zone,
  absorbed_fee_minor bigint not null default 0,
  fee_tax_basis_points integer,
  quantity_min integer not null default 1,
  places_max integer,
  is_hidden boolean not null default false,
  constraint offer_pkey PRIMARY KEY (id),
  constraint offer_performance_id_price_list_version_tier_id_tariff_id_key UNIQUE (performance_id, price_list_version, tier_id, tariff_id),
  constraint absorbed_fee_is_in_the_price CHECK (((absorbed_fee_minor >= 0) AND (absorbed_fee_minor <= price_minor))),
  constraint offer_fee_minor_check CHECK (((fee_minor >= 0) AND (fee_minor <= 100000000))),
  constraint offer_fee_tax_basis_points_check CHECK (((fee_tax_basis_points >= 0) AND (fee_tax_basis_points <= 10000))),
  constraint offer_places_max_check CHECK ((places_max > 0)),
  constraint offer_price_minor_check CHECK (((price_minor >= 0) AND (price_minor <= 100000000))),
  constraint offer_quantity_min_check CHECK (((quantity_min >= 1) AND (quantity_min <= 100))),
  constraint offer_tax_basis_points_check CHECK (((tax_basis_points >= 0) AND (tax_basis_points <= 10000))),
  constraint offer_performance_id_price_list_version_fkey FOREIGN KEY (performance_id, price_list_version) REFERENCES pricing.price_list(performance_id, version),
  constraint offer_tariff_id_fkey FOREIGN KEY (tariff_id) REFERENCES pricing.tariff(id),
  constraint offer_tier_id_fkey FOREIGN KEY (tier_id) REFERENCES pricing.price_tier(id)
);

create table pricing.price_list (
  performance_id uuid not null,
  version integer not null,
  published_at timestamp with time zone not null default clock_timestamp(),
  published_by uuid,
  constraint price_list_pkey PRIMARY KEY (performance_id, version),
  constraint price_list_version_check CHECK ((version > 0)),
  constraint price_list_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id),
  constraint price_list_published_by_fkey FOREIGN KEY (published_by) REFERENCES identity.account(id)
);

create table pricing.price_tier (
  id uuid not null default uuidv7(),
  performance_id uuid not null,
  code text not null,
  name jsonb not null,
  "position" integer not null,
  constraint price_tier_pkey PRIMARY KEY (id),
  constraint price_tier_performance_id_code_key UNIQUE (performance_id, code),
  constraint price_tier_performance_id_position_key UNIQUE (performance_id, "position"),
  constraint price_tier_position_check CHECK ((("position" >= 1) AND ("position" <= 6))),
  constraint price_tier_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id)
);

create table pricing.promo_code (
  id uuid not null default uuidv7(),
  organiser_id uuid not null,
  performance_id uuid,
  code text not null,
  kind text not null,
  value bigint not null,
  currency text,
  tier_codes text[] not null default '{}'::text[],
  tariff_codes text[] not null default '{}'::text[],
  quantity_min integer not null default 1,
  starts_at timestamp with time zone,
  ends_at timestamp with time zone,
  uses_max integer,
  uses integer not null default 0,
  budget_minor bigint,
  budget_used_minor bigint not null default 0,
  per_person_max integer,
  closed_at timestamp with time zone,
  created_at timestamp with time zone not null default clock_timestamp(),
  constraint promo_code_pkey PRIMARY KEY (id),
  constraint promo_code_organiser_id_code_key UNIQUE (organiser_id, code),
  constraint amounts_have_a_currency CHECK (((currency IS NOT NULL) OR ((kind = ANY (ARRAY['percent'::text, 'unlock'::text])) AND (budget_minor IS NULL)))),
  constraint percent_is_a_share CHECK (((kind <> 'percent'::text) OR ((value >= 1) AND (value <= 10000)))),
  constraint promo_budget_is_kept CHECK (((budget_used_minor >= 0) AND (budget_used_minor <= COALESCE(budget_minor, budget_used_minor)))),
  constraint promo_code_budget_minor_check CHECK ((budget_minor > 0)),
  constraint promo_code_code_check CHECK ((code ~ '^[A-Z0-9][A-Z0-9_-]{1,38}[A-Z0-9]$'::text)),
  constraint promo_code_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint promo_code_kind_check CHECK ((kind = ANY (ARRAY['percent'::text, 'fixed_order'::text, 'fixed_place'::text, 'set_price'::text, 'unlock'::text]))),
  constraint promo_code_per_person_max_check CHECK ((per_person_max > 0)),
  constraint promo_code_quantity_min_check CHECK (((quantity_min >= 1) AND (quantity_min <= 100))),
  constraint promo_code_uses_max_check CHECK ((uses_max > 0)),
  constraint promo_code_value_check CHECK (((value >= 0) AND (value <= 100000000))),
  constraint promo_is_not_overused CHECK (((uses >= 0) AND (uses <= COALESCE(uses_max, uses)))),
  constraint unlocking_takes_nothing_off CHECK (((kind <> 'unlock'::text) OR ((value = 0) AND (budget_minor IS NULL) AND (quantity_min = 1)))),
  constraint window_is_open_once CHECK ((starts_at < ends_at)),
  constraint promo_code_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id),
  constraint promo_code_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id)
);

create table pricing.promo_person (
  promo_code_id uuid not null,
  person_key bytea not null,
  uses integer not null,
  uses_max integer not null,
  constraint promo_person_pkey PRIMARY KEY (promo_code_id, person_key),
  constraint promo_person_limit_is_kept CHECK (((uses >= 0) AND (uses <= uses_max))),
  constraint promo_person_promo_code_id_fkey FOREIGN KEY (promo_code_id) REFERENCES pricing.promo_code(id)
);

create table pricing.promo_use (
  hold_id uuid not null,
  promo_code_id uuid not null,
  terms jsonb not null,
  discount_minor bigint not null,
  person_key bytea,
  is_counted boolean not null default true,
  applied_at timestamp with time zone not null default clock_timestamp(),
  is_unlock boolean not null default false,
  constraint promo_use_pkey PRIMARY KEY (hold_id, is_unlock),
  constraint promo_use_discount_minor_check CHECK ((discount_minor >= 0)),
  constraint promo_use_promo_code_id_fkey FOREIGN KEY (promo_code_id) REFERENCES pricing.promo_code(id)
);

create table pricing.refund_policy (
  id uuid not null default uuidv7(),
  performance_id uuid not null,
  version integer not null,
  discount_rule text not null,
  steps jsonb not null,
  needs_approval boolean not null default false,
  approval_above_minor bigint,
  published_at timestamp with time zone not null default clock_timestamp(),
  constraint refund_policy_pkey PRIMARY KEY (id),
  constraint refund_policy_performance_id_version_key UNIQUE (performance_id, version),
  constraint refund_policy_approval_above_minor_check CHECK ((approval_above_minor >= 0)),
  constraint refund_policy_discount_rule_check CHECK ((discount_rule = ANY (ARRAY['keep'::text, 'claw_back'::text, 're_price'::text]))),
  constraint refund_policy_steps_check CHECK ((jsonb_typeof(steps) = 'array'::text)),
  constraint refund_policy_version_check CHECK ((version > 0)),
  constraint refund_policy_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id)
);

create table pricing.tariff (
  id uuid not null default uuidv7(),
  performance_id uuid not null,
  code text not null,
  name jsonb not null,
  condition jsonb not null default '{}'::jsonb,
  kind text not null,
  "position" integer not null,
  constraint tariff_pkey PRIMARY KEY (id),
  constraint tariff_performance_id_code_key UNIQUE (performance_id, code),
  constraint tariff_kind_check CHECK ((kind = ANY (ARRAY['full'::text, 'reduced'::text, 'child'::text, 'resident'::text, 'member'::text, 'early_bird'::text, 'group'::text, 'vip'::text]))),
  constraint tariff_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id)
);

create table pricing.tier_zone (
  performance_id uuid not null,
  zone_id uuid not null,
  tier_id uuid not null,
  constraint tier_zone_pkey PRIMARY KEY (performance_id, zone_id),
  constraint tier_zone_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id),
  constraint tier_zone_tier_id_fkey FOREIGN KEY (tier_id) REFERENCES pricing.price_tier(id)
);

create table settlement.payout (
  id uuid not null default uuidv7(),
  organiser_id uuid not null,
  payout_account_id uuid not null,
  provider text not null,
  amount_minor bigint not null,
  currency text not null,
  state text not null default 'requested'::text,
  transfer_id text,
  reversed_minor bigint not null default 0,
  failure_reason text,
  requested_by uuid,
  requested_at timestamp with time zone not null default clock_timestamp(),
  tries integer not null default 0,
  try_after timestamp with time zone not null default clock_timestamp(),
  sent_at timestamp with time zone,
  failed_at timestamp with time zone,
  reversed_at timestamp with time zone,
  constraint payout_pkey PRIMARY KEY (id),
  constraint one_payout_per_transfer UNIQUE (provider, transfer_id),
  constraint failed_with_its_reason CHECK (((state = 'failed'::text) = ((failure_reason IS NOT NULL) AND (failed_at IS NOT NULL)))),
  constraint payout_amount_minor_check CHECK ((amount_minor > 0)),
  constraint payout_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint payout_failure_reason_check CHECK ((failure_reason = ANY (ARRAY['balance_insufficient'::text, 'account_not_ready'::text, 'account_gone'::text, 'refused'::text]))),
  constraint payout_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'sent'::text, 'failed'::text, 'reversed'::text]))),
  constraint reversed_within_amount CHECK ((((reversed_minor >= 0) AND (reversed_minor <= amount_minor)) AND ((state = 'reversed'::text) = (reversed_minor = amount_minor)) AND ((reversed_minor = 0) OR (transfer_id IS NOT NULL)))),
  constraint sent_with_its_transfer CHECK (((state = ANY (ARRAY['sent'::text, 'reversed'::text])) = ((transfer_id IS NOT NULL) AND (sent_at IS NOT NULL)))),
  constraint payout_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id),
  constraint payout_payout_account_id_fkey FOREIGN KEY (payout_account_id) REFERENCES settlement.payout_account(id)
);

create table settlement.payout_account (
  id uuid not null default uuidv7(),
  organiser_id uuid not null,
  provider text not null,
  country text not null,
  provider_account_id text,
  details_submitted boolean not null default false,
  charges_enabled boolean not null default false,
  payouts_enabled boolean not null default false,
  receives_transfers boolean not null default false,
  currently_due text[] not null default '{}'::text[],
  disabled_reason text,
  requested_at timestamp with time zone not null default clock_timestamp(),
  tried_at timestamp with time zone,
  opened_at timestamp with time zone,
  asked_at timestamp with time zone,
  ended_at timestamp with time zone,
  constraint payout_account_pkey PRIMARY KEY (id),
  constraint one_row_per_account UNIQUE (provider, provider_account_id),
  constraint opened_with_its_id CHECK (((provider_account_id IS NULL) = (opened_at IS NULL))),
  constraint payout_account_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
  constraint payout_account_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id)
);

create table simulator.delivery (
  id bigint not null generated always as identity,
  webhook_url text not null,
  body text not null,
  due_at timestamp with time zone not null,
  attempt_count integer not null default 0,
  delivered_at timestamp with time zone,
  constraint delivery_pkey PRIMARY KEY (id)
);

create table simulator.movement (
  id bigint not null generated always as identity,
  payment_id text not null,
  refund_id text,
  amount_minor bigint not null,
  fee_minor bigint not null default 0,
  booked_at timestamp with time zone not null default clock_timestamp(),
  constraint movement_pkey PRIMARY KEY (id),
  constraint movement_refund_id_key UNIQUE (refund_id),
  constraint movement_amount_minor_check CHECK ((amount_minor <> 0)),
  constraint movement_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES simulator.payment(id),
  constraint movement_refund_id_fkey FOREIGN KEY (refund_id) REFERENCES simulator.refund(id) ON DELETE CASCADE
);

create table simulator.payment (
  id text not null,
  idempotency_key text not null,
  client_reference text not null,
  amount_minor bigint not null,
  currency text not null,
  return_url text not null,
  webhook_url text not null,
  description text not null,
  status text not null default 'open'::text,
  outcome text,
  settles_at timestamp with time zone,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  constraint payment_pkey PRIMARY KEY (id),
  constraint payment_idempotency_key_key UNIQUE (idempotency_key),
  constraint payment_amount_minor_check CHECK ((amount_minor > 0)),
  constraint payment_status_check CHECK ((status = ANY (ARRAY['open'::text, 'succeeded'::text, 'declined'::text, 'cancelled'::text])))
);

create table simulator.refund (
  id text not null,
  idempotency_key text not null,
  payment_id text not null,
  amount_minor bigint not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  constraint refund_pkey PRIMARY KEY (id),
  constraint refund_idempotency_key_key UNIQUE (idempotency_key),
  constraint refund_amount_minor_check CHECK ((amount_minor > 0)),
  constraint refund_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES simulator.payment(id)
);

create table tickets.access_right (
  id uuid not null default uuidv7(),
  ticket_id uuid not null,
  performance_id uuid not null,
  zone_id uuid not null,
  signing_key_id integer not null,
  epoch integer not null default 1,
  state text not null default 'issued'::text,
  valid_from timestamp with time zone not null,
  valid_until timestamp with time zone not null,
  issued_at timestamp with time zone not null default clock_timestamp(),
  product text not null default ''::text,
  suspended_for text,
  changed_in xid8 not null default pg_current_xact_id(),
  constraint access_right_pkey PRIMARY KEY (id),
  constraint access_right_epoch_check CHECK (((epoch >= 1) AND (epoch <= 65535))),
  constraint access_right_state_check CHECK ((state = ANY (ARRAY['issued'::text, 'suspended'::text, 'revoked'::text, 'replaced'::text]))),
  constraint access_right_suspended_for_check CHECK ((suspended_for = ANY (ARRAY['unpaid'::text, 'lost'::text, 'dispute'::text, 'other'::text]))),
  constraint right_lasts CHECK ((valid_from < valid_until)),
  constraint suspended_for_a_reason CHECK (((state = 'suspended'::text) = (suspended_for IS NOT NULL))),
  constraint access_right_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id),
  constraint access_right_signing_key_id_fkey FOREIGN KEY (signing_key_id) REFERENCES tickets.signing_key(id),
  constraint access_right_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets.ticket(id)
);

create table tickets.signing_key (
  id integer not null generated by default as identity,
  organiser_id uuid not null,
  public_key bytea not null,
  private_key_sealed bytea not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  retired_at timestamp with time zone,
  constraint signing_key_pkey PRIMARY KEY (id),
  constraint signing_key_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id)
);

create table tickets.ticket (
  id uuid not null default uuidv7(),
  order_id uuid not null,
  order_line_id uuid not null,
  organiser_id uuid not null,
  performance_id uuid not null,
  serial text not null,
  zone_id uuid not null,
  seat_id bigint,
  holder_name text not null default ''::text,
  tariff_name jsonb not null,
  opened_by uuid not null,
  account_id uuid,
  status text not null default 'valid'::text,
  issued_at timestamp with time zone not null default clock_timestamp(),
  voided_at timestamp with time zone,
  constraint ticket_pkey PRIMARY KEY (id),
  constraint ticket_serial_key UNIQUE (serial),
  constraint ticket_status_check CHECK ((status = ANY (ARRAY['valid'::text, 'void'::text]))),
  constraint ticket_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(id),
  constraint ticket_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id),
  constraint ticket_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id)
);

create table venues.access_point (
  id uuid not null default uuidv7(),
  gate_id uuid not null,
  name text not null,
  mapping_id uuid not null,
  constraint access_point_pkey PRIMARY KEY (mapping_id, id),
  constraint access_point_mapping_id_gate_id_name_key UNIQUE (mapping_id, gate_id, name),
  constraint access_point_mapping_id_gate_id_fkey FOREIGN KEY (mapping_id, gate_id) REFERENCES venues.gate(mapping_id, id)
);

create table venues.gate (
  id uuid not null default uuidv7(),
  mapping_id uuid not null,
  code text not null,
  name text not null,
  constraint gate_pkey PRIMARY KEY (mapping_id, id),
  constraint gate_mapping_id_code_key UNIQUE (mapping_id, code),
  constraint gate_mapping_id_fkey FOREIGN KEY (mapping_id) REFERENCES venues.mapping(id)
);

create table venues.gate_override (
  performance_id uuid not null,
  zone_id uuid not null,
  gate_id uuid not null,
  constraint gate_override_pkey PRIMARY KEY (performance_id, zone_id, gate_id),
  constraint gate_override_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES catalogue.performance(id)
);

create table venues.gate_zone (
  gate_id uuid not null,
  zone_id uuid not null,
  mapping_id uuid not null,
  constraint gate_zone_pkey PRIMARY KEY (mapping_id, gate_id, zone_id),
  constraint gate_zone_mapping_id_gate_id_fkey FOREIGN KEY (mapping_id, gate_id) REFERENCES venues.gate(mapping_id, id),
  constraint gate_zone_mapping_id_zone_id_fkey FOREIGN KEY (mapping_id, zone_id) REFERENCES venues.zone(mapping_id, id)
);

create table venues.mapping (
  id uuid not null default uuidv7(),
  venue_id uuid not null,
  name text not null,
  version integer not null default 1,
  state text not null default 'draft'::text,
  width real not null,
  height real not null,
  focal_x real,
  focal_y real,
  created_at timestamp with time zone not null default clock_timestamp(),
  edit_number integer not null default 0,
  published_at timestamp with time zone,
  constraint mapping_pkey PRIMARY KEY (id),
  constraint mapping_venue_id_name_version_key UNIQUE (venue_id, name, version),
  constraint focal_point_is_whole CHECK (((focal_x IS NULL) = (focal_y IS NULL))),
  constraint mapping_height_check CHECK ((height > (0)::double precision)),
  constraint mapping_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'published'::text, 'retired'::text]))),
  constraint mapping_version_check CHECK ((version > 0)),
  constraint mapping_width_check CHECK ((width > (0)::double precision)),
  constraint published_plan_is_complete CHECK (((state = 'draft'::text) OR ((focal_x IS NOT NULL) AND (published_at IS NOT NULL)))),
  constraint mapping_venue_id_fkey FOREIGN KEY (venue_id) REFERENCES venues.venue(id)
);

create table venues.seat (
  id bigint not null generated by default as identity,
  mapping_id uuid not null,
  zone_id uuid not null,
  ordinal integer not null,
  row_label text not null,
  row_position integer not null,
  number text not null,
  number_position integer not null,
  x real not null,
  y real not null,
  flags text[] not null default '{}'::text[],
  table_id uuid,
  companion_of bigint,
  constraint seat_pkey PRIMARY KEY (mapping_id, id),
  constraint seat_mapping_id_ordinal_key UNIQUE (mapping_id, ordinal),
  constraint seat_check CHECK ((companion_of <> id)),
  constraint seat_flags_check CHECK ((flags <@ ARRAY['wheelchair'::text, 'companion'::text, 'restricted_view'::text, 'aisle'::text, 'table'::text, 'step_free'::text, 'hearing_loop'::text, 'limited_legroom'::text])),
  constraint seat_ordinal_check CHECK ((ordinal >= 0)),
  constraint seat_mapping_id_companion_of_fkey FOREIGN KEY (mapping_id, companion_of) REFERENCES venues.seat(mapping_id, id),
  constraint seat_mapping_id_table_id_fkey FOREIGN KEY (mapping_id, table_id) REFERENCES venues.seat_table(mapping_id, id),
  constraint seat_mapping_id_zone_id_fkey FOREIGN KEY (mapping_id, zone_id) REFERENCES venues.zone(mapping_id, id)
);

create table venues.seat_table (
  mapping_id uuid not null,
  id uuid not null default uuidv7(),
  zone_id uuid not null,
  label text not null,
  is_sold_whole boolean not null default false,
  constraint seat_table_pkey PRIMARY KEY (mapping_id, id),
  constraint seat_table_label_check CHECK ((label <> ''::text)),
  constraint seat_table_mapping_id_fkey FOREIGN KEY (mapping_id) REFERENCES venues.mapping(id),
  constraint seat_table_mapping_id_zone_id_fkey FOREIGN KEY (mapping_id, zone_id) REFERENCES venues.zone(mapping_id, id)
);

create table venues.venue (
  id uuid not null default uuidv7(),
  organiser_id uuid not null,
  slug text not null,
  name text not null,
  address text not null,
  city text not null,
  country text not null,
  time_zone text not null,
  latitude double precision,
  longitude double precision,
  access_note jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default clock_timestamp(),
  constraint venue_pkey PRIMARY KEY (id),
  constraint venue_slug_key UNIQUE (slug),
  constraint venue_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
  constraint venue_slug_check CHECK ((slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text)),
  constraint venue_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES identity.organiser(id)
);

create table venues.zone (
  id uuid not null default uuidv7(),
  mapping_id uuid not null,
  parent_id uuid,
  code text not null,
  name text not null,
  kind text not null,
  capacity integer not null default 0,
  "position" integer not null,
  constraint zone_pkey PRIMARY KEY (mapping_id, id),
  constraint zone_mapping_id_code_key UNIQUE (mapping_id, code),
  constraint zone_capacity_check CHECK ((capacity >= 0)),
  constraint zone_kind_check CHECK ((kind = ANY (ARRAY['group'::text, 'seated'::text, 'standing'::text]))),
  constraint zone_mapping_id_fkey FOREIGN KEY (mapping_id) REFERENCES venues.mapping(id),
  constraint zone_mapping_id_parent_id_fkey FOREIGN KEY (mapping_id, parent_id) REFERENCES venues.zone(mapping_id, id)
);

CREATE OR REPLACE FUNCTION access_control.first_id_of(at timestamp with time zone)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid
$function$;

CREATE OR REPLACE FUNCTION access_control.keep_scans_of(month_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  begins timestamptz := date_trunc('month', month_at, 'UTC');
  ends timestamptz := date_trunc('month', begins + interval '40 days', 'UTC');
  name text := 'scan_' || to_char(begins at time zone 'UTC', 'YYYY_MM');
begin
  if to_regclass('access_control.' || name) is not null then return; end if;
  execute format('create table access_control.%I (like access_control.scan including all)', name);
  execute format('comment on table access_control.%I is %L', name, 'Scans of ' || to_char(begins at time zone 'UTC', 'YYYY-MM') || '.');
  -- What came before its month had a table.
  execute format('with moved as (delete from access_control.scan_of_any_time
      where id >= access_control.first_id_of(%1$L) and id < access_control.first_id_of(%2$L) returning *)
    insert into access_control.%3$I select * from moved', begins, ends, name);
  execute format('alter table access_control.scan attach partition access_control.%I
    for values from (access_control.first_id_of(%L)) to (access_control.first_id_of(%L))', name, begins, ends);
end
$function$;

CREATE OR REPLACE FUNCTION blacklist.check_ban_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if old.lifted_at is not null
    or (to_jsonb(new) - '{ends_at,lifted_at,lifted_by,lifting_sealed}'::text[])
      <> (to_jsonb(old) - '{ends_at,lifted_at,lifted_by,lifting_sealed}'::text[])
  then
    raise exception 'a ban changes its end or is lifted, once' using errcode = 'check_violation', constraint = 'ban_changes_legally';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION blacklist.state_at(starts_at timestamp with time zone, ends_at timestamp with time zone, lifted_at timestamp with time zone, at timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select case
    when lifted_at is not null then 'lifted'
    when at >= ends_at then 'ended'
    when at < starts_at then 'planned'
    else 'active'
  end
$function$;

CREATE OR REPLACE FUNCTION inventory.refuse_hold_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'hold % cannot go from % to %', old.id, old.state, new.state
    using errcode = 'check_violation', constraint = 'hold_changes_legally';
end $function$;

CREATE OR REPLACE FUNCTION inventory.refuse_seat_removal()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'seat % of performance % is somebody''s', old.seat_id, old.performance_id
    using errcode = 'restrict_violation', constraint = 'live_seat_stays';
end $function$;

CREATE OR REPLACE FUNCTION inventory.refuse_second_claim()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'seat % of performance % has a live claim', old.seat_id, old.performance_id
    using errcode = 'exclusion_violation', constraint = 'one_live_claim_per_seat';
end $function$;

CREATE OR REPLACE FUNCTION ledger.check_balance()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if exists (select 1 from ledger.entry where posting_id = new.posting_id group by currency having sum(amount_minor) <> 0)
     or (select count(distinct currency) from ledger.entry where posting_id = new.posting_id) <> 1 then
    raise exception 'posting % does not balance', new.posting_id
      using errcode = 'check_violation', constraint = 'posting_balances';
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION payments.refuse_closed_till()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if exists (select from payments.till where id = new.till_id and closed_at is not null) then
    raise exception 'till % is closed', new.till_id using errcode = 'restrict_violation';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION payments.refuse_other_money()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if (new.bank_account_id, new.bank_entry_id, new.booked_on, new.amount_minor, new.currency, new.remittance, new.payer, new.payer_iban)
      is distinct from
      (old.bank_account_id, old.bank_entry_id, old.booked_on, old.amount_minor, old.currency, old.remittance, old.payer, old.payer_iban)
    or old.state <> 'unmatched' then
    raise exception 'payments.bank_entry keeps what the bank told, and is settled once' using errcode = 'restrict_violation';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION payments.refuse_reopening()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if old.closed_at is not null
    or (new.id, new.organiser_id, new.currency, new.name, new.opened_by, new.opened_at)
      is distinct from (old.id, old.organiser_id, old.currency, old.name, old.opened_by, old.opened_at) then
    raise exception 'till % does not change', old.id using errcode = 'restrict_violation';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION platform.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% is append-only', tg_table_schema || '.' || tg_table_name using errcode = 'restrict_violation';
end $function$;

CREATE OR REPLACE FUNCTION settlement.check_payout_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if (new.organiser_id, new.payout_account_id, new.provider, new.amount_minor, new.currency)
      is distinct from (old.organiser_id, old.payout_account_id, old.provider, old.amount_minor, old.currency)
    or (old.transfer_id is not null and new.transfer_id is distinct from old.transfer_id)
    or new.reversed_minor < old.reversed_minor
    or (old.state <> new.state and (old.state, new.state) not in (
      ('requested', 'sent'), ('requested', 'failed'), ('failed', 'sent'), ('sent', 'reversed'))) then
    raise exception 'payout % cannot change that way', old.id
      using errcode = 'check_violation', constraint = 'payout_changes_legally';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION settlement.refuse_removal()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'payouts are never removed' using errcode = 'check_violation', constraint = 'payout_is_kept';
end $function$;

CREATE OR REPLACE FUNCTION tickets.note_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.changed_in := pg_current_xact_id();
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION venues.check_publishable()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if exists (select from venues.seat where mapping_id = new.id group by zone_id, row_label, number having count(*) > 1) then
    raise exception 'two seats of mapping % have one name', new.id
      using errcode = 'unique_violation', constraint = 'seat_name_is_unique';
  end if;
  if (select count(*) <> coalesce(max(ordinal) + 1, 0) from venues.seat where mapping_id = new.id) then
    raise exception 'the ordinals of mapping % have gaps', new.id
      using errcode = 'check_violation', constraint = 'ordinals_have_no_gap';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION venues.check_seat_zones()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if exists (
    select from venues.zone z where z.kind <> 'seated'
      and (z.mapping_id, z.id) in (select mapping_id, zone_id from changed)
  ) then
    raise exception 'only a seated zone has seats' using errcode = 'check_violation', constraint = 'seats_are_in_seated_zones';
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION venues.check_zone_tree()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if exists (
    select from changed c join venues.zone p on p.mapping_id = c.mapping_id and p.id = c.parent_id where p.kind <> 'group'
  ) or exists (
    select from changed c join venues.zone z on z.mapping_id = c.mapping_id and z.parent_id = c.id where c.kind <> 'group'
  ) then
    raise exception 'only a group holds other zones' using errcode = 'check_violation', constraint = 'only_groups_hold_zones';
  end if;
  if exists (
    select from changed c join venues.seat s on s.mapping_id = c.mapping_id and s.zone_id = c.id where c.kind <> 'seated'
  ) then
    raise exception 'only a seated zone has seats' using errcode = 'check_violation', constraint = 'seats_are_in_seated_zones';
  end if;
  if exists (
    with recursive above as (
      select mapping_id, id, parent_id from changed
      union all
      select z.mapping_id, z.id, z.parent_id from above a
      join venues.zone z on z.mapping_id = a.mapping_id and z.id = a.parent_id
    ) cycle id set is_again using path
    select from above where is_again
  ) then
    raise exception 'a zone cannot be inside itself' using errcode = 'check_violation', constraint = 'zones_are_a_tree';
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION venues.refuse_mapping_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'mapping % cannot be changed so', coalesce(new.id, old.id)
    using errcode = 'check_violation', constraint = 'mapping_changes_legally';
end $function$;

CREATE OR REPLACE FUNCTION venues.refuse_plan_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if exists (select from venues.mapping m where m.state <> 'draft' and m.id in (select mapping_id from changed)) then
    raise exception '% of a published mapping cannot change', tg_table_name
      using errcode = 'check_violation', constraint = 'published_plan_never_changes';
  end if;
  return null;
end $function$;


CREATE INDEX admission_by_change ON access_control.admission USING btree (performance_id, changed_in);
CREATE INDEX admission_by_leaving ON access_control.admission USING btree (performance_id, left_at) INCLUDE (zone_id) WHERE (left_at IS NOT NULL);
CREATE INDEX admission_by_time ON access_control.admission USING btree (performance_id, admitted_at) INCLUDE (left_at, number, zone_id, access_point_id);
CREATE UNIQUE INDEX one_stay_at_a_time ON access_control.admission USING btree (access_right_id) WHERE (left_at IS NULL);
CREATE INDEX device_by_organiser ON access_control.device USING btree (organiser_id);
CREATE UNIQUE INDEX one_device_per_code ON access_control.device USING btree (code_hash) WHERE (code_hash IS NOT NULL);
CREATE INDEX scan_by_access_right ON ONLY access_control.scan USING btree (access_right_id, scanned_at);
CREATE INDEX scan_by_performance ON ONLY access_control.scan USING btree (performance_id, scanned_at);
CREATE INDEX scan_of_no_ticket ON ONLY access_control.scan USING btree (access_point_id, scanned_at) INCLUDE (reason) WHERE ((verdict = 'refused'::text) AND (performance_id IS NULL));
CREATE INDEX scan_refused ON ONLY access_control.scan USING btree (performance_id, scanned_at) INCLUDE (reason) WHERE (verdict = 'refused'::text);
CREATE INDEX scan_conflict_by_performance ON access_control.scan_conflict USING btree (performance_id, found_at);
CREATE INDEX scan_of_any_time_access_point_id_scanned_at_reason_idx ON access_control.scan_of_any_time USING btree (access_point_id, scanned_at) INCLUDE (reason) WHERE ((verdict = 'refused'::text) AND (performance_id IS NULL));
CREATE INDEX scan_of_any_time_access_right_id_scanned_at_idx ON access_control.scan_of_any_time USING btree (access_right_id, scanned_at);
CREATE INDEX scan_of_any_time_performance_id_scanned_at_idx ON access_control.scan_of_any_time USING btree (performance_id, scanned_at);
CREATE INDEX scan_of_any_time_performance_id_scanned_at_reason_idx ON access_control.scan_of_any_time USING btree (performance_id, scanned_at) INCLUDE (reason) WHERE (verdict = 'refused'::text);
CREATE UNIQUE INDEX one_shift_at_a_time ON access_control.shift USING btree (device_id) WHERE (ended_at IS NULL);
CREATE INDEX shift_open ON access_control.shift USING btree (performance_id) WHERE (ended_at IS NULL);
CREATE INDEX access_by_account ON authority.access USING btree (account_id, ends_at);
CREATE INDEX access_by_organiser ON authority.access USING btree (organiser_id, id);
CREATE INDEX report_by_performance ON authority.report USING btree (performance_id);
CREATE INDEX viewing_by_organiser ON authority.viewing USING btree (organiser_id, id);
CREATE INDEX viewing_going_on ON authority.viewing USING btree (access_id, performance_id, session_id, last_at) WHERE (kind = 'screen'::text);
CREATE INDEX ban_by_organiser ON blacklist.ban USING btree (organiser_id, id);
CREATE INDEX ban_by_person ON blacklist.ban USING btree (organiser_id, person_key);
CREATE INDEX event_by_organiser ON catalogue.event USING btree (organiser_id);
CREATE INDEX performance_by_event ON catalogue.performance USING btree (event_id, starts_at);
CREATE INDEX performance_by_mapping ON catalogue.performance USING btree (mapping_id, starts_at);
CREATE INDEX card_by_organiser ON gift_cards.card USING btree (organiser_id, id);
CREATE INDEX movement_by_card ON gift_cards.movement USING btree (card_id, id);
CREATE INDEX movement_by_reference ON gift_cards.movement USING btree (reference) WHERE (reference IS NOT NULL);
CREATE INDEX part_by_card ON gift_cards.part USING btree (card_id);
CREATE INDEX email_verification_by_account ON identity.email_verification USING btree (account_id);
CREATE INDEX session_by_account ON identity.session USING btree (account_id);
CREATE INDEX change_by_incident ON incidents.change USING btree (incident_id, changed_at);
CREATE INDEX incident_by_performance ON incidents.incident USING btree (performance_id, reported_at);
CREATE INDEX hold_by_performance ON inventory.hold USING btree (performance_id, expires_at) WHERE (state = 'active'::text);
CREATE INDEX performance_seat_by_allocation ON inventory.performance_seat USING btree (allocation_id) WHERE (allocation_id IS NOT NULL);
CREATE INDEX performance_seat_by_zone ON inventory.performance_seat USING btree (performance_id, zone_id);
CREATE UNIQUE INDEX quota_name_once ON inventory.quota USING btree (performance_id, name) WHERE (NOT is_first_places);
CREATE INDEX quota_scope_by_quota ON inventory.quota_scope USING btree (quota_id);
CREATE INDEX credit_note_by_original ON invoices.document USING btree (original_id) WHERE (original_id IS NOT NULL);
CREATE INDEX document_by_order ON invoices.document USING btree (order_id);
CREATE INDEX document_by_organiser ON invoices.document USING btree (organiser_id, issued_at DESC, id DESC);
CREATE UNIQUE INDEX one_invoice_per_order ON invoices.document USING btree (order_id) WHERE (kind = 'invoice'::text);
CREATE INDEX entry_by_posting ON ledger.entry USING btree (posting_id);
CREATE INDEX message_due ON notifications.message USING btree (next_attempt_at) WHERE (status = 'queued'::text);
CREATE INDEX cancellation_by_order ON orders.cancellation USING btree (order_id);
CREATE UNIQUE INDEX one_open_cancellation_per_order ON orders.cancellation USING btree (order_id) WHERE (status = 'requested'::text);
CREATE INDEX cancellation_line_by_line ON orders.cancellation_line USING btree (order_line_id);
CREATE INDEX order_by_account ON orders."order" USING btree (account_id, placed_at DESC) WHERE (account_id IS NOT NULL);
CREATE INDEX order_by_organiser ON orders."order" USING btree (organiser_id, placed_at DESC);
CREATE INDEX pass_by_performance ON passes.pass USING btree (performance_id, ticket_id);
CREATE INDEX registration_by_ticket ON passes.registration USING btree (ticket_id);
CREATE UNIQUE INDEX one_offered_account ON payments.bank_account USING btree (organiser_id, currency) WHERE is_offered;
CREATE UNIQUE INDEX one_entry_per_payment ON payments.bank_entry USING btree (payment_id) WHERE (payment_id IS NOT NULL);
CREATE INDEX unmatched_bank_entry ON payments.bank_entry USING btree (bank_account_id, id) WHERE (state = 'unmatched'::text);
CREATE UNIQUE INDEX one_live_payment_per_reference ON payments.payment USING btree (reference) WHERE ((status = ANY (ARRAY['opening'::text, 'pending'::text, 'authorised'::text])) AND (void_requested_at IS NULL));
CREATE INDEX open_payment ON payments.payment USING btree (opened_at) WHERE (status = ANY (ARRAY['opening'::text, 'pending'::text]));
CREATE INDEX payment_by_capture ON payments.payment USING btree (captured_at) WHERE (captured_at IS NOT NULL);
CREATE INDEX payment_to_settle_at_provider ON payments.payment USING btree (opened_at) WHERE (((status = 'authorised'::text) AND (capture_requested_at IS NOT NULL)) OR ((status = ANY (ARRAY['opening'::text, 'pending'::text, 'authorised'::text])) AND (void_requested_at IS NOT NULL)));
CREATE INDEX unkept_promise ON payments.payment USING btree (closed_at) WHERE ((status = 'failed'::text) AND (capture_requested_at IS NOT NULL));
CREATE INDEX unsettled_capture ON payments.payment USING btree (captured_at) WHERE ((captured_minor > 0) AND (settled_at IS NULL));
CREATE INDEX refund_by_completion ON payments.refund USING btree (completed_at) WHERE (completed_at IS NOT NULL);
CREATE INDEX refund_by_payment ON payments.refund USING btree (payment_id);
CREATE UNIQUE INDEX refund_by_provider_id ON payments.refund USING btree (payment_id, provider_refund_id) WHERE (provider_refund_id IS NOT NULL);
CREATE INDEX statement_line_by_day ON payments.statement_line USING btree (booked_at);
CREATE INDEX statement_line_of_payment ON payments.statement_line USING btree (payment_id);
CREATE INDEX statement_line_of_payout ON payments.statement_line USING btree (payout_id) WHERE (payout_id IS NOT NULL);
CREATE INDEX statement_line_of_transfer ON payments.statement_line USING btree (provider_payment_id) WHERE (kind = ANY (ARRAY['payout'::text, 'payout_reversal'::text]));
CREATE UNIQUE INDEX one_open_till_per_person ON payments.till USING btree (organiser_id, opened_by) WHERE (closed_at IS NULL);
CREATE UNIQUE INDEX one_entry_per_refund ON payments.till_entry USING btree (refund_id) WHERE (refund_id IS NOT NULL);
CREATE UNIQUE INDEX one_sale_per_payment ON payments.till_entry USING btree (payment_id) WHERE (kind = 'sale'::text);
CREATE INDEX till_entry_by_payment ON payments.till_entry USING btree (payment_id) WHERE (payment_id IS NOT NULL);
CREATE INDEX till_entry_by_till ON payments.till_entry USING btree (till_id);
CREATE INDEX idempotent_request_by_age ON platform.idempotent_request USING btree (answered_at);
CREATE INDEX journal_by_subject ON platform.journal USING btree (subject_id, id);
CREATE INDEX promo_use_by_code ON pricing.promo_use USING btree (promo_code_id, person_key) WHERE is_counted;
CREATE INDEX payout_of_organiser ON settlement.payout USING btree (organiser_id, id);
CREATE INDEX payout_to_send ON settlement.payout USING btree (try_after) WHERE (state = 'requested'::text);
CREATE UNIQUE INDEX one_live_account_per_organiser ON settlement.payout_account USING btree (organiser_id) WHERE (ended_at IS NULL);
CREATE INDEX delivery_due ON simulator.delivery USING btree (due_at) WHERE (delivered_at IS NULL);
CREATE INDEX movement_by_day ON simulator.movement USING btree (booked_at, id);
CREATE INDEX access_right_by_change ON tickets.access_right USING btree (performance_id, changed_in);
CREATE UNIQUE INDEX one_live_right_per_ticket ON tickets.access_right USING btree (ticket_id) WHERE (state = ANY (ARRAY['issued'::text, 'suspended'::text]));
CREATE UNIQUE INDEX one_current_key_per_organiser ON tickets.signing_key USING btree (organiser_id) WHERE (retired_at IS NULL);
CREATE UNIQUE INDEX one_live_ticket_per_line ON tickets.ticket USING btree (order_line_id) WHERE (status = 'valid'::text);
CREATE UNIQUE INDEX one_live_ticket_per_seat ON tickets.ticket USING btree (performance_id, seat_id) WHERE ((status = 'valid'::text) AND (seat_id IS NOT NULL));
CREATE INDEX ticket_by_order ON tickets.ticket USING btree (order_id);
CREATE INDEX access_point_by_id ON venues.access_point USING btree (id);
CREATE INDEX gate_by_id ON venues.gate USING btree (id);
CREATE INDEX gate_zone_by_zone ON venues.gate_zone USING btree (mapping_id, zone_id);
CREATE UNIQUE INDEX one_draft_per_mapping ON venues.mapping USING btree (venue_id, name) WHERE (state = 'draft'::text);
CREATE INDEX companion_by_seat ON venues.seat USING btree (mapping_id, companion_of) WHERE (companion_of IS NOT NULL);
CREATE INDEX seat_by_table ON venues.seat USING btree (mapping_id, table_id) WHERE (table_id IS NOT NULL);
CREATE INDEX seat_by_zone ON venues.seat USING btree (mapping_id, zone_id);
CREATE INDEX seat_table_by_zone ON venues.seat_table USING btree (mapping_id, zone_id);
CREATE INDEX zone_by_id ON venues.zone USING btree (id);
CREATE INDEX zone_by_parent ON venues.zone USING btree (mapping_id, parent_id);

CREATE TRIGGER admission_notes_its_change BEFORE UPDATE ON access_control.admission FOR EACH ROW EXECUTE FUNCTION tickets.note_change();
CREATE TRIGGER report_is_append_only BEFORE DELETE OR UPDATE ON authority.report FOR EACH ROW EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER viewing_is_kept BEFORE DELETE ON authority.viewing FOR EACH ROW EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER ban_changes_legally BEFORE UPDATE ON blacklist.ban FOR EACH ROW EXECUTE FUNCTION blacklist.check_ban_change();
CREATE TRIGGER ban_is_kept BEFORE DELETE ON blacklist.ban FOR EACH ROW EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER movement_is_append_only BEFORE DELETE OR UPDATE ON gift_cards.movement FOR EACH ROW EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER change_is_append_only BEFORE DELETE OR UPDATE ON incidents.change FOR EACH ROW EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER hold_changes_legally BEFORE UPDATE ON inventory.hold FOR EACH ROW WHEN ((((old.state <> 'active'::text) AND (new.state = 'active'::text)) OR ((old.state = 'sold'::text) AND (new.state <> 'sold'::text)) OR ((old.state = ANY (ARRAY['released'::text, 'expired'::text])) AND (new.state = ANY (ARRAY['released'::text, 'expired'::text])) AND (new.state <> old.state)))) EXECUTE FUNCTION inventory.refuse_hold_change();
CREATE TRIGGER live_seat_stays BEFORE DELETE ON inventory.performance_seat FOR EACH ROW WHEN (((old.state = 'sold'::text) OR ((old.state = 'held'::text) AND (old.held_until > clock_timestamp())))) EXECUTE FUNCTION inventory.refuse_seat_removal();
CREATE TRIGGER one_live_claim_per_seat BEFORE UPDATE ON inventory.performance_seat FOR EACH ROW WHEN ((((old.state = 'sold'::text) AND (new.state = ANY (ARRAY['held'::text, 'off'::text]))) OR ((old.state = ANY (ARRAY['held'::text, 'sold'::text])) AND (new.state = ANY (ARRAY['held'::text, 'sold'::text])) AND (old.hold_id <> new.hold_id) AND ((old.state = 'sold'::text) OR (old.held_until > clock_timestamp()))) OR ((old.state = 'held'::text) AND (new.state = 'off'::text) AND (old.held_until > clock_timestamp())) OR ((old.state = 'off'::text) AND (new.state = ANY (ARRAY['held'::text, 'sold'::text]))))) EXECUTE FUNCTION inventory.refuse_second_claim();
CREATE TRIGGER document_is_append_only BEFORE DELETE OR UPDATE ON invoices.document FOR EACH ROW EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER document_is_never_emptied BEFORE TRUNCATE ON invoices.document FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER line_is_append_only BEFORE DELETE OR UPDATE ON invoices.line FOR EACH ROW EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER line_is_never_emptied BEFORE TRUNCATE ON invoices.line FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER tax_is_append_only BEFORE DELETE OR UPDATE ON invoices.tax FOR EACH ROW EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER tax_is_never_emptied BEFORE TRUNCATE ON invoices.tax FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER commission_plan_is_append_only BEFORE DELETE OR UPDATE ON ledger.commission_plan FOR EACH ROW EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER entry_is_append_only BEFORE DELETE OR UPDATE ON ledger.entry FOR EACH ROW EXECUTE FUNCTION platform.refuse_change();
CREATE CONSTRAINT TRIGGER posting_balances AFTER INSERT ON ledger.entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger.check_balance();
CREATE TRIGGER payout_is_append_only BEFORE DELETE OR UPDATE ON ledger.payout FOR EACH ROW EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER posting_is_append_only BEFORE DELETE OR UPDATE ON ledger.posting FOR EACH ROW EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER bank_entry_is_kept BEFORE DELETE ON payments.bank_entry FOR EACH ROW EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER bank_entry_is_never_emptied BEFORE TRUNCATE ON payments.bank_entry FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER bank_entry_stays BEFORE UPDATE ON payments.bank_entry FOR EACH ROW EXECUTE FUNCTION payments.refuse_other_money();
CREATE TRIGGER statement_line_is_append_only BEFORE DELETE OR UPDATE ON payments.statement_line FOR EACH ROW EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER till_is_kept BEFORE DELETE ON payments.till FOR EACH ROW EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER till_is_never_emptied BEFORE TRUNCATE ON payments.till FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER till_only_closes BEFORE UPDATE ON payments.till FOR EACH ROW EXECUTE FUNCTION payments.refuse_reopening();
CREATE TRIGGER closed_till_takes_nothing BEFORE INSERT ON payments.till_entry FOR EACH ROW EXECUTE FUNCTION payments.refuse_closed_till();
CREATE TRIGGER till_entry_is_append_only BEFORE DELETE OR UPDATE ON payments.till_entry FOR EACH ROW EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER till_entry_is_never_emptied BEFORE TRUNCATE ON payments.till_entry FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER journal_is_append_only BEFORE DELETE OR UPDATE ON platform.journal FOR EACH ROW EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER journal_is_never_emptied BEFORE TRUNCATE ON platform.journal FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER offer_is_append_only BEFORE UPDATE ON pricing.offer FOR EACH ROW WHEN (((((((((((((old.performance_id IS DISTINCT FROM new.performance_id) OR (old.price_list_version IS DISTINCT FROM new.price_list_version)) OR (old.tier_id IS DISTINCT FROM new.tier_id)) OR (old.tariff_id IS DISTINCT FROM new.tariff_id)) OR (old.price_minor IS DISTINCT FROM new.price_minor)) OR (old.fee_minor IS DISTINCT FROM new.fee_minor)) OR (old.absorbed_fee_minor IS DISTINCT FROM new.absorbed_fee_minor)) OR (old.tax_basis_points IS DISTINCT FROM new.tax_basis_points)) OR (old.fee_tax_basis_points IS DISTINCT FROM new.fee_tax_basis_points)) OR (old.quantity_min IS DISTINCT FROM new.quantity_min)) OR (old.places_max IS DISTINCT FROM new.places_max)) OR (old.is_hidden IS DISTINCT FROM new.is_hidden))) EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER offer_is_never_deleted BEFORE DELETE ON pricing.offer FOR EACH ROW EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER price_list_is_append_only BEFORE DELETE OR UPDATE ON pricing.price_list FOR EACH ROW EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER refund_policy_is_append_only BEFORE DELETE OR UPDATE ON pricing.refund_policy FOR EACH ROW EXECUTE FUNCTION platform.refuse_change();
CREATE TRIGGER payout_changes_legally BEFORE UPDATE ON settlement.payout FOR EACH ROW EXECUTE FUNCTION settlement.check_payout_change();
CREATE TRIGGER payout_is_kept BEFORE DELETE ON settlement.payout FOR EACH ROW EXECUTE FUNCTION settlement.refuse_removal();
CREATE TRIGGER access_right_notes_its_change BEFORE UPDATE ON tickets.access_right FOR EACH ROW EXECUTE FUNCTION tickets.note_change();
CREATE TRIGGER nothing_moves_into_a_published_plan AFTER UPDATE ON venues.access_point REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.refuse_plan_change();
CREATE TRIGGER published_plan_never_changes AFTER UPDATE ON venues.access_point REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.refuse_plan_change();
CREATE TRIGGER published_plan_never_grows AFTER INSERT ON venues.access_point REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.refuse_plan_change();
CREATE TRIGGER published_plan_never_shrinks AFTER DELETE ON venues.access_point REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.refuse_plan_change();
CREATE TRIGGER nothing_moves_into_a_published_plan AFTER UPDATE ON venues.gate REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.refuse_plan_change();
CREATE TRIGGER published_plan_never_changes AFTER UPDATE ON venues.gate REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.refuse_plan_change();
CREATE TRIGGER published_plan_never_grows AFTER INSERT ON venues.gate REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.refuse_plan_change();
CREATE TRIGGER published_plan_never_shrinks AFTER DELETE ON venues.gate REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.refuse_plan_change();
CREATE TRIGGER nothing_moves_into_a_published_plan AFTER UPDATE ON venues.gate_zone REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.refuse_plan_change();
CREATE TRIGGER published_plan_never_changes AFTER UPDATE ON venues.gate_zone REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.refuse_plan_change();
CREATE TRIGGER published_plan_never_grows AFTER INSERT ON venues.gate_zone REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.refuse_plan_change();
CREATE TRIGGER published_plan_never_shrinks AFTER DELETE ON venues.gate_zone REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.refuse_plan_change();
CREATE TRIGGER mapping_begins_as_draft BEFORE INSERT ON venues.mapping FOR EACH ROW WHEN ((new.state <> 'draft'::text)) EXECUTE FUNCTION venues.refuse_mapping_change();
CREATE TRIGGER mapping_changes_legally BEFORE UPDATE ON venues.mapping FOR EACH ROW WHEN ((((old.state = 'draft'::text) AND (new.state = 'retired'::text)) OR ((old.state = 'published'::text) AND (new.state = 'draft'::text)) OR ((old.state = 'retired'::text) AND (new.state <> 'retired'::text)) OR ((old.state <> 'draft'::text) AND (((((((old.venue_id IS DISTINCT FROM new.venue_id) OR (old.name IS DISTINCT FROM new.name)) OR (old.version IS DISTINCT FROM new.version)) OR (old.width IS DISTINCT FROM new.width)) OR (old.height IS DISTINCT FROM new.height)) OR (old.focal_x IS DISTINCT FROM new.focal_x)) OR (old.focal_y IS DISTINCT FROM new.focal_y))))) EXECUTE FUNCTION venues.refuse_mapping_change();
CREATE TRIGGER publishable BEFORE UPDATE ON venues.mapping FOR EACH ROW WHEN (((old.state = 'draft'::text) AND (new.state = 'published'::text))) EXECUTE FUNCTION venues.check_publishable();
CREATE TRIGGER published_mapping_stays BEFORE DELETE ON venues.mapping FOR EACH ROW WHEN ((old.state <> 'draft'::text)) EXECUTE FUNCTION venues.refuse_mapping_change();
CREATE TRIGGER nothing_moves_into_a_published_plan AFTER UPDATE ON venues.seat REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.refuse_plan_change();
CREATE TRIGGER published_plan_never_changes AFTER UPDATE ON venues.seat REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.refuse_plan_change();
CREATE TRIGGER published_plan_never_grows AFTER INSERT ON venues.seat REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.refuse_plan_change();
CREATE TRIGGER published_plan_never_shrinks AFTER DELETE ON venues.seat REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.refuse_plan_change();
CREATE TRIGGER seats_are_in_seated_zones AFTER INSERT ON venues.seat REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.check_seat_zones();
CREATE TRIGGER seats_stay_in_seated_zones AFTER UPDATE ON venues.seat REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.check_seat_zones();
CREATE TRIGGER nothing_moves_into_a_published_plan AFTER UPDATE ON venues.seat_table REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.refuse_plan_change();
CREATE TRIGGER published_plan_never_changes AFTER UPDATE ON venues.seat_table REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.refuse_plan_change();
CREATE TRIGGER published_plan_never_grows AFTER INSERT ON venues.seat_table REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.refuse_plan_change();
CREATE TRIGGER published_plan_never_shrinks AFTER DELETE ON venues.seat_table REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.refuse_plan_change();
CREATE TRIGGER tables_are_in_seated_zones AFTER INSERT ON venues.seat_table REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.check_seat_zones();
CREATE TRIGGER tables_stay_in_seated_zones AFTER UPDATE ON venues.seat_table REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.check_seat_zones();
CREATE TRIGGER nothing_moves_into_a_published_plan AFTER UPDATE ON venues.zone REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.refuse_plan_change();
CREATE TRIGGER published_plan_never_changes AFTER UPDATE ON venues.zone REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.refuse_plan_change();
CREATE TRIGGER published_plan_never_grows AFTER INSERT ON venues.zone REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.refuse_plan_change();
CREATE TRIGGER published_plan_never_shrinks AFTER DELETE ON venues.zone REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.refuse_plan_change();
CREATE TRIGGER zones_are_a_tree AFTER INSERT ON venues.zone REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.check_zone_tree();
CREATE TRIGGER zones_stay_a_tree AFTER UPDATE ON venues.zone REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION venues.check_zone_tree();

comment on table access_control.admission is 'One stay by an access right. An admission that should not have been is a conflict and no stay.';
comment on table access_control.device is 'A phone or reader that scans. Its token and its enrolment code are kept as their hashes only. Empty scopes: everything of the organiser.';
comment on table access_control.entry_policy is 'How a performance lets in. No row: once, at the gates of the ticket''s zone, while the ticket is valid.';
comment on function access_control.first_id_of(timestamp with time zone) is 'The least UUID of version 7 of that instant.';
comment on function access_control.keep_scans_of(timestamp with time zone) is 'Gives the scans of a month a table of their own, unless they have one.';
comment on table access_control.lane is 'Which device owns which share of the tickets, where a ticket is let in by one only.';
comment on table access_control.offer is 'An admission that counts once its device says that somebody went in. Until its end nobody else is let in by the right; after it, it is nothing.';
comment on table access_control.scan is 'One reading with a verdict. id is chosen by the scanner, so a repeated upload is one scan. Kept by month of the id''s own time.';
comment on table access_control.scan_conflict is 'Somebody went in who should not have, found when a device told of it: by a ticket that had let somebody in, or that was not good.';
comment on table access_control.scan_of_any_time is 'Scans whose id is of no month there is a table for, such as drawn ids.';
comment on table access_control.shift is 'A device at a door, from start to end, and what it found good or wanting at the start.';
comment on table access_control.zone_limit is 'Zones that may get full, and who is inside as counted by their doors; doors without a network may count beyond the limit.';
comment on table authority.access is 'Somebody of an authority may look at a performance, or at all that begin on a day, from an instant until another.';
comment on table authority.report is 'A report that was handed out: the SHA-256 of its PDF and the organiser''s signature of it. The PDF itself is not kept.';
comment on table authority.viewing is 'What an authority looked at, from where, from when until when: a screen that asks again within a minute is one viewing.';
comment on table blacklist.ban is 'A person who may not come. person_key: a keyed hash of the address in its plain form, as in inventory.hold. words_sealed: what staff
   call the person, and what happened; lifting_sealed: why it was lifted. Neither event nor performance: everything of the organiser.';
comment on function blacklist.state_at(timestamp with time zone,timestamp with time zone,timestamp with time zone,timestamp with time zone) is 'How a ban stands: it counts from starts_at on, and at ends_at no more.';
comment on table catalogue.event is 'What is marketed. title, summary, description, refund_rule: text by language. poster: the drawing the shop makes.';
comment on table catalogue.performance is 'One dated occurrence that is sold and scanned. number: the short id inside ticket codes.';
comment on column catalogue.performance.rotating is 'Whether the codes of its tickets change all the time. required: one that does not change, such as a printed one, is not let in.';
comment on table demo.calendar is 'The civil date in Paris that the demo''s dates are relative to. Its one row says that the demo was seeded.';
comment on table demo.performance is 'Performances whose dates move with the calendar, by whole days, or with the clock, so that their doors are always open.';
comment on table gift_cards.card is 'A gift card. Its code is derived from its id and not stored: code_hash finds it again, code_end is for people. balance_minor: what can
   be spent; reserved_minor: what orders that are not paid yet have of it. ends_at null: never.';
comment on table gift_cards.movement is 'By how much the two sums of a card changed, and for which order (reference): they are what its movements add up to.';
comment on table gift_cards.part is 'What a card pays of an order (reference): reserved until it is paid, then spent. returned: the order ended unpaid; taken_off: by the
   buyer. refunded_minor: what of it went back on gift cards.';
comment on table identity.account is 'A person who can sign in. email_canonical is the lower-case NFC form that lookups use.';
comment on table identity.email_verification is 'A single-use link that proves an address. Its token is derived from the id and TESSERA_SECRET, so none is stored.';
comment on table identity.membership is 'A role an account has at one organiser.';
comment on table identity.organiser is 'Who sells: every event, order and role belongs to one organiser.';
comment on table identity.session is 'A signed-in browser. Only the SHA-256 of the cookie token is stored.';
comment on table incidents.change is 'The states of an incident one after the other, and who set them. Only added to.';
comment on table incidents.incident is 'Something that happened at a performance. words may tell of persons and are for the organiser''s staff only.';
comment on table inventory.allocation is 'Places staff set aside. code: whoever shows it may hold them; without one nobody can. At release_at they are everybody''s.';
comment on table inventory.allocation_zone is 'Unnumbered places of an allocation. used: those its own buyers hold or bought; what is left of quantity counts in zone_stock.allocated.';
comment on table inventory.closed_zone is 'Zones taken off sale for one performance; what is sold or held there stays so.';
comment on table inventory.hold is 'Places off sale for one buyer. Half-open: at expires_at its seats are free again, with no sweeper. expired: its time is over and what it counted in zones, quotas and limits was taken back, once.';
comment on table inventory.hold_place is 'What a hold holds: one row a place, with the offer it is priced by. returned: the place went back to stock.';
comment on column inventory.hold_place.returned is 'It was sold and given back: somebody else may have it now.';
comment on table inventory.hold_quota is 'How many places of a hold a quota counts, from the hold''s first second to its end or to the return of what it sold.';
comment on column inventory.hold.ordered_at is 'There is an order: its places are frozen.';
comment on column inventory.hold.performance_id is 'Always a performance: its row is locked when the hold is made, so no foreign key looks again.';
comment on table inventory.performance_seat is 'A seat of one performance: the row whose lock decides who gets it. A held seat whose held_until has passed is free.';
comment on column inventory.performance_seat.change_number is 'Counts the changes of the seat: whoever hears of two in the wrong order knows the newer one.';
comment on table inventory.person_use is 'Places one person holds or bought for a performance that limits them. person_key: a keyed hash of the address in its plain form.';
comment on table inventory.quota is 'How many places may be sold of what its scopes cover. Quotas overlap at will: a place needs room in every one that covers it. used: held or sold.
   is_first_places: it counts the first places at an offer''s price and comes and goes with the price list; who finds it full pays the next price.';
comment on table inventory.quota_scope is 'What a quota covers: places that fit one of its scopes; null is any. A quota without a scope covers every place.';
comment on table inventory.seat_map_address is 'Which mapping a seat map is of. Kept for good: mappings that are played on do not change, and addresses of older formats lead nowhere.';
comment on table inventory.zone_stock is 'Unnumbered places of a standing zone. used: held or sold; allocated: set aside and not used yet.';
comment on table invoices.buyer_details is 'Whom the invoice of an order is made out to, when the buyer asked for one with an address.';
comment on table invoices.document is 'An invoice, or a credit note for what was given back of one, as it was issued; never changed. All amounts are positive.';
comment on table invoices.line is 'The ticket or the fee of one order line on a document; tax_category by EN 16931: standard, zero or exempt.';
comment on table invoices.seller is 'What an organiser''s invoices say of the seller: registration_id is a SIREN, SIRET or the like; exemption_reason words a rate of zero;
   time_zone decides the day and year of issue. Documents keep a copy as of their issue.';
comment on table invoices.series is 'The last number given of an unbroken series. Its row is locked while a document is issued, so a number is taken only by what is kept.';
comment on table invoices.tax is 'What a document''s lines of one rate add up to.';
comment on table ledger.commission_month is 'Tickets sold under a stepped plan in a calendar month (UTC). Returns do not lower it.';
comment on table ledger.commission_plan is 'What an organiser pays the platform, in one currency; the highest version is in force. steps: [{fromTickets, basisPoints}], the
   rate of a ticket by how many were sold before it in the month.';
comment on table ledger.entry is 'A leg of a posting: debit positive, credit negative. The legs of a posting add up to zero.';
comment on table ledger.order_commission is 'The commission taken from an order and how much of it returns have given back.';
comment on table ledger.payout is 'Money the platform has sent to an organiser: what it was owed is less by that.';
comment on table ledger.posting is 'One money fact, posted once.';
comment on table notifications.caught_mail is 'Mails kept for the demo page when no SMTP server is configured.';
comment on table notifications.message is 'A mail to send, once. claimed_until: somebody is sending it. Its id is the Message-ID, so a repeat after a crash is recognised.';
comment on table orders."order" is 'What one buyer buys: the places of one hold, priced and frozen; refund_policy_id: as published when it was placed, null for none.';
comment on column orders."order".accepts_equivalent_seats is 'Its buyer agreed, when ordering, to other seats of the same zone together, should money that comes late find theirs gone.';
comment on column orders."order".has_other_seats is 'Its tickets are for such seats.';
comment on table orders.cancellation is 'Tickets of an order given up. price_minor and fee_minor go back to the buyer: price_minor is back_basis_points of gross_minor less
   cancellation_fee_minor for each ticket, over all cancellations of the order at that rate; to_cards_minor of it to
   the gift cards that paid, to_new_card_minor to a new one, the rest by the payment. requested_by null: the buyer, by the order''s link.';
comment on table orders.cancellation_line is 'What goes back of one order line. gives_up: its ticket is given up by this; false: it was before, and more of it goes back now.
   tax_minor is contained in price + fee.';
comment on column orders.cancellation.cancellation_fee_minor is 'Of the step, for each ticket.';
comment on table orders.order_line is 'One place of an order, priced and worded as on the day it was bought. The buyer pays price + fee; price is after discount_minor,
   its share of every discount; absorbed_fee_minor is a fee the organiser bears; tax_minor is contained in price + fee.';
comment on table passes.evening is 'A performance that passes were handed out for. print: the hash of where and when it is, as they say it; google_print: as Google was told last.';
comment on table passes.pass is 'A ticket whose pass was handed out, for good. print: the hash of what it says; change_number: in the order of commits; changed_at: for HTTP,
   which knows seconds, so no two changes of a pass share one. was_changed: since it was first handed out. google_asked_at null: its holder never wanted it at Google; google_print: what Google has.';
comment on table passes.phone is 'A phone as Apple names it to us, and where to reach it. Personal: gone with its last registration, or when Apple says that it is.';
comment on table passes.registration is 'A pass on a phone that wants to hear of its changes. pushed_number: the change it was told of last.';
comment on table payments.bank_account is 'An account buyers transfer to. is_offered: new transfers are told this one; an account that is not any more is still read from.';
comment on table payments.bank_entry is 'Money that came to an account, as its bank told it, under the id the bank gave it. reason: why it was not matched by itself.';
comment on table payments.dispute is 'A buyer''s bank wants money back, and how that ended.';
comment on table payments.payment is 'Money asked for at one provider. Written before the provider is called; refunded_minor counts every refund not known to have failed;
   credited_minor: what its buyer got for it on a gift card instead; settled_at: what was paid for has been decided (given or refunded).';
comment on table payments.provider_event is 'A verified webhook: stored, acknowledged, then applied once.';
comment on column payments.provider_event.ask is 'The webhook proved nothing: the provider is asked about this payment.';
comment on table payments.refund is 'Money sent back. Its id is the idempotency key at the provider. begun_at_provider: somebody sent it from the provider''s own pages.
   failed: the provider will not do it; it does not count as refunded any more and staff settle it by hand.';
comment on column payments.refund.by_hand_for is 'Staff made it in place of one that its provider refused for good; the provider does not know of it.';
comment on table payments.statement is 'How far the statement of a provider is read: every movement before complete_until is in statement_line.';
comment on table payments.statement_line is 'A movement of money as a provider booked it: positive came in, negative went out. payment_id null: of none of our payments.
   payout_id: our id of a payout, as the provider carries it; provider_payment_id is then the transfer.
   fee_minor: what the provider kept of it, in the same currency; negative: given back.';
comment on table payments.till is 'A drawer of cash and a card terminal, from its opening by one person to its count. Closed, it never changes.';
comment on table payments.till_chain is 'The end of an organiser''s chain of till entries. Its row is locked while one is written, so numbers have no gaps.
   perpetual_minor: everything ever sold at its tills; refunds do not lower it.';
comment on table payments.till_entry is 'What moved at a till, in order, for ever. cash_minor: into the drawer, negative out of it; terminal_minor: by the card terminal.
   sealed: the same facts as text; hash: SHA-256 of previous_hash, a bar and sealed, so that any change shows (database/audit).';
comment on table payments.transfer is 'Which account the buyer of a payment by transfer was told. Its creditor reference is the payment''s provider_payment_id.';
comment on index payments.unkept_promise is 'Money that tickets were given for and that did not come: the sweep takes them back.';
comment on table platform.idempotent_request is 'The answer given for an Idempotency-Key of a caller, written with its effect; kept 30 days. Sealed: it may hold a capability.';
comment on table platform.journal is 'Append-only: every announcement, written in the transaction it tells of. Also the audit trail.';
comment on table pricing.offer is 'Tier × tariff at a price. The buyer pays price_minor + fee_minor, both tax included; absorbed_fee_minor is a part of the price;
   fee_tax_basis_points null: the fee is taxed together with the price. A sale window when narrower than the performance''s.
   quantity_min: from so many places on. places_max: for the first so many places, which inventory.quota counts. is_hidden: only
   for whoever knows a code that opens it.';
comment on table pricing.price_list is 'A published set of prices. A hold pins one version; a new version serves new holds only. published_by null: it came with the
   performance.';
comment on table pricing.price_tier is 'A price band drawn on the map; position decides its colour and glyph.';
comment on table pricing.promo_code is 'What a code takes off, or what it opens (unlock), for whom and how often. uses and budget_used_minor count the holds it is applied
   to and the orders it was used for; performance_id null: every performance of the organiser.';
comment on table pricing.promo_person is 'How often one person has used a code that is limited per person.';
comment on table pricing.promo_use is 'The codes of a hold with their terms as they were: one that takes something off, one that opened its offers (is_unlock).
   is_counted: it is in the counters of its code; false once the hold ended unsold.';
comment on table pricing.refund_policy is 'What a buyer who cancels gets back; the highest version is in force for new orders. steps: [{hoursBefore, backBasisPoints,
   cancellationFeeMinor, isFeeReturned}], until so many hours before the start; after the last one nothing. cancellationFeeMinor: kept
   for each ticket, missing for none. approval_above_minor: more needs a second person.';
comment on table pricing.tariff is 'full, child, early bird… condition: localised words for the buyer. Code and kind never change; words and order may be put right.';
comment on table pricing.tier_zone is 'The tier of a zone for one performance. A zone without a row is not on sale.';
comment on table settlement.payout is 'Money sent to an organiser''s account. Written before the provider is called: its id is the idempotency key and the transfer group
   there. try_after: nobody asks the provider before; somebody who asks puts it off. reversed_minor: what of it came back.';
comment on table settlement.payout_account is 'The account of an organiser at a provider, where what it is owed is sent. Written before the provider is called: its id is the
   idempotency key there. What the provider says of it is as of asked_at.';
comment on table simulator.delivery is 'Webhooks the simulator has to deliver; retried until acknowledged.';
comment on table simulator.movement is 'What came in (positive) and went back (negative) at the simulator, and what it kept of it.';
comment on table simulator.payment is 'The simulator''s own record of a payment.';
comment on table simulator.refund is 'The simulator''s own record of a refund.';
comment on table tickets.access_right is 'Permission to pass the gates of its zone for one performance; what a ticket code names. Valid from doors to end.';
comment on column tickets.access_right.changed_in is 'The transaction that changed it last: doors ask for what changed since the oldest one that was running when they asked before.';
comment on column tickets.access_right.product is 'The code of the tariff it was bought at; empty: it was not bought.';
comment on table tickets.signing_key is 'Ed25519 keys of an organiser. The private half is sealed with AES-256-GCM under TESSERA_SECRET.';
comment on table tickets.ticket is 'What the holder owns and shows. Its code is signed on demand, never stored. opened_by: the id whose capability opens it.';
comment on table venues.access_point is 'Where one scans. id: kept from version to version, so a scanner stays where it is.';
comment on table venues.gate is 'A way in, grouping access points. id: kept from version to version.';
comment on table venues.gate_override is 'Gates that serve a zone for one performance, and no other gate does. A group stands for all it holds; the nearest one counts.';
comment on table venues.gate_zone is 'Which zones a gate serves, unless a performance directs them elsewhere; a group stands for all it holds.';
comment on table venues.mapping is 'One version of a plan of a venue; published ones never change. Metres; the focal point is the stage or the centre spot. edit_number: counts the edits of a draft.';
comment on table venues.seat is 'A named seat. id: kept from version to version. ordinal counts 0..n-1 within its version, row by row; neighbours have consecutive number_position. companion_of: the wheelchair place it goes with.';
comment on table venues.seat_table is 'A table with its seats. is_sold_whole: to one buyer, all its seats or none.';
comment on table venues.venue is 'A place with an address. access_note: localised text on step-free ways in.';
comment on table venues.zone is 'A part of a mapping: a group of zones, which may be groups, a seated zone, or a standing zone with its capacity. id: kept from version to version.';
