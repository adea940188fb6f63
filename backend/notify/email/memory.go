package email

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"pulse/backend/notify"
)

// memory is what all mailers of a program share: how many mails went to a
// server in the last minute, and who took a mail that others did not.
type memory struct {
	mu     sync.Mutex
	used   map[string][]time.Time
	served map[string]served
}

// served is who took a mail, and when that was noted.
type served struct {
	at   time.Time
	list []string
}

// rememberFor is longer than a mail is tried.
const rememberFor = 25 * time.Hour

// take notes a mail to a server, or says how long it has to wait.
func (m *memory) take(server string, limit int, now time.Time) time.Duration {
	limit = cmp.Or(limit, notify.MailRateLimit)
	m.mu.Lock()
	defer m.mu.Unlock()
	recent := slices.DeleteFunc(m.used[server], func(at time.Time) bool { return now.Sub(at) >= time.Minute })
	m.used[server] = recent
	if len(recent) >= limit {
		return recent[len(recent)-limit].Add(time.Minute).Sub(now)
	}
	m.used[server] = append(recent, now)
	return 0
}

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
