-- What was promised to devices, counted where it was promised: stream-service's ledger holds it
-- against what became of the readings.

-- source: the spool directory of a process of this service, which outlives the process.
-- hour: of received_at.
CREATE TABLE registry.ingest_ledger (
    source       text        NOT NULL,
    tenant       text        NOT NULL,
    hour         timestamptz NOT NULL,
    acknowledged bigint      NOT NULL,
    spooled      bigint      NOT NULL,
    waiting      bigint      NOT NULL,
    updated_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source, tenant, hour)
);

COMMENT ON COLUMN registry.ingest_ledger.acknowledged IS 'readings that were answered 202';
COMMENT ON COLUMN registry.ingest_ledger.spooled IS 'those of them that went through the spool';
COMMENT ON COLUMN registry.ingest_ledger.waiting IS 'readings that are in the spool now';

-- The number of the last batch of counts of a source, so that one whose commit was not answered is
-- not added twice.
CREATE TABLE registry.ingest_source (
    source text   PRIMARY KEY,
    batch  bigint NOT NULL
);
