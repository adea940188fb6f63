package alert

import "pulse/backend/infra"

// storage evaluates a storage. One that its node cannot use has no figures;
// one that was disabled on purpose has no alerts.
func (e *evaluation) storage(s *site, st *infra.Storage) {
	l := e.rules.storages.of(e.rules.overrides, st.PublicID)
	isFresh := fresh(st.Stale, false)
	off := l.off || isFresh && st.Status == infra.StorageDisabled
	sub := subject{row: &st.Resource, label: "Storage", busy: e.see(sighting{row: &st.Resource, off: off})}
	if off {
		return
	}
	e.state(&condition{
		subject: sub, typ: TypeOffline, off: l.stateOff,
		known: isFresh, bad: st.Status == infra.StorageInactive,
		at: s.storageAt, polls: storagePolls, level: Warning,
	})
	o := observation{
		subject: sub, typ: TypeUsage, name: "usage",
		at: s.storageAt, limit: l.metrics[metricUsage],
	}
	if isFresh && st.Status == infra.StorageAvailable {
		o.value = used(st.Space)
	}
	e.metric(&o)
}
