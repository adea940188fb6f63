-- +goose Up

-- The Docker hosts whose agents report here, with their last kept report.
CREATE TABLE docker_hosts (
    key         TEXT PRIMARY KEY,          -- the agent's
    report      TEXT NOT NULL CHECK (json_valid(report)),
    received_at INTEGER NOT NULL,
    silent      INTEGER NOT NULL CHECK (silent IN (0, 1)), -- known to be offline
    token       TEXT NOT NULL CHECK (json_valid(token)),   -- which one it came with; never its secret
    enrolment   TEXT NOT NULL CHECK (json_valid(enrolment))
) STRICT;

-- Removed Docker hosts that may not report again for a while.
CREATE TABLE docker_blocks (
    key        TEXT PRIMARY KEY,
    removed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
