package alert

import "pulse/backend/infra"

// storage evaluates a storage. One that its node cannot use has no figures;
// one that was disabled on purpose has no alerts.
func (e *evaluation) storage(s *site, st *infra.Storage) {
	l := e.rules.of(infra.KindStorage, st.PublicID, "")
	isFresh := fresh(st.Stale, false)
	disabled := isFresh && st.Status == infra.StorageDisabled
	sub := subject{row: &st.Resource, label: "Storage", planned: s.works.Node(st.Node)}
	sub.busy = e.see(sighting{row: &st.Resource, off: l.off, disabled: disabled, complete: isFresh && st.ZFS != nil})
	if l.off || disabled {
		return
	}
	e.state(&condition{
		subject: sub, typ: TypeOffline, off: l.stateOff,
		known: isFresh, bad: st.Status == infra.StorageInactive,
		at: s.storageAt, polls: storagePolls, level: Warning, words: func() string { return inactive(&st.Resource) },
	})
	o := observation{
		subject: sub, typ: TypeUsage, name: "usage",
		at: s.storageAt, limit: l.metrics[metricUsage],
	}
	if isFresh && st.Status == infra.StorageAvailable {
		o.value = used(st.Space)
	}
	e.metric(&o)
	if isFresh && st.ZFS != nil {
		e.pool(s, sub, st.ZFS)
	}
}

func inactive(row *infra.Resource) string {
	text := "Storage " + row.Name + " is inactive"
	if row.Node != "" {
		text += " on " + row.Node
	}
	return text
}
