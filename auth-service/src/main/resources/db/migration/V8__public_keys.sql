-- A key is either an API key or the public half of a key pair whose private half its device keeps.
alter table device_key alter column hmac drop not null;
alter table device_key add column public_jwk text;
alter table device_key add check ((hmac is null) <> (public_jwk is null));
create index on device_key (client_id) where public_jwk is not null;

-- Assertions that were used, until they expire: each is good once.
create table client_assertion (
  key_id     text        not null references device_key on delete cascade,
  -- SHA-256 of its jti.
  jti_hash   bytea       not null check (octet_length(jti_hash) = 32),
  expires_at timestamptz not null,
  primary key (key_id, jti_hash)
);
create index on client_assertion (expires_at);
