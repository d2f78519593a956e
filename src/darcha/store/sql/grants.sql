-- Who may touch what: the whole table of rights, run after every migration. What is not granted is denied.
-- Partitions are reached through their parents only.

REVOKE ALL ON ALL TABLES IN SCHEMA darcha FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA darcha FROM PUBLIC;
GRANT USAGE ON SCHEMA darcha TO darcha_app, darcha_sealer;

-- Evidence: written once.
GRANT SELECT, INSERT ON journal, archive, seal_queue, outbox TO darcha_app;
GRANT SELECT ON leaf, merkle_node, checkpoint TO darcha_app;
GRANT SELECT ON journal TO darcha_sealer;
GRANT SELECT, DELETE ON seal_queue TO darcha_sealer;
GRANT SELECT, INSERT ON leaf, merkle_node, checkpoint TO darcha_sealer;

-- Written once as well, but current: versions and what belongs to them, money received, numbers claimed.
GRANT SELECT, INSERT ON version, goods_item, charge, payment, write_off, reference, draw, pack TO darcha_app;

-- Current state: replaced, never deleted.
GRANT SELECT, INSERT, UPDATE ON declaration, permit, control, bill, balance, number, selected TO darcha_app;
GRANT SELECT, INSERT, UPDATE ON firm, person, mandate, token, receiver TO darcha_app;

-- Working material.
GRANT SELECT, INSERT, UPDATE, DELETE ON draft TO darcha_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON fold_cursor, rollup_hour, rollup_day, rollup_minutes, rollup_stage TO darcha_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON django_session TO darcha_app;
GRANT SELECT ON django_migrations, django_content_type TO darcha_app;

GRANT EXECUTE ON FUNCTION uuid_at(timestamptz) TO darcha_app;
GRANT EXECUTE ON FUNCTION ensure_partitions(timestamptz, timestamptz) TO darcha_app;
