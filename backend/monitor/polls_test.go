package monitor

import (
	"testing"
	"time"

	"pulse/backend/source"
)

func TestPauses_AreAsTheJobSaysOrGrowFromItsRhythm(t *testing.T) {
	constant := pauses(source.Job{Every: time.Minute, Retry: 10 * time.Second})
	growing := pauses(source.Job{Every: 5 * time.Second})
	constant.Reset()
	growing.Reset()
	first := growing.NextBackOff()
	last := first
	for range 10 {
		if got := constant.NextBackOff(); got != 10*time.Second {
			t.Errorf("pause %v, want 10 s every time", got)
		}
		last = growing.NextBackOff()
	}
	if first > 7*time.Second || last < 20*time.Second || last > 40*time.Second {
		t.Errorf("pauses grow from %v to %v, want from about 5 to about 30 s", first, last)
	}
}
