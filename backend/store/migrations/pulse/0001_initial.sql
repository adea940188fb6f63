-- Times are milliseconds since 1970 in UTC. A "sealed" column holds a nonce and
-- AES-256-GCM ciphertext, never a plain credential.

-- +goose Up

-- One row: the oldest schema that a program must know to work on this file.
-- A migration raises it when programs of the release before could no longer.
CREATE TABLE compatibility (
    only_row      INTEGER PRIMARY KEY CHECK (only_row = 1),
    oldest_schema INTEGER NOT NULL
) STRICT;
INSERT INTO compatibility (only_row, oldest_schema) VALUES (1, 1);

-- Numbers that are given once and never again.
CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    next INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE targets (
    id          TEXT PRIMARY KEY,          -- <kind>-<number>
    kind        TEXT NOT NULL,
    number      INTEGER NOT NULL,
    name        TEXT NOT NULL,
    host        TEXT NOT NULL,
    username    TEXT NOT NULL,
    password    BLOB,                      -- sealed
    token_name  TEXT NOT NULL,
    token_value BLOB,                      -- sealed
    fingerprint TEXT NOT NULL,
    verify_tls  INTEGER NOT NULL CHECK (verify_tls IN (0, 1)),
    monitor     TEXT NOT NULL,             -- JSON: what to read, by name
    cluster     TEXT NOT NULL,             -- JSON: members seen last
    created_at  INTEGER,
    UNIQUE (kind, number),
    UNIQUE (kind, name)
) STRICT;

-- Settings, one document per subject.
CREATE TABLE documents (
    name       TEXT PRIMARY KEY,
    body       TEXT NOT NULL CHECK (json_valid(body)),
    updated_at INTEGER NOT NULL
) STRICT;

-- The pending and firing alerts. resource, type and part are their identity.
CREATE TABLE active_alerts (
    resource TEXT NOT NULL,
    type     TEXT NOT NULL,
    part     TEXT NOT NULL,
    body     TEXT NOT NULL CHECK (json_valid(body)),
    PRIMARY KEY (resource, type, part)
) STRICT, WITHOUT ROWID;

-- One row per firing of an alert.
CREATE TABLE alert_history (
    id                 INTEGER PRIMARY KEY,
    resource           TEXT NOT NULL,
    type               TEXT NOT NULL,
    part               TEXT NOT NULL,
    fired_at           INTEGER NOT NULL,
    started_at         INTEGER NOT NULL,
    ended_at           INTEGER,            -- NULL while it lasts
    level              TEXT NOT NULL,
    public_id          TEXT NOT NULL,
    resource_public_id TEXT NOT NULL,
    body               TEXT NOT NULL CHECK (json_valid(body)),
    UNIQUE (resource, type, part, fired_at)
) STRICT;
CREATE INDEX alert_history_by_start ON alert_history (started_at);
CREATE INDEX alert_history_by_resource ON alert_history (resource_public_id, started_at);

-- Changes of alerts that no delivery was planned for yet.
CREATE TABLE outbox (
    seq  INTEGER PRIMARY KEY AUTOINCREMENT,
    body TEXT NOT NULL CHECK (json_valid(body))
) STRICT;

-- One notice for one channel, and how far it is. It outlives the channel.
CREATE TABLE deliveries (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT NOT NULL UNIQUE,     -- the notice's, the same at every retry
    channel      TEXT NOT NULL,
    channel_kind TEXT NOT NULL,
    channel_name TEXT NOT NULL,
    service      TEXT NOT NULL,
    event        TEXT NOT NULL,
    source       TEXT NOT NULL,
    alerts       TEXT NOT NULL CHECK (json_valid(alerts)),
    at           INTEGER,
    state        TEXT NOT NULL,
    attempts     INTEGER NOT NULL,
    next_at      INTEGER,
    updated_at   INTEGER,
    status_code  INTEGER NOT NULL,
    error        TEXT NOT NULL,
    request      TEXT NOT NULL,
    response     TEXT NOT NULL
) STRICT;
CREATE INDEX deliveries_unfinished ON deliveries (seq) WHERE state = 'pending';

-- The alerts of a delivery, to find it by them.
CREATE TABLE delivery_alerts (
    delivery INTEGER NOT NULL REFERENCES deliveries (seq) ON DELETE CASCADE,
    alert    TEXT NOT NULL,                -- public id
    PRIMARY KEY (alert, delivery)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_alerts_by_delivery ON delivery_alerts (delivery);

CREATE TABLE channels (
    position INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    kind     TEXT NOT NULL,
    body     BLOB NOT NULL                 -- sealed JSON: addresses, headers and fields hold secrets
) STRICT;

CREATE TABLE users (
    name          TEXT PRIMARY KEY,
    password_hash TEXT NOT NULL,
    changed_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
    hash       TEXT PRIMARY KEY,           -- of the cookie's value
    username   TEXT NOT NULL,
    kind       TEXT NOT NULL,
    csrf       BLOB,                       -- sealed
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    user_agent TEXT NOT NULL,
    ip         TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_by_user ON sessions (username);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE tokens (
    position     INTEGER PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE,
    name         TEXT NOT NULL,
    hash         TEXT NOT NULL UNIQUE,
    prefix       TEXT NOT NULL,
    suffix       TEXT NOT NULL,
    scopes       TEXT NOT NULL CHECK (json_valid(scopes)),
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER,
    expires_at   INTEGER
) STRICT;

-- What people noted about guests, by an id that is theirs to choose.
CREATE TABLE guest_metadata (
    id          TEXT PRIMARY KEY,
    custom_url  TEXT NOT NULL,
    description TEXT NOT NULL,
    tags        TEXT NOT NULL CHECK (json_valid(tags))
) STRICT;
