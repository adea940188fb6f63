package pve

import (
	"context"
	"regexp"

	"golang.org/x/sync/errgroup"

	"pulse/backend/infra"
	"pulse/backend/source/proxmox"
)

// The ATA attributes that tell a temperature, the better one first.
const (
	attributeTemperature = 194
	attributeAirflow     = 190
)

// hottestDisk bounds what is believed: some disks pack several values into one.
const hottestDisk = 150

var (
	leadingNumber   = regexp.MustCompile(`^\s*(\d{1,3})(?:\D|$)`)
	temperatureLine = regexp.MustCompile(`(?mi)^(?:current drive )?temperature:\s+(\d{1,3})\s*c`)
)

const (
	// smartAtMost bounds the disks of a node that are asked.
	smartAtMost = 48
	// smartAtOnce is how many disks are asked in the first run already, when
	// everything else is asked for the first time, too.
	smartAtOnce = 40
)

// readTemperatures asks the disks of every node for their temperature. The
// list has just woken them all.
func (r *reader) readTemperatures(ctx context.Context, a *asker, byNode map[string][]infra.Disk) {
	count := 0
	for _, disks := range byNode {
		count += len(disks)
	}
	if first := !r.disksRead; first && count > smartAtOnce {
		r.disksRead = true
		return
	}
	r.disksRead = true
	var group errgroup.Group
	group.SetLimit(nodesAtOnce)
	for _, disks := range byNode {
		group.Go(func() error {
			a.readSMART(ctx, disks)
			return nil
		})
	}
	_ = group.Wait() // a temperature that cannot be read is unknown
}

// readSMART asks the disks of one node that have SMART data, until one may not
// be asked.
func (a *asker) readSMART(ctx context.Context, disks []infra.Disk) {
	for i := range disks[:min(len(disks), smartAtMost)] {
		d := &disks[i]
		if d.Health == "" || d.Health == "UNKNOWN" {
			continue
		}
		data, err := a.smart(ctx, d.Node, d.Path)
		if ctx.Err() != nil || kindOfFailure(err) == infra.FailPermission || reachability(kindOfFailure(err)) {
			return
		}
		if err == nil {
			d.Temperature = temperatureOf(data)
		}
	}
}

func kindOfFailure(err error) infra.FailureKind {
	if err == nil {
		return ""
	}
	return kindOf(err)
}

// temperatureOf finds the temperature in what a disk tells of itself.
func temperatureOf(s smartData) infra.Opt[float64] {
	var airflow infra.Opt[float64]
	for _, attribute := range s.Attributes {
		match := leadingNumber.FindStringSubmatch(string(attribute.Raw))
		if match == nil {
			continue
		}
		switch attribute.ID.Int() {
		case attributeTemperature:
			return degrees(match[1])
		case attributeAirflow:
			airflow = degrees(match[1])
		}
	}
	if match := temperatureLine.FindStringSubmatch(string(s.Text)); match != nil {
		return degrees(match[1])
	}
	return airflow
}

func degrees(s string) infra.Opt[float64] {
	n := proxmox.ParseNumber(text(s))
	if !n.Positive() || n.Value > hottestDisk {
		return infra.None[float64]()
	}
	return infra.Some(n.Value)
}
