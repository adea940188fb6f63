-- +goose Up

-- What programs on a desktop are to show as notices, for a day.
CREATE TABLE desktop_notices (
    seq  INTEGER PRIMARY KEY AUTOINCREMENT,
    at   INTEGER NOT NULL,
    body TEXT NOT NULL CHECK (json_valid(body)) -- the change of an alert
) STRICT;
CREATE INDEX desktop_notices_at ON desktop_notices (at);

-- Whose desktop has shown how many of them. Window and tray of a person share a name.
CREATE TABLE desktop_notifiers (
    name    TEXT PRIMARY KEY,
    told    INTEGER NOT NULL, -- the last seq that was shown
    seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
