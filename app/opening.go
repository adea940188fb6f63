package app

import (
	"strings"
	"sync"
)

// Opening is what a page is to show first.
type Opening struct {
	Alert string `json:"alert"` // its id; empty = the list of alerts
	Due   bool   `json:"due"`   // else there is nothing to show
}

// opening holds it until a page asks.
type opening struct {
	mu   sync.Mutex
	next Opening
}

// set asks for an alert to be shown. The option --alert without an id, as a
// notice about many has it, asks for the list.
func (o *opening) set(alert *string) {
	if alert == nil {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.next = Opening{Alert: *alert, Due: true}
}

func (o *opening) take() Opening {
	o.mu.Lock()
	defer o.mu.Unlock()
	next := o.next
	o.next = Opening{}
	return next
}

// alertOf finds the option --alert among the arguments of a second start.
func alertOf(args []string) *string {
	for _, a := range args {
		if id, ok := strings.CutPrefix(strings.TrimLeft(a, "-"), "alert="); ok && strings.HasPrefix(a, "-") {
			return &id
		}
	}
	return nil
}
