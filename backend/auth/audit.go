package auth

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"pulse/backend/store"
)

const (
	// auditLimit is how many failures of one address are recorded in a minute:
	// a flood of them must not fill the disk.
	auditLimit = 20
	// auditSize is where a file of the audit is set aside and a new one begun.
	auditSize = 10 << 20
	// auditPatience is how long a record may wait for the disk.
	auditPatience = 5 * time.Second
)

// Audit records what the caller of a request did, or tried to do. Details are
// for people and hold no secret.
func (s *Service) Audit(r *http.Request, event string, success bool, details string) {
	s.audit(r, event, From(r.Context()).Name, success, details)
}

// audit is Audit for a caller who is not known by the request. Who hangs up is
// recorded all the same.
func (s *Service) audit(r *http.Request, event, user string, success bool, details string) {
	client := s.clients.address(r)
	if !success && !s.guesses.take(limitKey{keyOf(client), "audit"}, perMinute(auditLimit), s.now()) {
		return
	}
	record := store.AuditRecord{
		Timestamp: s.now().UTC().Truncate(time.Millisecond), Event: event, User: limited(user, 100),
		IP: client.String(), Path: limited(r.URL.Path, 256), Success: success, Details: details,
	}
	s.log.Info("audit", "event", event, "user", record.User, "ip", record.IP, "path", record.Path, "success", success, "details", details, "request", r.Header.Get("X-Request-ID"))
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), auditPatience)
	defer cancel()
	if err := errors.Join(s.store.AddAudit(ctx, record), s.records.add(record)); err != nil {
		s.log.Error("a record of the audit is lost", "event", event, "err", err)
	}
}

// auditLogin records a sign-in by password.
func (s *Service) auditLogin(r *http.Request, name string, err error) {
	details := ""
	if err != nil {
		details = "Not checked"
	}
	if refused, ok := errors.AsType[*LoginError](err); ok {
		switch {
		case refused.Limited:
			details = "Rate limited"
		case !refused.Until.IsZero():
			details = "Account locked"
		default:
			details = "Invalid credentials"
		}
	}
	s.audit(r, "login", name, err == nil, details)
}

// auditFile holds the audit as lines of JSON, for programs that collect logs.
type auditFile struct {
	dir string
	on  bool
	mu  sync.Mutex
}

func (f *auditFile) add(record store.AuditRecord) error {
	if !f.on {
		return nil
	}
	line, err := json.Marshal(record)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	path := filepath.Join(f.dir, "audit.log")
	if info, err := os.Stat(path); err == nil && info.Size() > auditSize {
		if err := os.Rename(path, path+".1"); err != nil {
			return err
		}
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(append(line, '\n'))
	return errors.Join(err, file.Close())
}
