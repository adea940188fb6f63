package notify

import "pulse/backend/alert"

// obsolete says why a delivery is not to be sent any more; empty = it is.
func obsolete(d Delivery, l *lane, judged verdict) string {
	switch {
	case l == nil:
		return "the channel was removed"
	case !l.Enabled:
		return "the channel was switched off"
	case len(d.Alerts) == 0:
		return "the alert rule was switched off before this could be sent"
	case judged == gone:
		return "the alert ended while this had to wait"
	}
	return ""
}

// lane is the queue of one channel while it is walked through.
type lane struct {
	Channel
	taken   bool               // nobody else may go now
	waiting map[alert.Key]bool // alerts of which an earlier delivery waits
}

// admits reports whether it may be a delivery's turn. What is told of one alert
// stays in order.
func (l *lane) admits(d Delivery) bool {
	if l.taken {
		return false
	}
	for i := range d.Alerts {
		if l.waiting[d.Alerts[i].Key] {
			l.pass(d)
			return false
		}
	}
	return true
}

// pass lets others go ahead of a delivery, as far as they tell of other alerts.
func (l *lane) pass(d Delivery) {
	if l.waiting == nil {
		l.waiting = map[alert.Key]bool{}
	}
	for i := range d.Alerts {
		l.waiting[d.Alerts[i].Key] = true
	}
}
