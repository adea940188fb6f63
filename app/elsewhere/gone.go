package elsewhere

import (
	"context"
	"fmt"

	"pulse/app/prefs"
)

// ServiceGone forgets the service of this computer, which was removed: its token
// here, since there it went with the service, and that it was chosen.
func (b *Book) ServiceGone(ctx context.Context) error {
	if err := b.keys.Delete(ctx, ServiceID); err != nil {
		return fmt.Errorf("the key store of this computer did not forget the token of the service: %w", err)
	}
	return b.change(func(e *prefs.Elsewhere) { e.Remove(ServiceID) })
}
