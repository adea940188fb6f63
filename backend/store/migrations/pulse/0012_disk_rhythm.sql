-- +goose Up

-- How often the physical disks of a target are read; 0 is the usual rhythm.
ALTER TABLE targets ADD COLUMN disk_minutes INTEGER NOT NULL DEFAULT 0 CHECK (disk_minutes >= 0);
