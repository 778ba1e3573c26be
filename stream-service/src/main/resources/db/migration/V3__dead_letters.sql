-- Dead letters that can be found by what they are about, edited, replayed and discarded.

-- The writer's position moves by compare-and-set with the letter, so a letter cannot come twice. If
-- Kafka loses the end of its log, other records get the same offsets: their letters must be kept too.
ALTER TABLE readings.dead_letter
    DROP CONSTRAINT dead_letter_consumer_topic_id_partition_kafka_offset_key;

-- `tenant`, `sensor_id` and `observed_at` are null where they cannot be known. `payload` is never
-- changed; an edited reading stands beside it.
ALTER TABLE readings.dead_letter
    ADD COLUMN tenant      text COLLATE "C",
    ADD COLUMN sensor_id   text COLLATE "C",
    ADD COLUMN observed_at timestamptz,
    ADD COLUMN recorded_at timestamptz,
    ADD COLUMN attempts    integer NOT NULL DEFAULT 1,
    ADD COLUMN earlier_id  bigint,
    ADD COLUMN state       text    NOT NULL DEFAULT 'open'
        CHECK (state IN ('open', 'replayed', 'discarded')),
    ADD COLUMN version     integer NOT NULL DEFAULT 1,
    ADD COLUMN edited      bytea,
    ADD COLUMN replay_id   bigint;

COMMENT ON COLUMN readings.dead_letter.recorded_at IS 'the Kafka record''s timestamp';
COMMENT ON COLUMN readings.dead_letter.attempts IS 'how often its reading was tried, this time included';
COMMENT ON COLUMN readings.dead_letter.earlier_id IS 'the letter whose replay this record was';
COMMENT ON COLUMN readings.dead_letter.edited IS 'the reading that is replayed instead of the payload';
COMMENT ON COLUMN readings.dead_letter.replay_id IS 'the replay that holds this letter now, or replayed it';

CREATE INDEX dead_letter_place ON readings.dead_letter (topic_id, partition, kafka_offset);
CREATE INDEX dead_letter_sensor ON readings.dead_letter (tenant, sensor_id, id);
CREATE INDEX dead_letter_open ON readings.dead_letter (reason, id) WHERE state = 'open';
CREATE INDEX dead_letter_earlier ON readings.dead_letter (earlier_id) WHERE earlier_id IS NOT NULL;

-- Every change of a letter: who, when, what. Written in the transaction of the change.
CREATE TABLE readings.dead_letter_change (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dead_letter_id bigint      NOT NULL REFERENCES readings.dead_letter,
    changed_at     timestamptz NOT NULL DEFAULT now(),
    subject        text        NOT NULL,
    subject_tenant text        NOT NULL,
    action         text        NOT NULL CHECK (action IN ('edited', 'replayed', 'discarded')),
    because        text,
    before         jsonb,
    after          jsonb,
    replay_id      bigint,
    topic          text,
    partition      integer,
    kafka_offset   bigint
);

COMMENT ON COLUMN readings.dead_letter_change.kafka_offset IS 'where a replayed reading stands now';

CREATE INDEX dead_letter_change_letter ON readings.dead_letter_change (dead_letter_id, id);

-- Replays: done piece by piece, by one instance at a time, in the order of the letters' ids.
CREATE TABLE readings.dead_letter_replay (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject         text        NOT NULL,
    subject_tenant  text        NOT NULL,
    reach           text,
    created_at      timestamptz NOT NULL DEFAULT now(),
    state           text        NOT NULL DEFAULT 'running'
        CHECK (state IN ('running', 'done', 'cancelled')),
    dry_run         boolean     NOT NULL,
    overwrite       boolean     NOT NULL,
    rate_per_second integer     NOT NULL,
    letters         bigint[],
    filter          jsonb,
    total           bigint      NOT NULL,
    last_id         bigint      NOT NULL DEFAULT 0,
    until_id        bigint      NOT NULL,
    replayed        bigint      NOT NULL DEFAULT 0,
    skipped         jsonb       NOT NULL DEFAULT '{}',
    failed          bigint      NOT NULL DEFAULT 0,
    waiting_for     text,
    owner           uuid,
    heartbeat_at    timestamptz,
    finished_at     timestamptz
);

COMMENT ON COLUMN readings.dead_letter_replay.reach IS 'only letters of this tenant; null: of all';
COMMENT ON COLUMN readings.dead_letter_replay.letters IS 'these letters; or, if null, those of `filter`';
COMMENT ON COLUMN readings.dead_letter_replay.last_id IS 'letters up to here are dealt with';
COMMENT ON COLUMN readings.dead_letter_replay.until_id IS 'letters beyond came after the replay was asked for';
COMMENT ON COLUMN readings.dead_letter_replay.finished_at IS 'when the last letter that it held was let go';
COMMENT ON COLUMN readings.dead_letter_replay.owner IS 'the instance that works on it, while its heartbeat is fresh';

CREATE INDEX dead_letter_replay_unfinished ON readings.dead_letter_replay (id) WHERE finished_at IS NULL;

-- As before, but a partition takes over the table's constraints: an operator's CHECK on the table
-- makes dead letters of what it forbids, and must not keep partitions from being attached.
CREATE OR REPLACE FUNCTION readings.ensure_day(day date) RETURNS boolean
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
    EXECUTE format(
        'CREATE TABLE readings.%I (LIKE readings.reading INCLUDING DEFAULTS INCLUDING CONSTRAINTS)',
        partition);
    EXECUTE format(
        'ALTER TABLE readings.reading ATTACH PARTITION readings.%I FOR VALUES FROM (%L) TO (%L)',
        partition, day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00');
    RETURN true;
END
$$;
