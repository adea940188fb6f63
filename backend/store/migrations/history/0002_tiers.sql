-- +goose Up

-- Of a chunk of tier 0: whether the other tiers have what it holds.
-- 0 never rolled up, 1 rolled up as it is, 2 got more samples since.
ALTER TABLE chunks ADD COLUMN rolled INTEGER NOT NULL DEFAULT 0;
CREATE INDEX chunks_to_roll_up ON chunks (slice_at, resource) WHERE tier = 0 AND rolled <> 1;

-- Each tier lets its own oldest slices go.
DROP INDEX chunks_by_age;
CREATE INDEX chunks_by_age ON chunks (tier, slice_at);

-- A program that knows no tiers would delete them by the age of samples.
UPDATE compatibility SET oldest_schema = 2;
