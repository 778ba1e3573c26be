create table device (
  client_id   text        primary key,
  tenant      text        collate "C" not null,
  -- Byte order, so that pages by name need no sorting.
  name        text        collate "C" not null,
  sensors     text[]      not null,
  created_at  timestamptz not null,
  created_by  text        not null,
  -- A disabled device gets no new token; null = enabled.
  disabled_at timestamptz,
  unique (tenant, name)
);

create table device_key (
  key_id       text        primary key,
  client_id    text        not null references device on delete cascade,
  -- HMAC-SHA-256 of the key's text under the pepper, which is not in this database.
  hmac         bytea       not null check (octet_length(hmac) = 32),
  created_at   timestamptz not null,
  expires_at   timestamptz not null,
  -- Behind by up to platform.auth.last-used-interval.
  last_used_at timestamptz,
  revoked_at   timestamptz
);
create index on device_key (client_id, created_at);

create table operator (
  username       text        primary key,
  -- With the algorithm's id in front, such as {bcrypt}.
  password_hash  text        not null,
  tenant         text        not null,
  scopes         text[]      not null,
  -- May administer the devices of every tenant, not only of their own.
  platform_admin boolean     not null,
  created_at     timestamptz not null,
  disabled_at    timestamptz
);

create table signing_key (
  kid           text        primary key,
  -- next: published, does not sign yet; active: signs; retired: still verifies.
  state         text        not null check (state in ('next', 'active', 'retired')),
  public_jwk    text        not null,
  -- The private JWK under AES-256-GCM, bound to kid; the key for it is not in this database.
  encrypted_jwk bytea       not null,
  not_before    timestamptz not null,
  -- From here on tokens of this key are refused; null = not known yet.
  not_after     timestamptz,
  created_at    timestamptz not null
);
-- However many instances start at once, one key signs.
create unique index signing_key_one_active on signing_key (state) where state = 'active';

create table authorization_code (
  -- SHA-256 of the code: who reads this table cannot redeem what is in it.
  code_hash      bytea       primary key check (octet_length(code_hash) = 32),
  id             text        not null,
  client_id      text        not null,
  username       text        not null,
  redirect_uri   text        not null,
  scopes         text[]      not null,
  code_challenge text        not null,
  nonce          text,
  issued_at      timestamptz not null,
  expires_at     timestamptz not null,
  redeemed_at    timestamptz
);
create index on authorization_code (expires_at);
