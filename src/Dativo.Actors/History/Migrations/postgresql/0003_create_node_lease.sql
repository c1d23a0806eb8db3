-- The leases of nodes. A row is renewed several times a second while its node lives; free space in each page keeps these
-- updates within it.

CREATE TABLE node_lease (
    node       text        NOT NULL PRIMARY KEY,
    address    text        NOT NULL,
    session    text        NOT NULL UNIQUE,
    state      text        NOT NULL CHECK (state IN ('active', 'evicted', 'released', 'fenced')),
    is_member  boolean     NOT NULL DEFAULT false,
    started_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
) WITH (fillfactor = 20);

-- What a node without an active lease may not write. Sessions of nodes are named after their lease; others (a backup that is
-- restored, an operator's psql) are not concerned.
CREATE FUNCTION refuse_writer_without_lease() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF starts_with(current_setting('application_name'), 'dativo/')
        AND NOT EXISTS (SELECT 1 FROM node_lease WHERE session = current_setting('application_name') AND state = 'active') THEN
        RAISE EXCEPTION 'this node has no lease any more: it was removed from the cluster' USING ERRCODE = 'DV001';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER writer_has_lease BEFORE INSERT ON journal FOR EACH STATEMENT EXECUTE FUNCTION refuse_writer_without_lease();
CREATE TRIGGER writer_has_lease BEFORE INSERT ON snapshot FOR EACH STATEMENT EXECUTE FUNCTION refuse_writer_without_lease();

-- Events of an actor are stored in their order, also where earlier ones were deleted after a snapshot: the unique key alone would
-- let an actor that lives in the past fill the places of deleted events.
CREATE FUNCTION refuse_event_out_of_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM journal WHERE persistence_id = NEW.persistence_id AND sequence_number >= NEW.sequence_number) THEN
        RAISE EXCEPTION 'event % of % is stored already, or a later one: another incarnation of the actor has gone on', NEW.sequence_number, NEW.persistence_id
            USING ERRCODE = 'DV002';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER event_is_next BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION refuse_event_out_of_order();
