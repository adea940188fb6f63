package transfer

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"pulse/backend/store"
)

// ImportChanges are what an import does to the stored configuration.
type ImportChanges struct {
	Version     string      `json:"version" doc:"of the export"`
	ExportedAt  time.Time   `json:"exportedAt"`
	Connections ImportNames `json:"connections"`
	Webhooks    ImportNames `json:"webhooks"`
	Guests      ImportNames `json:"guests" doc:"notes about guests, by id"`
	Settings    []string    `json:"settings" doc:"keys of settings that change"`
	Alerts      []string    `json:"alerts" doc:"keys of the alert configuration that change"`
	Email       bool        `json:"email" doc:"the e-mail settings change"`
	SignIn      string      `json:"signIn,omitempty" doc:"changed or removed: the sign-in at a provider"`
	Notes       []string    `json:"notes" doc:"what is left as it is, and why"`
	Copy        string      `json:"copy,omitempty" doc:"where the database was copied before"`
}

// ImportNames tell what happens to things that have names.
type ImportNames struct {
	Added   []string `json:"added"`
	Changed []string `json:"changed"`
	Removed []string `json:"removed"`
	Same    int      `json:"same"`
}

// Problem is something in a configuration that cannot be taken over.
type Problem struct {
	What string // "connection lab", "webhook Team"
	Why  string // for people, without secrets
}

type problems []Problem

// text names the first problems in one line.
func (p problems) text() string {
	const shown = 5
	var list []string
	for _, one := range p[:min(len(p), shown)] {
		list = append(list, one.What+": "+one.Why)
	}
	if len(p) > shown {
		list = append(list, "and more")
	}
	return strings.Join(list, "; ")
}

// plan is a configuration that is fit to be stored, and what it changes.
type plan struct {
	ImportChanges
	Problems problems
	Remarks  problems // taken over in another form
	next     store.Configuration
}

func (p *plan) refuse(what string, err error) {
	p.Problems = append(p.Problems, Problem{what, reason(err)})
}

// remark tells what is taken over in another form, and why.
func (p *plan) remark(what, why string) {
	p.Remarks = append(p.Remarks, Problem{what, why})
	p.Notes = append(p.Notes, what+": "+why)
}

// compare tells apart what is added, changed, removed and the same, by name.
// Two values are the same when their JSON is.
func compare[T any](before, after []T, name func(T) string) ImportNames {
	n := ImportNames{Added: []string{}, Changed: []string{}, Removed: []string{}}
	old := map[string][]byte{}
	for _, value := range before {
		old[name(value)] = text(value)
	}
	for _, value := range after {
		key := name(value)
		switch was, known := old[key]; {
		case !known:
			n.Added = append(n.Added, key)
		case bytes.Equal(was, text(value)):
			n.Same++
		default:
			n.Changed = append(n.Changed, key)
		}
		delete(old, key)
	}
	for _, value := range before {
		if _, left := old[name(value)]; left {
			n.Removed = append(n.Removed, name(value))
		}
	}
	return n
}

// differingKeys lists the members in which two documents differ.
func differingKeys(before, after any) []string {
	differ := []string{}
	old, next := members(before), members(after)
	for key, value := range next {
		if !bytes.Equal(old[key], value) {
			differ = append(differ, key)
		}
		delete(old, key)
	}
	for key := range old {
		differ = append(differ, key)
	}
	slices.Sort(differ)
	return differ
}

func members(document any) map[string]json.RawMessage {
	var m map[string]json.RawMessage
	_ = json.Unmarshal(text(document), &m) // the text of an object
	return m
}

// text is the JSON of a value that is made to be stored as such.
func text(value any) []byte {
	out, err := json.Marshal(value)
	if err != nil {
		return nil
	}
	return out
}
