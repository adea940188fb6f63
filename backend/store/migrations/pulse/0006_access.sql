-- +goose Up

-- The sign-in at a provider: at most one.
CREATE TABLE sign_in (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    body     BLOB NOT NULL                 -- sealed JSON: it holds the client's secret
) STRICT;

-- Tokens that open recovery once.
CREATE TABLE recovery_tokens (
    hash       TEXT PRIMARY KEY,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who did what, newest last.
CREATE TABLE audit (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    event   TEXT NOT NULL,
    user    TEXT NOT NULL,
    ip      TEXT NOT NULL,
    path    TEXT NOT NULL,
    success INTEGER NOT NULL CHECK (success IN (0, 1)),
    details TEXT NOT NULL
) STRICT;
