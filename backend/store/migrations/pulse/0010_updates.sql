-- +goose Up

-- Updates of this program, newest last.
CREATE TABLE updates (
    seq    INTEGER PRIMARY KEY,
    id     TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    body   TEXT NOT NULL                   -- JSON
) STRICT;
