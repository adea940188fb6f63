package store

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// HasSealed reports whether a data folder holds values that only its sealing
// key can open, so that a missing key is not replaced by a new one. Call it
// with the folder's lock held, before Open.
func HasSealed(ctx context.Context, dir string) (bool, error) {
	path := filepath.Join(dir, pulseFile)
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		return false, nil // no database yet; Open tells when there is another reason
	}
	db, err := openDatabase(path, "")
	if err != nil {
		return false, err
	}
	defer db.close()
	sealed, err := hasSealed(ctx, db)
	if err != nil && !isDamaged(err) { // a damaged database is reported by Open
		return false, fmt.Errorf("look for sealed values in %s: %w", path, err)
	}
	return sealed, nil
}

func hasSealed(ctx context.Context, db *database) (found bool, err error) {
	const tables = `SELECT count(*) = 3 FROM sqlite_schema
		WHERE type = 'table' AND name IN ('targets', 'channels', 'sessions')`
	if err := db.reader.QueryRowContext(ctx, tables).Scan(&found); err != nil || !found {
		return false, err
	}
	const values = `SELECT
		EXISTS (SELECT 1 FROM targets WHERE password IS NOT NULL OR token_value IS NOT NULL)
		OR EXISTS (SELECT 1 FROM channels)
		OR EXISTS (SELECT 1 FROM sessions WHERE csrf IS NOT NULL)`
	if err := db.reader.QueryRowContext(ctx, values).Scan(&found); err != nil || found {
		return found, err
	}
	return hasSealedSignIn(ctx, db)
}

// hasSealedSignIn looks into a table that older databases do not have.
func hasSealedSignIn(ctx context.Context, db *database) (found bool, err error) {
	const table = `SELECT count(*) = 1 FROM sqlite_schema WHERE type = 'table' AND name = 'sign_in'`
	if err := db.reader.QueryRowContext(ctx, table).Scan(&found); err != nil || !found {
		return false, err
	}
	err = db.reader.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM sign_in)`).Scan(&found)
	return found, err
}

// seal seals a text; the empty text is stored as NULL.
func (s *Store) seal(plain string) []byte {
	if plain == "" {
		return nil
	}
	return s.key.Seal([]byte(plain))
}

// unseal opens what seal made. what names it for the error.
func (s *Store) unseal(sealed []byte, what string) (string, error) {
	if sealed == nil {
		return "", nil
	}
	plain, err := s.key.Open(sealed)
	if err != nil {
		return "", fmt.Errorf("open %s: %w", what, err)
	}
	return string(plain), nil
}

// encode is a value as the JSON text of a column. Only values without
// functions, channels and infinities are stored.
func encode(value any) (string, error) {
	text, err := json.Marshal(value)
	return string(text), err
}
