-- Whether a restored database holds what its own ledger says (psql, or any client: one statement). Says what it
-- counted as a notice; fails otherwise. Rows of a week only: older ones may have been dropped by retention.
DO $$
DECLARE
    wrong     text;
    newest    timestamptz;
    since     timestamptz;
    rows_of   bigint;
    stored_of bigint;
    again_of  bigint;
    devices   bigint;
BEGIN
    -- Each offset that the writer passed became something (V2__ledger.sql).
    SELECT string_agg(format('partition %s of %s: %s offsets, %s in the ledger', p.partition, p.topic,
                             p.next_offset - p.first_offset, coalesce(l.counted, 0) + p.lost + p.empty - p.reused), '; ')
      INTO wrong
      FROM readings.consumer_position p
      LEFT JOIN (SELECT topic_id, partition, sum(stored + replaced + dead_lettered) AS counted
                   FROM readings.ledger GROUP BY topic_id, partition) l USING (topic_id, partition)
     WHERE p.consumer = 'writer'
       AND p.next_offset - p.first_offset <> coalesce(l.counted, 0) + p.lost + p.empty - p.reused;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'the ledger does not agree with the positions: %', wrong;
    END IF;

    SELECT max(received_at) INTO newest FROM readings.reading;
    IF newest IS NULL THEN
        RAISE EXCEPTION 'there is not one reading';
    END IF;
    since := date_trunc('hour', newest, 'UTC') - interval '7 days';
    SELECT count(*) INTO rows_of FROM readings.reading WHERE received_at >= since;
    SELECT coalesce(sum(stored), 0), coalesce(sum(replaced), 0) INTO stored_of, again_of
      FROM readings.ledger WHERE hour >= since;
    -- A reading that took the place of an older one is a row, too, if that one came before the week.
    IF rows_of NOT BETWEEN stored_of AND stored_of + again_of THEN
        RAISE EXCEPTION '% rows since %, where the ledger has % stored and % replaced', rows_of, since, stored_of, again_of;
    END IF;
    SELECT count(*) INTO devices FROM auth.device;
    RAISE NOTICE 'restored: % rows since % (ledger: % stored, % replaced), the newest of %, % devices',
        rows_of, since, stored_of, again_of, newest, devices;
END
$$;
