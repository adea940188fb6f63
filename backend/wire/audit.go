package wire

import "time"

// AuditRecord says who did what, from where, and whether it was done. It holds
// no secret.
type AuditRecord struct {
	Timestamp time.Time `json:"timestamp"`
	Event     string    `json:"event" doc:"for example login, password_change or token_create"`
	User      string    `json:"user" doc:"empty where nobody proved who they are"`
	IP        string    `json:"ip"`
	Path      string    `json:"path"`
	Success   bool      `json:"success"`
	Details   string    `json:"details"`
}
