package wire

import "time"

// Error is the structured error body (shape C).
type Error struct {
	Error      string            `json:"error" doc:"what was wrong and what to do, for people"`
	Code       string            `json:"code,omitempty" doc:"what was wrong, for programs"`
	StatusCode int               `json:"status_code"`
	Timestamp  int64             `json:"timestamp" doc:"seconds since 1970"`
	RequestID  string            `json:"request_id,omitempty" doc:"by which the log can be searched"`
	Details    map[string]string `json:"details,omitempty"`
}

// ErrorOf makes an error body.
func ErrorOf(status int, code, text string, details map[string]string, now time.Time) Error {
	return Error{Error: text, Code: code, StatusCode: status, Timestamp: now.Unix(), Details: details}
}

// Status is the answer of writes that have nothing else to tell.
type Status struct {
	Status  string `json:"status" doc:"always success"`
	Message string `json:"message,omitempty"`
}

// Success is the answer of actions that have nothing else to tell.
type Success struct {
	Success bool   `json:"success"`
	Message string `json:"message,omitempty"`
}
