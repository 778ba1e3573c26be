-- Rises with each change: what If-Match is compared with.
alter table device add column version bigint not null default 1;

-- What was taken away from whoever may still hold a token of it: from here the verifiers are told.
-- Written in the transaction of the act itself, so that neither is there without the other.
create table revocation (
  seq        bigint      generated always as identity primary key,
  -- device: its tokens issued until revoked_at; key: those that were got with it.
  kind       text        not null check (kind in ('device', 'key', 'operator')),
  id         text        not null,
  revoked_at timestamptz not null,
  -- By now every such token has expired by itself.
  until      timestamptz not null
);
create index on revocation (until);
