-- Attempts to sign in that did not succeed (yet), by user and address, by address and by user.
create table sign_in_attempt (
  -- SHA-256 of whom: names that people typed are not kept.
  subject      bytea       primary key check (octet_length(subject) = 32),
  failures     int         not null,
  last_at      timestamptz not null,
  locked_until timestamptz
);
create index on sign_in_attempt (last_at);

create table refresh_token (
  -- SHA-256 of the token: who reads this table cannot use what is in it.
  token_hash bytea       primary key check (octet_length(token_hash) = 32),
  -- Of one sign-in: all tokens that were had one for the other.
  family     text        not null,
  client_id  text        not null,
  username   text        not null references operator on delete cascade,
  -- What was asked for at sign-in; empty: everything.
  scopes     text[]      not null,
  issued_at  timestamptz not null,
  expires_at timestamptz not null,
  -- When the whole family ends, however often it is refreshed.
  ends_at    timestamptz not null,
  -- From here on presenting it is a replay.
  used_at    timestamptz
);
create index on refresh_token (family);
create index on refresh_token (username);
create index on refresh_token (expires_at);
