package monitor

import (
	"context"
	"time"
)

// wake makes every job run at once instead of at its time, which may have
// passed while the machine slept.
func (p *polls) wake() {
	for _, poller := range p.running {
		poller.mu.Lock()
		close(poller.woken)
		poller.woken = make(chan struct{})
		poller.mu.Unlock()
	}
}

// rest waits until it is time for the next run, or the job is woken. It reports
// whether ctx is still alive.
func (p *poller) rest(ctx context.Context, d time.Duration) bool {
	p.mu.Lock()
	woken := p.woken
	p.mu.Unlock()
	timer := time.NewTimer(max(d, 0))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-woken:
	case <-ctx.Done():
		return false
	}
	return true
}
