-- The shortest time before its expiry (in days) that operators were warned of this key; null: not yet.
alter table device_key add column warned_days smallint;
create index on device_key (expires_at) where revoked_at is null;
