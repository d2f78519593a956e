-- The tables of Darcha. Current rows are what is true now; the journal is what happened.
-- What grows without end is partitioned by month on its UUIDv7 key, so that the key alone stays unique.
-- No foreign keys between growing tables: rows are written together in one transaction by one writer,
-- and `darcha evidence verify` finds what does not belong.

CREATE TABLE firm (
    code        text PRIMARY KEY,
    name        text NOT NULL,
    trusted     boolean NOT NULL DEFAULT false,
    address     text NOT NULL DEFAULT ''
);

CREATE TABLE person (
    id          text PRIMARY KEY,
    name        text NOT NULL,
    password    text NOT NULL DEFAULT '',
    language    text NOT NULL DEFAULT 'en',
    roles       text[] NOT NULL DEFAULT '{}',
    agencies    text[] NOT NULL DEFAULT '{}',
    posts       text[] NOT NULL DEFAULT '{}',
    active      boolean NOT NULL DEFAULT true,
    last_login  timestamptz
);

CREATE TABLE mandate (
    person      text NOT NULL REFERENCES person,
    firm        text NOT NULL REFERENCES firm,
    since       date NOT NULL,
    until       date,
    PRIMARY KEY (person, firm)
);

-- API tokens: random, kept as their SHA-256 only.
CREATE TABLE token (
    digest      bytea PRIMARY KEY,
    person      text NOT NULL REFERENCES person,
    label       text NOT NULL,
    created_at  timestamptz NOT NULL,
    revoked_at  timestamptz
);

CREATE TABLE pack (
    digest      text PRIMARY KEY,
    code        text NOT NULL,
    valid_from  timestamptz NOT NULL,
    author      text NOT NULL,
    approver    text NOT NULL,
    content     text NOT NULL
);

-- Idempotency: one row a sender and reference, for ever.
CREATE TABLE reference (
    sender      text NOT NULL,
    reference   text NOT NULL,
    digest      bytea NOT NULL,
    declaration uuid NOT NULL,
    PRIMARY KEY (sender, reference)
);

-- Human numbers: the last one given at a post on a day.
CREATE TABLE number (
    post        text NOT NULL,
    day         date NOT NULL,
    last        bigint NOT NULL,
    PRIMARY KEY (post, day)
);

-- The seed of a day's draws: its commitment is journalled in the morning, the seed may be shown afterwards.
CREATE TABLE draw (
    day         date PRIMARY KEY,
    seed        bytea NOT NULL,
    commitment  text NOT NULL
);

CREATE TABLE draft (
    id          uuid PRIMARY KEY,
    person      text NOT NULL,
    firm        text NOT NULL,
    title       text NOT NULL,
    data        text NOT NULL,
    changed_at  timestamptz NOT NULL,
    revision    bigint NOT NULL
);
CREATE INDEX draft_person ON draft (person, changed_at DESC);

-- Quantities that declarations write off: tariff quotas, and permits that speak of a quantity.
CREATE TABLE balance (
    code        text PRIMARY KEY,
    kind        text NOT NULL,
    unit        text NOT NULL,
    granted     numeric NOT NULL,
    used        numeric NOT NULL DEFAULT 0,
    revision    bigint NOT NULL DEFAULT 1,
    CHECK (used >= 0 AND used <= granted)
);

CREATE TABLE declaration (
    id          uuid PRIMARY KEY,
    number      text NOT NULL,
    reference   text NOT NULL,
    sender      text NOT NULL,
    firm        text NOT NULL,
    post        text NOT NULL,
    procedure   text NOT NULL,
    direction   text NOT NULL,
    title       text NOT NULL,
    version     bigint NOT NULL,
    state       text NOT NULL,
    lane        text NOT NULL,
    stage       text NOT NULL,
    holder      text NOT NULL,
    errors      bigint NOT NULL,
    value       numeric NOT NULL,
    total       numeric NOT NULL,
    currency    text NOT NULL,
    pack        text NOT NULL,
    lodged_at   timestamptz NOT NULL,
    changed_at  timestamptz NOT NULL,
    due_at      timestamptz,
    released_at timestamptz,
    revision    bigint NOT NULL
) PARTITION BY RANGE (id);
CREATE INDEX declaration_firm ON declaration (firm, id DESC);
CREATE INDEX declaration_number ON declaration (number);

CREATE TABLE version (
    id          uuid PRIMARY KEY,
    declaration uuid NOT NULL,
    version     bigint NOT NULL,
    document    text NOT NULL,
    findings    text NOT NULL,
    assessment  text NOT NULL,
    selection   text NOT NULL,
    pack        text NOT NULL,
    message     bytea NOT NULL,
    actor       text NOT NULL,
    at          timestamptz NOT NULL
) PARTITION BY RANGE (id);
CREATE INDEX version_declaration ON version (declaration, version);

CREATE TABLE goods_item (
    id          uuid PRIMARY KEY,
    declaration uuid NOT NULL,
    version     bigint NOT NULL,
    sequence    bigint NOT NULL,
    code        text NOT NULL,
    origin      text NOT NULL,
    description text NOT NULL,
    gross_mass  numeric NOT NULL,
    net_mass    numeric NOT NULL,
    value       numeric NOT NULL
) PARTITION BY RANGE (id);
CREATE INDEX goods_item_declaration ON goods_item (declaration, version);

