package update

import "errors"

// Error is why an update is not begun, or failed. Its message is for people.
type Error struct {
	Code    string // invalid_download_url, update_in_progress, manual_update_required, ...
	Message string
	Command string // what to type instead; may be empty
	Err     error  // the cause; may be nil
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// The codes with which an update is not begun.
const (
	InvalidURL     = "invalid_download_url"
	InProgress     = "update_in_progress"
	ManualRequired = "manual_update_required"
	TooMany        = "rate_limit"
)

// coded gives an error the word under which history keeps it.
func coded(code string, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Code: code, Message: err.Error(), Err: err}
}

// words tell everybody what went wrong. The error itself may name folders of
// this machine: it is in the log, and in the history for admins.
func words(code string) string {
	told := map[string]string{
		"signature_invalid": "the archive is not signed by the holder of the public key",
		"checksum_mismatch": "the archive is not the file that was published",
		"download_failed":   "the archive could not be downloaded",
		"extract_failed":    "the archive could not be unpacked",
		"not_writable":      "Pulse could not write where it has to",
		"copy_failed":       "the data could not be copied",
		"start_failed":      "the new version could not be started",
		"crashed":           "the new version ended by itself",
		wrongVersion:        "the archive holds another version than it says",
		"unhealthy":         "the new version did not become healthy",
		"apply_failed":      "the new version could not be put into place",
		"interrupted":       "the update was interrupted",
	}
	if text := told[code]; text != "" {
		return text
	}
	return "the log says why"
}

// wrongVersion is the code of a program that is another than the one announced.
const wrongVersion = "wrong_version"

// codeOf is the word of an error.
func codeOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return "failed"
}
