package search

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"pulse/backend/alert"
	"pulse/backend/infra"
)

// Space is where to search.
type Space struct {
	Snapshot *infra.Snapshot
	Active   alert.Active
}

// Found is something that fulfils a query.
type Found struct {
	Kind  string // node, vm, container, storage, backup-server, datastore, mail-gateway, docker-host, docker-container
	ID    string // in the published API
	Name  string
	Where string // what tells it from others of its name
	Match string // the text or figure by which it was found
}

// thing is a resource as the language sees it. Texts are in lower case.
type thing struct {
	Found
	numbers map[string]float64 // the known ones
	texts   map[string][]string
	words   []string // in which plain words are looked for
}

// Find returns at most limit things that fulfil a query; those whose name
// begins with its first word come first. An empty query finds nothing, and a
// *fault.Error says what cannot be understood.
func Find(s Space, query string, limit int) ([]Found, error) {
	conditions, err := parse(query)
	if err != nil || len(conditions) == 0 {
		return []Found{}, err
	}
	found := []Found{}
	for t := range s.things() {
		if match, ok := t.fulfils(conditions); ok {
			t.Match = match
			found = append(found, t.Found)
		}
	}
	first := firstWord(conditions)
	slices.SortStableFunc(found, func(a, b Found) int { return cmp.Compare(rank(a.Name, first), rank(b.Name, first)) })
	return found[:min(limit, len(found))], nil
}

func firstWord(conditions []condition) string {
	for _, c := range conditions {
		if c.field == "" && !c.not {
			return c.any[0]
		}
	}
	return ""
}

func rank(name, first string) int {
	switch name = strings.ToLower(name); {
	case strings.HasPrefix(name, first):
		return 0
	case strings.Contains(name, first):
		return 1
	}
	return 2
}

// fulfils tells whether all conditions hold, and by what the thing was found.
func (t *thing) fulfils(conditions []condition) (string, bool) {
	match := ""
	for _, c := range conditions {
		by, ok := t.fulfilsOne(c)
		if !ok {
			return "", false
		}
		match = cmp.Or(match, by)
	}
	return cmp.Or(match, t.Name), true
}

func (t *thing) fulfilsOne(c condition) (string, bool) {
	if c.operator != "" {
		value, known := t.numbers[canonical(c.field)]
		if !known || c.holds(value) == c.not {
			return "", false
		}
		return fmt.Sprintf("%s %.4g", c.field, value), true
	}
	among, exact := t.words, false
	if c.field != "" {
		among, exact = t.texts[c.field], slices.Contains(whole, c.field)
	}
	text, has := first(among, c.any, exact)
	if has == c.not {
		return "", false
	}
	if c.not || c.field == "" {
		return text, true
	}
	return c.field + " " + text, true
}

// first is the first text that is, or contains, one of the wanted.
func first(among, wanted []string, exact bool) (string, bool) {
	for _, text := range among {
		for _, w := range wanted {
			if text == w || !exact && strings.Contains(text, w) {
				return text, true
			}
		}
	}
	return "", false
}

// canonical is the one name of a field that has several.
func canonical(field string) string {
	switch field {
	case "mem":
		return "memory"
	case "id":
		return "vmid"
	case "cpus":
		return "cores"
	}
	return field
}
