-- +goose Up

-- Where a delivery goes, without its secrets: it outlives the channel.
ALTER TABLE deliveries ADD COLUMN address TEXT NOT NULL DEFAULT '';

-- Since when it is being tried; later than "at" after a person sent it again.
ALTER TABLE deliveries ADD COLUMN tried_since INTEGER;

-- Whether a person asked for it, so that no schedule holds it back.
ALTER TABLE deliveries ADD COLUMN asked_for INTEGER NOT NULL DEFAULT 0 CHECK (asked_for IN (0, 1));
