-- The ledger: what became of every offset of the log, so that nothing can be missing unnoticed.

-- Where the row's reading stands on the log; null for rows that were stored before this was kept.
-- After the topic was deleted and made again, older rows tell places of the topic that was.
ALTER TABLE readings.reading
    ADD COLUMN kafka_partition smallint,
    ADD COLUMN kafka_offset    bigint;

-- next_offset - first_offset = stored + replaced + dead_lettered (of readings.ledger)
--                              + lost + empty - reused, at any time. Writers of the version before
-- must have stopped: they move next_offset alone.
ALTER TABLE readings.consumer_position
    ADD COLUMN first_offset bigint,
    ADD COLUMN lost         bigint NOT NULL DEFAULT 0,
    ADD COLUMN empty        bigint NOT NULL DEFAULT 0,
    ADD COLUMN reused       bigint NOT NULL DEFAULT 0;

UPDATE readings.consumer_position SET first_offset = next_offset;

ALTER TABLE readings.consumer_position ALTER COLUMN first_offset SET NOT NULL;

COMMENT ON COLUMN readings.consumer_position.first_offset IS 'where the ledger of this partition begins';
COMMENT ON COLUMN readings.consumer_position.lost IS 'offsets that Kafka had removed before they were read';
COMMENT ON COLUMN readings.consumer_position.empty IS 'offsets that hold no record, such as transaction marks';
COMMENT ON COLUMN readings.consumer_position.reused IS 'offsets that were read, and given out again after Kafka had lost its last records';

-- Moved in the transaction that stores a batch. Each offset counts once: as stored (a new row), as
-- replaced (the reading took the place of an earlier one of its sensor and instant) or as
-- dead-lettered. Kept apart by topic id and partition, so that no two writers wait for each other.
CREATE TABLE readings.ledger (
    topic_id      uuid        NOT NULL,
    topic         text        NOT NULL,
    partition     integer     NOT NULL,
    tenant        text COLLATE "C" NOT NULL,
    hour          timestamptz NOT NULL,
    stored        bigint      NOT NULL DEFAULT 0,
    replaced      bigint      NOT NULL DEFAULT 0,
    dead_lettered bigint      NOT NULL DEFAULT 0,
    PRIMARY KEY (topic_id, partition, tenant, hour)
) WITH (fillfactor = 50);

CREATE INDEX ledger_by_tenant ON readings.ledger (tenant, hour);

COMMENT ON COLUMN readings.ledger.tenant IS 'empty where the record''s bytes do not tell';
COMMENT ON COLUMN readings.ledger.hour IS 'of the reading''s received_at; of the record''s own time where the bytes do not tell';
