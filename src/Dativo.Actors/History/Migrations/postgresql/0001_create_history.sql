-- The run history on PostgreSQL. Statuses and reasons are the names of the API, maps are JSON objects.

CREATE TABLE history_runs (
    id                  uuid        NOT NULL PRIMARY KEY,
    tenant_id           text        NOT NULL,
    schedule            text        NOT NULL,
    spec_id             text        NOT NULL,
    triggered_by        text        NOT NULL,
    status              text        NOT NULL,
    reason              text,
    detail              text,
    scheduled_for       timestamptz NOT NULL,
    queued_at           timestamptz NOT NULL,
    started_at          timestamptz,
    finished_at         timestamptz,
    retry_at            timestamptz,
    attempts            integer     NOT NULL,
    priority            integer     NOT NULL,
    requested_by        text,
    cancel_requested_at timestamptz,
    cancel_requested_by text,
    cancel_reason       text
);

CREATE INDEX history_runs_newest ON history_runs (queued_at, id);
CREATE INDEX history_runs_of_tenant ON history_runs (tenant_id, queued_at, id);
CREATE INDEX history_runs_of_schedule ON history_runs (schedule, queued_at, id);
CREATE INDEX history_runs_of_status ON history_runs (status, queued_at, id);

CREATE TABLE history_attempts (
    run_id             uuid        NOT NULL,
    number             integer     NOT NULL,
    node               text        NOT NULL,
    fencing_token      bigint      NOT NULL,
    pid                integer,
    outcome            text,
    exit_code          integer,
    error              text,
    reason             text,
    started_at         timestamptz NOT NULL,
    finished_at        timestamptz,
    process_started_at timestamptz,
    process_ended_at   timestamptz,
    metrics            jsonb,
    PRIMARY KEY (run_id, number)
);

CREATE TABLE history_specs (
    tenant_id   text  NOT NULL,
    spec_id     text  NOT NULL,
    schedule    text  NOT NULL,
    config_file text  NOT NULL,
    tags        jsonb NOT NULL,
    PRIMARY KEY (tenant_id, spec_id)
);

CREATE TABLE history_tenants (
    tenant_id          text   NOT NULL PRIMARY KEY,
    projected_sequence bigint NOT NULL,
    last_status        text,
    last_finished_at   timestamptz
);

CREATE TABLE history_offset (
    only_row integer NOT NULL PRIMARY KEY CHECK (only_row = 1),
    ordering bigint  NOT NULL
);

INSERT INTO history_offset (only_row, ordering) VALUES (1, 0);
