package pve

import (
	"testing"

	"pulse/backend/infra"
)

const gib = 1 << 30

func n(v float64) number { return number{Value: v, Known: true} }

func TestNodeMemory(t *testing.T) {
	tests := map[string]struct {
		in     memoryFigures
		used   int64
		source string
	}{
		"available of 9 wins": {memoryFigures{Total: n(16 * gib), Used: n(12 * gib), Free: n(4 * gib), Available: n(10 * gib)}, 6 * gib, "available-field"},
		"avail":               {memoryFigures{Total: n(16 * gib), Used: n(12 * gib), Free: n(4 * gib), Avail: n(9 * gib)}, 7 * gib, "avail-field"},
		"free, buffers, cached": {
			memoryFigures{Total: n(16 * gib), Used: n(15 * gib), Free: n(1 * gib), Buffers: n(1 * gib), Cached: n(4 * gib)},
			10 * gib, "derived-free-buffers-cached",
		},
		"free only, as 7 and 8 send": {memoryFigures{Total: n(16 * gib), Used: n(6 * gib), Free: n(10 * gib)}, 6 * gib, "derived-free-buffers-cached"},
		"cache only in the gap":      {memoryFigures{Total: n(16 * gib), Used: n(6 * gib), Free: n(8 * gib)}, 6 * gib, "derived-total-minus-used"},
		"gap too small to tell":      {memoryFigures{Total: n(16 * gib), Used: n(6*gib - mib), Free: n(10 * gib)}, 6*gib - mib, "derived-free-buffers-cached"},
		"gap beside cache fields":    {memoryFigures{Total: n(16 * gib), Used: n(6 * gib), Free: n(1 * gib), Cached: n(1 * gib)}, 6 * gib, "derived-free-buffers-cached"},
		"more free than there is":    {memoryFigures{Total: n(4 * gib), Free: n(9 * gib)}, 0, "derived-free-buffers-cached"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			total := int64(test.in.Total.Value)
			want := memoryReading{usage: infra.Some(infra.Usage{Total: total, Used: test.used, Free: total - test.used}), source: test.source}
			if got := nodeMemory(test.in); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestNodeMemory_UnknownWithoutFigures(t *testing.T) {
	for _, m := range []memoryFigures{{}, {Total: n(gib)}, {Total: n(gib), Used: n(gib)}} {
		if got := nodeMemory(m); got.usage.Known {
			t.Errorf("nodeMemory(%+v) = %+v, want unknown", m, got)
		}
	}
}

func TestHistoryMemory_TakesNewestPointThatTells(t *testing.T) {
	points := []rrdPoint{{Time: n(1)}, {Time: n(2), MemAvailable: n(9 * gib)}, {Time: n(3), MemAvailable: n(10.5 * gib), MemTotal: n(16 * gib)}, {Time: n(4)}}
	got := historyMemory(0, points)
	want := memoryReading{usage: used(16*gib, 5*gib+gib/2), source: "rrd-memavailable"}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := historyMemory(16*gib, points[:1]); got.usage.Known {
		t.Errorf("from empty points got %+v, want unknown", got)
	}
}

func TestPlainNodeMemory(t *testing.T) {
	got := plainNodeMemory(memoryFigures{Total: n(gib), Used: n(gib)})
	if want := (memoryReading{usage: used(gib, gib), source: "node-status-used"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestVMMemory(t *testing.T) {
	balloon := func(free number) (s vmStatus) { s.BalloonInfo.FreeMem = free; return s }
	withInfo := balloon(n(3 * gib))
	withInfo.Mem, withInfo.MaxMem = n(5*gib), n(8*gib)
	tests := map[string]struct {
		in    vmStatus
		total int64
		used  int64
		src   string
		host  bool
	}{
		"meminfo available": {vmStatus{MaxMem: n(8 * gib), Mem: n(7 * gib), MemInfo: memoryFigures{Available: n(5 * gib)}}, 8 * gib, 3 * gib, "meminfo-available", false},
		"meminfo parts": {
			vmStatus{MaxMem: n(8 * gib), Mem: n(7 * gib), MemInfo: memoryFigures{Free: n(gib), Buffers: n(gib), Cached: n(2 * gib)}},
			8 * gib, 4 * gib, "meminfo-derived", false,
		},
		"meminfo gap":                  {vmStatus{MaxMem: n(8 * gib), MemInfo: memoryFigures{Total: n(8 * gib), Used: n(2 * gib)}}, 8 * gib, 2 * gib, "meminfo-total-minus-used", false},
		"guest reports: as PVE shows":  {vmStatus{MaxMem: n(8 * gib), Mem: n(5 * gib), FreeMem: n(2 * gib)}, 8 * gib, 5 * gib, "status-freemem", false},
		"reported in ballooninfo":      {withInfo, 8 * gib, 5 * gib, "status-freemem", false},
		"free without mem":             {vmStatus{MaxMem: n(8 * gib), FreeMem: n(2 * gib)}, 8 * gib, 6 * gib, "status-freemem", false},
		"host's view":                  {vmStatus{MaxMem: n(8 * gib), Mem: n(5 * gib)}, 8 * gib, 5 * gib, "status-mem-host", true},
		"host's view above the size":   {vmStatus{MaxMem: n(8 * gib), Mem: n(9 * gib)}, 8 * gib, 8 * gib, "status-mem-host", true},
		"balloon below the size":       {vmStatus{MaxMem: n(8 * gib), Balloon: n(4 * gib), Mem: n(3 * gib), FreeMem: n(gib)}, 4 * gib, 3 * gib, "status-freemem", false},
		"balloon of the size or above": {vmStatus{MaxMem: n(8 * gib), Balloon: n(8 * gib), Mem: n(3 * gib), FreeMem: n(gib)}, 8 * gib, 3 * gib, "status-freemem", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			want := memoryReading{usage: used(test.total, test.used), source: test.src, hostView: test.host}
			if got := vmMemory(test.in); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestVMMemory_UnknownWithoutFigures(t *testing.T) {
	if got := vmMemory(vmStatus{MaxMem: n(gib)}); got.usage.Known {
		t.Errorf("got %+v, want unknown", got)
	}
}

func TestListedVMMemory_TellsHostsView(t *testing.T) {
	row := func(mem, host float64) (g guestRow) {
		g.MaxMem, g.Mem, g.MemHost = n(4*gib), n(mem), n(host)
		return g
	}
	for name, test := range map[string]struct {
		row  guestRow
		used int64
		host bool
	}{
		"the guest's own":         {row(1*gib, 2*gib), gib, false},
		"equal to the host's":     {row(2*gib, 2*gib), 2 * gib, true},
		"more than there is":      {row(5*gib, 0), 4 * gib, true},
		"host's unknown before 9": {row(2*gib, 0), 2 * gib, false},
	} {
		want := memoryReading{usage: used(4*gib, test.used), source: fromResources, hostView: test.host}
		if got := listedVMMemory(test.row, fromResources); got != want {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
	}
}
