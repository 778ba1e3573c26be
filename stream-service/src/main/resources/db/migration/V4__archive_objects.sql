-- The archive's objects as tables: for people, for the ledger and for "where is my reading". Filled
-- by the archiver after an object exists, in the background; the objects on S3 are the truth, and
-- all of this can be made again from their footers.
CREATE TABLE readings.archive_object (
    topic_id        uuid        NOT NULL,
    partition       integer     NOT NULL,
    start_offset    bigint      NOT NULL,
    end_offset      bigint      NOT NULL,
    records         bigint      NOT NULL,
    undecodable     bigint      NOT NULL,
    bytes           bigint      NOT NULL,
    min_observed_at timestamptz,
    max_observed_at timestamptz,
    created_at      timestamptz NOT NULL,
    topic           text        NOT NULL,
    key             text        NOT NULL,
    PRIMARY KEY (topic_id, partition, start_offset),
    CHECK (end_offset >= start_offset)
);

COMMENT ON COLUMN readings.archive_object.end_offset IS 'inclusive';
COMMENT ON COLUMN readings.archive_object.records IS 'rows and undecodable records';
COMMENT ON COLUMN readings.archive_object.undecodable IS 'records without a row in the object';

CREATE INDEX ON readings.archive_object (topic, partition, start_offset);

-- How many readings of an object are of which tenant, by the hour in which they were received.
CREATE TABLE readings.archive_count (
    topic_id     uuid        NOT NULL,
    partition    integer     NOT NULL,
    start_offset bigint      NOT NULL,
    tenant       text        COLLATE "C" NOT NULL,
    hour         timestamptz NOT NULL,
    archived     bigint      NOT NULL,
    PRIMARY KEY (topic_id, partition, start_offset, tenant, hour)
);

CREATE INDEX ON readings.archive_count (tenant, hour);
