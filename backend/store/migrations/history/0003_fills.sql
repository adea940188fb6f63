-- +goose Up

-- Stretches of time in which nothing was recorded here, and for which a server
-- was asked for its own records. samples is 0 where it had none.
CREATE TABLE fills (
    id       INTEGER PRIMARY KEY,
    resource INTEGER NOT NULL REFERENCES resources (number),
    from_at  INTEGER NOT NULL,
    to_at    INTEGER NOT NULL,             -- included
    step     INTEGER NOT NULL,             -- how far apart the server's records are
    samples  INTEGER NOT NULL
) STRICT;
CREATE INDEX fills_by_resource ON fills (resource, to_at);
CREATE INDEX fills_by_age ON fills (to_at);
