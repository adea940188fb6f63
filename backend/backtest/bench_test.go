package backtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"pulse/backend/infra"
	"pulse/backend/settings"
)

// BenchmarkRun tries two configurations on 30 days of 100 guests: a day of
// samples and before that the means of every minute. A guest in ten is busy
// near its threshold for an hour a day.
func BenchmarkRun(b *testing.B) {
	const days, guests = 30, 100
	var clock atomic.Int64
	l := newLab(b, func() time.Time { return time.Unix(0, clock.Add(1)).UTC() })
	l.now = midnight
	ctx, stop := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() { ended <- l.past.Run(ctx) }()
	random := rand.New(rand.NewPCG(1, 2))
	rows := make([]infra.Guest, guests)
	for i := range rows {
		rows[i] = container(100+i, cpu(30))
	}
	end := midnight.Add(days * 24 * time.Hour)
	for l.now.Before(end) {
		step := time.Minute
		if end.Sub(l.now) <= 26*time.Hour {
			step = 10 * time.Second
		}
		busy := l.now.Hour() == 3
		for i := range rows {
			level := 0.3
			if busy && i%10 == 0 {
				level = 0.82
			}
			rows[i].CPU.Value = level + random.Float64()*0.1
			rows[i].Memory = space(50 + random.Float64()*5)
			rows[i].NetworkIn, rows[i].NetworkOut = infra.Some(random.Float64()*1e6), infra.Some(random.Float64()*1e6)
			rows[i].DiskRead, rows[i].DiskWrite = infra.Some(random.Float64()*1e6), infra.Some(random.Float64()*1e6)
		}
		clock.Store(l.now.UnixNano())
		l.pulse(rows...)
		if l.pass(step); l.now.Minute() == 0 && l.now.Second() == 0 {
			if err := l.past.Flush(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	}
	l.rest(end)
	stop()
	if err := <-ended; err != nil {
		b.Fatal(err)
	}
	r := Request{From: midnight, To: end, Snapshot: l.snap, Configs: []settings.Alerts{config(b, `{"guestDefaults":{"cpu":90}}`), config(b, `{}`)}}
	b.ReportAllocs()
	for b.Loop() {
		got, err := Run(b.Context(), l.past, r)
		if err != nil {
			b.Fatal(err)
		}
		if got.ExactFrom.Before(end.Add(-27*time.Hour)) || got.Verdicts[1].Count < 200 {
			b.Fatalf("exact from %v, %d firings", got.ExactFrom, got.Verdicts[1].Count)
		}
		b.ReportMetric(float64(got.Verdicts[1].Count), "firings")
	}
}

// rest waits until what is old is rolled up and its samples are gone.
func (l *lab) rest(end time.Time) {
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		grains := l.past.Grains(midnight, end)
		if len(grains) == 2 && grains[1].Step == 0 && end.UnixMilli()-grains[1].From <= (26*time.Hour).Milliseconds() {
			return
		}
	}
	l.t.Fatal(fmt.Sprint("the past was not rolled up in time: ", l.past.Grains(midnight, end)))
}
