package pbs

import (
	"bytes"
	"encoding/json"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source/proxmox"
)

// The server sends typed JSON, yet a field changes its type between versions,
// and an empty list can stand for an empty object.
type (
	number = proxmox.Number
	text   = proxmox.Text
)

// told tells whether a quantity is known: -1 is how the server says that it
// does not know.
func told(n number) bool { return n.Known && n.Value >= 0 }

// moment returns a time in UTC, zero when it is unknown.
func moment(n number) time.Time { return n.Time().UTC() }

// usageOf is a usage of which one of used and free may be missing.
func usageOf(total, used, free number) infra.Opt[infra.Usage] {
	u := infra.Usage{Total: total.Whole(), Used: used.Whole(), Free: free.Whole()}
	switch {
	case u.Total == 0 || (!told(used) && !told(free)):
		return infra.None[infra.Usage]()
	case !told(used):
		u.Used = max(u.Total-u.Free, 0)
	case !told(free):
		u.Free = max(u.Total-u.Used, 0)
	}
	return infra.Some(u)
}

// list is an array; an empty object stands for an empty one.
type list[T any] []T

// UnmarshalJSON accepts an array and an empty object.
func (l *list[T]) UnmarshalJSON(b []byte) error {
	if isEmpty(b, "{", "}") {
		*l = list[T]{}
		return nil
	}
	return json.Unmarshal(b, (*[]T)(l))
}

// isEmpty tells whether b is an opening and a closing bracket and nothing else.
func isEmpty(b []byte, open, shut string) bool {
	b, opened := bytes.CutPrefix(bytes.TrimSpace(b), []byte(open))
	return opened && string(bytes.TrimSpace(b)) == shut
}
