-- What stream-service's writer stores. It owns this schema; `reader` and `sensor_service` may SELECT
-- (default privileges of the role that runs this).

-- A sensor's short name inside this database: four bytes in each row and index entry instead of
-- tenant and id. Collation C: ids are compared as bytes, and prefix searches use the index.
CREATE TABLE readings.series (
    series_key integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant     text COLLATE "C" NOT NULL,
    sensor_id  text COLLATE "C" NOT NULL,
    UNIQUE (tenant, sensor_id)
);

-- One row for each reading's identity. Columns are in the order that needs no padding.
-- `unit` is text in the row: a unit belongs to a reading and may change over time. A short text
-- costs its characters and one byte ("Cel": 4; null: nothing), which alignment makes as large as a
-- two-byte key into a table of units, and neither COPY nor a query needs to resolve it.
-- No foreign key to series: its check for each row would halve COPY, and the writer takes every
-- series_key from a committed row of that table; series are never deleted.
CREATE TABLE readings.reading (
    series_key  integer          NOT NULL,
    flags       integer          NOT NULL DEFAULT 0,
    observed_at timestamptz      NOT NULL,
    received_at timestamptz      NOT NULL,
    value       double precision NOT NULL,
    unit        text,
    PRIMARY KEY (series_key, observed_at)
) PARTITION BY RANGE (observed_at);

COMMENT ON COLUMN readings.reading.flags IS 'bit 0: outside the sensor''s registered range';

-- Makes the partition of one UTC day if there is none; true if this call made it.
-- ATTACH takes SHARE UPDATE EXCLUSIVE on the parent where CREATE ... PARTITION OF would take ACCESS
-- EXCLUSIVE: rows are read and inserted meanwhile. The advisory lock lets several callers ask for
-- the same day at once; to others the partition appears whole, at commit. Looked up in pg_class, not
-- by to_regclass(), whose cache may not know yet what was committed while we waited for the lock.
CREATE FUNCTION readings.ensure_day(day date) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = readings, pg_temp
AS $$
DECLARE
    partition text := 'reading_' || to_char(day, 'YYYYMMDD');
BEGIN
    IF EXISTS (SELECT FROM pg_class
               WHERE relname = partition AND relnamespace = 'readings'::regnamespace) THEN
        RETURN false;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('readings.reading'), day - DATE '2000-01-01');
    IF EXISTS (SELECT FROM pg_class
               WHERE relname = partition AND relnamespace = 'readings'::regnamespace) THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE readings.%I (LIKE readings.reading INCLUDING DEFAULTS)', partition);
    EXECUTE format(
        'ALTER TABLE readings.reading ATTACH PARTITION readings.%I FOR VALUES FROM (%L) TO (%L)',
        partition, day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00');
    RETURN true;
END
$$;

-- For people: one line for each reading, by names.
CREATE VIEW readings.readings AS
    SELECT s.tenant, s.sensor_id, r.observed_at, r.value, r.unit, r.flags, r.received_at
    FROM readings.reading r
    JOIN readings.series s USING (series_key);

-- Where each consumer goes on. Moves only in the transaction that stores what came before, from the
-- offset its writer knows (compare-and-set), so that a writer that lost the partition cannot write.
-- By topic id, not name: a topic that was deleted and made again starts anew.
CREATE TABLE readings.consumer_position (
    consumer    text        NOT NULL,
    topic_id    uuid        NOT NULL,
    partition   integer     NOT NULL,
    next_offset bigint      NOT NULL,
    topic       text        NOT NULL,
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, topic_id, partition)
);

-- Records that can never be stored, kept with their bytes and the reason.
CREATE TABLE readings.dead_letter (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer     text        NOT NULL,
    topic        text        NOT NULL,
    topic_id     uuid        NOT NULL,
    partition    integer     NOT NULL,
    kafka_offset bigint      NOT NULL,
    reason       text        NOT NULL,
    detail       text        NOT NULL,
    record_key   bytea,
    payload      bytea,
    traceparent  text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    UNIQUE (consumer, topic_id, partition, kafka_offset)
);

COMMENT ON COLUMN readings.dead_letter.reason IS 'a stable code: malformed, observed-at-out-of-range, refused-data, refused-constraint';
