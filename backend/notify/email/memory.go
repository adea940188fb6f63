package email

import (
	"slices"
	"sync"
	"time"
)

// memory is what all mailers of a program share: who took a mail that others
// did not.
type memory struct {
	mu     sync.Mutex
	served map[string]served
}

// served is who took a mail, and when that was noted.
type served struct {
	at   time.Time
	list []string
}

// rememberFor is longer than a mail is tried.
const rememberFor = 25 * time.Hour

// left are the recipients that have not taken a mail yet.
func (m *memory) left(notice string, all []string, now time.Time) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, s := range m.served {
		if now.Sub(s.at) > rememberFor {
			delete(m.served, id)
		}
	}
	done := m.served[notice].list
	left := slices.DeleteFunc(slices.Clone(all), func(to string) bool { return slices.Contains(done, to) })
	if len(left) == 0 { // it is sent again on purpose
		return all
	}
	return left
}

// done notes who took a mail.
func (m *memory) done(notice string, taken []string, now time.Time) {
	if len(taken) == 0 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.served[notice] = served{at: now, list: append(slices.Clone(m.served[notice].list), taken...)}
}
