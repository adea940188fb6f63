-- +goose Up

-- What changed out there: seen by us, told by a task of a server, or both.
CREATE TABLE changes (
    id         INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    resource   TEXT NOT NULL,
    public_id  TEXT NOT NULL,              -- follows a moved guest
    kind       TEXT NOT NULL,
    text       TEXT NOT NULL,
    by_user    TEXT NOT NULL,              -- who did it; empty when unknown
    data       TEXT NOT NULL CHECK (json_valid(data)),
    task       TEXT NOT NULL,              -- the server's id of it; empty when no task told
    seen       INTEGER NOT NULL CHECK (seen IN (0, 1)),
    started_at INTEGER,                    -- of the task
    ended_at   INTEGER                     -- of the task; NULL while it runs
) STRICT;
CREATE INDEX changes_by_time ON changes (at);
CREATE INDEX changes_by_resource ON changes (public_id, at);
CREATE INDEX changes_to_merge ON changes (resource, kind, at);
CREATE UNIQUE INDEX changes_by_task ON changes (task) WHERE task <> '';
