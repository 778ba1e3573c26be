create table webhook (
  webhook_id         text        primary key,
  tenant             text        collate "C" not null,
  url                text        not null,
  -- Which events; empty: every one.
  events             text[]      not null,
  -- What deliveries are signed with, under AES-256-GCM, bound to webhook_id; the key for it is not
  -- in this database.
  encrypted_secret   bytea       not null,
  -- The secret before, with which deliveries are signed, too, for a while.
  previous_secret    bytea,
  previous_until     timestamptz,
  disabled           boolean     not null,
  created_at         timestamptz not null
);
create index on webhook (tenant, created_at);

create table webhook_delivery (
  -- The same for each attempt: by it a receiver knows what it has seen.
  delivery_id     text        primary key,
  webhook_id      text        not null references webhook on delete cascade,
  event           text        not null,
  payload         text        not null,
  state           text        not null check (state in ('waiting', 'delivered', 'failed')),
  created_at      timestamptz not null,
  -- Counted before each attempt, so that one which kills its process counts, too.
  attempts        int         not null,
  -- While an attempt runs: when another instance may take it for dead.
  next_attempt_at timestamptz not null,
  last_attempt_at timestamptz,
  -- The HTTP status, or what went wrong before there was one.
  outcome         text
);
create index on webhook_delivery (next_attempt_at) where state = 'waiting';
create index on webhook_delivery (webhook_id, created_at, delivery_id);
create index on webhook_delivery (created_at);
