-- Who did what, and what was refused to whom. Only ever added to. Each row's hash is over the hash
-- of the row before and its own content (docs/api/audit.md), so a changed row breaks the chain.
create table audit (
  seq           bigint      primary key,
  at            timestamptz not null,
  who           text        not null,
  -- null: the platform itself.
  address       text,
  what          text        not null,
  object        text        not null,
  -- null: of no tenant; only administrators of the whole platform see it.
  tenant        text        collate "C",
  result        text        not null check (result in ('done', 'refused')),
  detail        text,
  -- How many of the same kind this row stands for.
  count         bigint      not null check (count > 0),
  trace_id      text,
  previous_hash bytea       not null check (octet_length(previous_hash) = 32),
  hash          bytea       not null check (octet_length(hash) = 32)
);
create index on audit (tenant, seq);

-- The chain's end. Its lock lets several instances keep one chain; and rows cut off the end of
-- audit are missed by it.
create table audit_head (
  one  boolean primary key default true check (one),
  seq  bigint  not null,
  hash bytea   not null check (octet_length(hash) = 32)
);
insert into audit_head (seq, hash) values (0, decode(repeat('00', 32), 'hex'));

create function audit_refuse() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;

create trigger audit_is_append_only
  before update or delete or truncate on audit
  for each statement execute function audit_refuse();

create trigger audit_head_stays
  before delete or truncate on audit_head
  for each statement execute function audit_refuse();

create trigger audit_head_only_moves_on
  before update on audit_head
  for each row when (new.seq <= old.seq) execute function audit_refuse();