CREATE TABLE charge (
    id          uuid PRIMARY KEY,
    declaration uuid NOT NULL,
    version     bigint NOT NULL,
    sequence    bigint NOT NULL,
    kind        text NOT NULL,
    base        numeric NOT NULL,
    rate        text NOT NULL,
    amount      numeric NOT NULL,
    currency    text NOT NULL
) PARTITION BY RANGE (id);
CREATE INDEX charge_declaration ON charge (declaration, version);

CREATE TABLE permit (
    id          uuid PRIMARY KEY,
    declaration uuid NOT NULL,
    number      text NOT NULL,
    firm        text NOT NULL,
    post        text NOT NULL,
    type        text NOT NULL,
    agency      text NOT NULL,
    key         text NOT NULL,
    items       bigint[] NOT NULL,
    quantity    numeric,
    unit        text,
    state       text NOT NULL,
    holder      text NOT NULL,
    opened_at   timestamptz NOT NULL,
    due_at      timestamptz,
    stops       text NOT NULL,
    dialogue    text NOT NULL,
    proposal    text NOT NULL,
    decision    text NOT NULL,
    changed_at  timestamptz NOT NULL,
    revision    bigint NOT NULL
) PARTITION BY RANGE (id);
CREATE INDEX permit_declaration ON permit (declaration);
CREATE INDEX permit_queue ON permit (agency, due_at) WHERE state IN ('open', 'asked', 'proposed');

CREATE TABLE control (
    id          uuid PRIMARY KEY,
    declaration uuid NOT NULL,
    post        text NOT NULL,
    lane        text NOT NULL,
    forms       text[] NOT NULL,
    officer     text NOT NULL,
    candidates  text[] NOT NULL,
    day         date NOT NULL,
    state       text NOT NULL,
    assigned_at timestamptz NOT NULL,
    due_at      timestamptz,
    done_at     timestamptz,
    result      text NOT NULL,
    revision    bigint NOT NULL
) PARTITION BY RANGE (id);
CREATE INDEX control_declaration ON control (declaration);
CREATE INDEX control_queue ON control (officer, due_at) WHERE state = 'assigned';

CREATE TABLE bill (
    id          uuid PRIMARY KEY,
    declaration uuid NOT NULL,
    number      text NOT NULL,
    firm        text NOT NULL,
    currency    text NOT NULL,
    total       numeric NOT NULL,
    paid        numeric NOT NULL,
    changed_at  timestamptz NOT NULL,
    revision    bigint NOT NULL
) PARTITION BY RANGE (id);
CREATE INDEX bill_declaration ON bill (declaration);
CREATE INDEX bill_open ON bill (changed_at) WHERE paid < total;

CREATE TABLE payment (
    id          uuid PRIMARY KEY,
    bill        uuid NOT NULL,
    declaration uuid NOT NULL,
    amount      numeric NOT NULL,
    currency    text NOT NULL,
    method      text NOT NULL,
    document    text NOT NULL,
    cashier     text NOT NULL,
    received_at timestamptz NOT NULL
) PARTITION BY RANGE (id);
CREATE INDEX payment_declaration ON payment (declaration);

CREATE TABLE write_off (
    id          uuid PRIMARY KEY,
    balance     text NOT NULL,
    declaration uuid NOT NULL,
    version     bigint NOT NULL,
    sequence    bigint NOT NULL,
    quantity    numeric NOT NULL,
    at          timestamptz NOT NULL
) PARTITION BY RANGE (id);
CREATE INDEX write_off_declaration ON write_off (declaration);

-- Evidence ------------------------------------------------------------------------------------------------------

-- Bytes received and sent, as they were.
CREATE TABLE archive (
    id          uuid PRIMARY KEY,
    digest      bytea NOT NULL,
    direction   text NOT NULL,
    media_type  text NOT NULL,
    content     bytea NOT NULL,
    at          timestamptz NOT NULL
) PARTITION BY RANGE (id);
CREATE INDEX archive_digest ON archive (digest);

CREATE TABLE journal (
    id          uuid PRIMARY KEY,
    at          timestamptz NOT NULL,
    actor       text NOT NULL,
    act         text NOT NULL,
    subject     text NOT NULL,
    subject_id  uuid NOT NULL,
    body        bytea NOT NULL,
    digest      bytea NOT NULL
) PARTITION BY RANGE (id);
CREATE INDEX journal_subject ON journal (subject_id);

-- One row a commit: entries become visible to the sealer together with what they speak of, in whatever order.
CREATE TABLE seal_queue (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entries     uuid[] NOT NULL
);

-- The order of evidence: the leaf index is the only cursor.
CREATE TABLE leaf (
    index       bigint PRIMARY KEY,
    entry       uuid NOT NULL,
    hash        bytea NOT NULL
) PARTITION BY RANGE (index);
CREATE INDEX leaf_entry ON leaf (entry);

