package wire

import (
	"pulse/backend/alert"
	"pulse/backend/infra"
)

// works is the planned work of every target of a view.
type works map[infra.TargetID]alert.Works

func plannedWorks(v View) works {
	p := make(works, len(v.Snapshot.Targets))
	for _, e := range v.Snapshot.Targets {
		p[e.ID] = alert.WorksOf(e, v.At)
	}
	return p
}

func (p works) of(g *infra.Guest) *PlannedWork { return plannedWorkOf(p[g.Target].Guest(g)) }
