-- Times are milliseconds since 1970 in UTC. The data of slabs and chunks are
-- blocks of samples; the numbers in them stand for the names in these tables.

-- +goose Up

-- One row: the oldest schema that a program must know to work on this file.
-- A migration raises it when programs of the release before could no longer.
CREATE TABLE compatibility (
    only_row      INTEGER PRIMARY KEY CHECK (only_row = 1),
    oldest_schema INTEGER NOT NULL
) STRICT;
INSERT INTO compatibility (only_row, oldest_schema) VALUES (1, 1);

CREATE TABLE targets (
    number INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE resources (
    number INTEGER PRIMARY KEY,
    target INTEGER NOT NULL REFERENCES targets (number),
    name   TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE metrics (
    number INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE
) STRICT;

-- What one flush adds for a target within one slice of time. There are a few
-- hours of them, in the order of time, so that reading all is the quickest way
-- to some; an index would be written with every flush.
CREATE TABLE slabs (
    id       INTEGER PRIMARY KEY,
    target   INTEGER NOT NULL REFERENCES targets (number),
    slice_at INTEGER NOT NULL,             -- start of the slice
    first_at INTEGER NOT NULL,             -- oldest sample
    last_at  INTEGER NOT NULL,             -- newest sample
    data     BLOB NOT NULL
) STRICT;

-- The samples of one resource in one finished slice.
CREATE TABLE chunks (
    id       INTEGER PRIMARY KEY,
    resource INTEGER NOT NULL REFERENCES resources (number),
    tier     INTEGER NOT NULL,             -- 0: every sample
    slice_at INTEGER NOT NULL,
    data     BLOB NOT NULL,
    UNIQUE (resource, tier, slice_at)
) STRICT;
CREATE INDEX chunks_by_age ON chunks (slice_at);
