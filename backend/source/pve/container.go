package pve

import (
	"context"
	"strings"
	"time"

	"pulse/backend/infra"
)

// containersAtMost bounds the containers of a node that are asked in one run.
const containersAtMost = 8

// container is what the detail job keeps of a running container.
type container struct {
	row  infra.Guest // its addresses
	next time.Time   // when it may be asked
}

// askContainers asks the containers of a node whose turn it is for their
// addresses, one after the other, until the node stops answering.
func (r *reader) askContainers(ctx context.Context, a *asker, guests []infra.Guest) {
	period := r.scaled(periods[askInterfaces])
	asked := 0
	for _, g := range guests {
		c := r.detail.containers[g.VMID]
		if c == nil || time.Now().Before(c.next) || asked == containersAtMost {
			continue
		}
		asked++
		rows, err := a.containerInterfaces(ctx, g)
		if ctx.Err() != nil || err != nil && reachability(kindOf(err)) {
			return // it stays due
		}
		now := time.Now()
		if c.next.IsZero() {
			c.next = now.Add(phase(g.VMID, period))
		}
		c.next = c.next.Add(period)
		if err == nil {
			c.row.Interfaces, c.row.Addresses = interfacesOf(agentInterfaces(rows))
			c.row.SeenAt = now
		}
	}
}

// agentInterfaces gives the interfaces of a container the form in which agents
// tell those of a machine.
func agentInterfaces(rows []containerInterface) []agentInterface {
	out := make([]agentInterface, len(rows))
	for i, row := range rows {
		in := &out[i]
		in.Name, in.MAC = row.Name, text(firstOf(row.MAC, row.HWAddr))
		in.Addresses = append(in.Addresses, row.Addresses...)
		for _, prefix := range []text{row.Inet, row.Inet6} {
			address, _, _ := strings.Cut(string(prefix), "/")
			in.Addresses = append(in.Addresses, struct {
				Address text `json:"ip-address"`
			}{text(address)})
		}
	}
	return out
}