-- Full subtrees of the Merkle log above its leaves (RFC 9162), for proofs without reading all leaves.
CREATE TABLE merkle_node (
    level       smallint NOT NULL,
    index       bigint NOT NULL,
    hash        bytea NOT NULL,
    PRIMARY KEY (level, index)
);

CREATE TABLE checkpoint (
    size        bigint PRIMARY KEY,
    root        bytea NOT NULL,
    at          timestamptz NOT NULL,
    consistency bytea[] NOT NULL,
    key_id      text NOT NULL,
    signature   bytea NOT NULL
);

-- Messages out ----------------------------------------------------------------------------------------------------

CREATE TABLE outbox (
    id          uuid PRIMARY KEY,
    entry       uuid NOT NULL,
    receiver    text NOT NULL,
    kind        text NOT NULL,
    subject_id  uuid NOT NULL,
    payload     text NOT NULL,
    at          timestamptz NOT NULL
) PARTITION BY RANGE (id);
CREATE INDEX outbox_entry ON outbox (entry);

-- How far a receiver has been told, and when to try again.
CREATE TABLE receiver (
    name        text PRIMARY KEY,
    transport   text NOT NULL,
    address     text NOT NULL,
    secret      text NOT NULL DEFAULT '',
    cursor      bigint NOT NULL DEFAULT 0,
    failures    bigint NOT NULL DEFAULT 0,
    retry_at    timestamptz,
    problem     text NOT NULL DEFAULT ''
);

-- The picture: rollups of the fold and its cursor, nothing else ----------------------------------------------------

-- `next` is the leaf index to be folded next; `at` is the moment at which nothing sealed was left to fold.
CREATE TABLE fold_cursor (
    name        text PRIMARY KEY,
    next        bigint NOT NULL,
    at          timestamptz NOT NULL
);

-- How often each act was done in each hour (UTC), by post and lane: for norms of the same weekday and hour.
CREATE TABLE rollup_hour (
    act         text NOT NULL,
    hour        timestamptz NOT NULL,
    post        text NOT NULL,
    lane        text NOT NULL,
    count       bigint NOT NULL,
    PRIMARY KEY (act, hour, post, lane)
);

-- The same by day of the country. `part` is what the kind is divided by: lane, agency or, where money came in, currency.
CREATE TABLE rollup_day (
    day         date NOT NULL,
    kind        text NOT NULL,
    post        text NOT NULL,
    part        text NOT NULL,
    count       bigint NOT NULL,
    amount      numeric NOT NULL,
    PRIMARY KEY (day, kind, post, part)
);

-- Log histogram of minutes: bucket b holds [2^(b/8), 2^((b+1)/8)); the lowest also holds all below it.
CREATE TABLE rollup_minutes (
    day         date NOT NULL,
    measure     text NOT NULL,
    post        text NOT NULL,
    bucket      smallint NOT NULL,
    count       bigint NOT NULL,
    PRIMARY KEY (day, measure, post, bucket)
);

-- What is open now, by post, stage and holder, as counts that the fold moves.
CREATE TABLE rollup_stage (
    post        text NOT NULL,
    stage       text NOT NULL,
    holder      text NOT NULL,
    count       bigint NOT NULL,
    PRIMARY KEY (post, stage, holder)
);

-- Partitions --------------------------------------------------------------------------------------------------------

CREATE FUNCTION uuid_at(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT rpad(lpad(to_hex(floor(extract(epoch FROM moment) * 1000)::bigint), 12, '0'), 32, '0')::uuid
$$;

-- Makes the partitions of the months from `since` to `until`, and leaf partitions of ten million above the last.
-- Runs with the owner's rights, so that the worker can keep ahead of time without being able to change tables.
CREATE FUNCTION ensure_partitions(since timestamptz, until timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    parent text;
    month timestamptz := date_trunc('month', since AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
    step bigint := 10000000;
    block bigint;
    made integer := 0;
BEGIN
    IF until > since + interval '5 years' OR until = 'infinity' OR since = '-infinity' THEN
        RAISE EXCEPTION 'partitions are made for five years at most' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('ensure_partitions'));
    WHILE month <= until LOOP
        FOREACH parent IN ARRAY ARRAY['declaration', 'version', 'goods_item', 'charge', 'permit', 'control', 'bill',
                                      'payment', 'write_off', 'archive', 'journal', 'outbox'] LOOP
            IF to_regclass(format('%s_%s', parent, to_char(month AT TIME ZONE 'UTC', 'YYYYMM'))) IS NULL THEN
                EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                               parent || '_' || to_char(month AT TIME ZONE 'UTC', 'YYYYMM'), parent,
                               uuid_at(month), uuid_at(month + interval '1 month'));
                made := made + 1;
            END IF;
        END LOOP;
        month := ((month AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC';
    END LOOP;
    SELECT coalesce(max(index), 0) / step + 1 INTO block FROM leaf;
    FOR n IN 0 .. block LOOP
        IF to_regclass(format('leaf_%s', n)) IS NULL THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF leaf FOR VALUES FROM (%L) TO (%L)',
                           'leaf_' || n, n * step, (n + 1) * step);
            made := made + 1;
        END IF;
    END LOOP;
    RETURN made;
END
$$;
