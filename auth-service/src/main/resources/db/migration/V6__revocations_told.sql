-- Tokens say their key or session and their generation from now on; those of before do not, and
-- what was revoked before was told nobody.
delete from revocation;
alter table revocation
  drop constraint revocation_kind_check,
  add constraint revocation_kind_check
    check (kind in ('device', 'key', 'operator', 'session', 'signing-key')),
  -- Tokens of this version of the device or operator and later ones are good; null: none is.
  add column below bigint,
  -- null: the verifiers are still to be told.
  add column published_at timestamptz;
create index on revocation (seq) where published_at is null;

-- Rises with each change that ends sign-ins. Starts at the time in ms, so that an operator who is
-- created under a name that somebody had before has later versions than that one.
alter table operator add column version bigint not null
  default (extract(epoch from clock_timestamp()) * 1000)::bigint;

-- When the operator signed in.
alter table refresh_token add column began_at timestamptz;
update refresh_token set began_at = issued_at;
alter table refresh_token alter column began_at set not null;
