-- The run history on SQLite. Ids are the 16 bytes of the UUID in its text's order, instants are microseconds since
-- 1970-01-01 UTC, statuses and reasons are the names of the API, maps are JSON objects.

CREATE TABLE history_runs (
    id                  BLOB    NOT NULL PRIMARY KEY,
    tenant_id           TEXT    NOT NULL,
    schedule            TEXT    NOT NULL,
    spec_id             TEXT    NOT NULL,
    triggered_by        TEXT    NOT NULL,
    status              TEXT    NOT NULL,
    reason              TEXT,
    detail              TEXT,
    scheduled_for       INTEGER NOT NULL,
    queued_at           INTEGER NOT NULL,
    started_at          INTEGER,
    finished_at         INTEGER,
    retry_at            INTEGER,
    attempts            INTEGER NOT NULL,
    priority            INTEGER NOT NULL,
    requested_by        TEXT,
    cancel_requested_at INTEGER,
    cancel_requested_by TEXT,
    cancel_reason       TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX history_runs_newest ON history_runs (queued_at, id);
CREATE INDEX history_runs_of_tenant ON history_runs (tenant_id, queued_at, id);
CREATE INDEX history_runs_of_schedule ON history_runs (schedule, queued_at, id);
CREATE INDEX history_runs_of_status ON history_runs (status, queued_at, id);

CREATE TABLE history_attempts (
    run_id             BLOB    NOT NULL,
    number             INTEGER NOT NULL,
    node               TEXT    NOT NULL,
    fencing_token      INTEGER NOT NULL,
    pid                INTEGER,
    outcome            TEXT,
    exit_code          INTEGER,
    error              TEXT,
    reason             TEXT,
    started_at         INTEGER NOT NULL,
    finished_at        INTEGER,
    process_started_at INTEGER,
    process_ended_at   INTEGER,
    metrics            TEXT,
    PRIMARY KEY (run_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE history_specs (
    tenant_id   TEXT NOT NULL,
    spec_id     TEXT NOT NULL,
    schedule    TEXT NOT NULL,
    config_file TEXT NOT NULL,
    tags        TEXT NOT NULL,
    PRIMARY KEY (tenant_id, spec_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE history_tenants (
    tenant_id          TEXT    NOT NULL PRIMARY KEY,
    projected_sequence INTEGER NOT NULL,
    last_status        TEXT,
    last_finished_at   INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE history_offset (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    ordering INTEGER NOT NULL
) STRICT;

INSERT INTO history_offset (only_row, ordering) VALUES (1, 0);
