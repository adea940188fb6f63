-- +goose Up

-- What a removed Docker host was called, for whoever lets it report again.
ALTER TABLE docker_blocks ADD COLUMN name TEXT NOT NULL DEFAULT '';
