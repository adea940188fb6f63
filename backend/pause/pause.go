// Package pause waits without holding up the end of the program.
package pause

import (
	"context"
	"time"
)

// For waits for d. When ctx ends earlier it returns at once, with its error; d
// of 0 or less does not wait at all.
func For(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
