package pve

import (
	"bytes"
	"encoding/json"

	"pulse/backend/source/proxmox"
)

// number and text are scalars in whatever form they arrive.
type (
	number = proxmox.Number
	text   = proxmox.Text
)

// flag is a boolean in whatever form it arrives.
type flag struct{ set, known bool }

// UnmarshalJSON accepts 0, 1, "0", "1", true, false, "", null.
func (f *flag) UnmarshalJSON(b []byte) error {
	var n number
	if err := n.UnmarshalJSON(b); err != nil {
		return err
	}
	*f = flag{set: n.Known && n.Value != 0, known: n.Known}
	return nil
}

// list is an array that may arrive as a single object, or not at all.
type list[T any] []T

// UnmarshalJSON accepts an array, an object and null; anything else is empty.
func (l *list[T]) UnmarshalJSON(b []byte) error {
	*l = nil
	b = bytes.TrimSpace(b)
	switch {
	case bytes.HasPrefix(b, []byte("[")):
		return json.Unmarshal(b, (*[]T)(l))
	case bytes.HasPrefix(b, []byte("{")):
		var one T
		if err := json.Unmarshal(b, &one); err != nil {
			return err
		}
		*l = list[T]{one}
	}
	return nil
}
