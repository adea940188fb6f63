package history

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"testing/synctest"
	"time"

	"pulse/backend/infra"
	"pulse/backend/store"
)

// running is a history whose Run goes on in a bubble of fake time.
func running(t *testing.T, test func(*bench)) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, onFakeTime)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- b.Run(ctx) }()
		test(b)
		stop()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
}

func (b *bench) onDisk() int {
	b.t.Helper()
	found := 0
	err := b.db.EachSlab(b.t.Context(), 0, time.Now().Add(time.Hour).UnixMilli(), func(store.Slab) error {
		found++
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return found
}

func TestRun_WritesEachMinute(t *testing.T) {
	running(t, func(b *bench) {
		b.cpu(time.Now(), 0.1)
		time.Sleep(59 * time.Second)
		synctest.Wait()
		if n := b.onDisk(); n != 0 {
			b.t.Errorf("%d slabs before the minute is over, want none", n)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if n := b.onDisk(); n != 1 {
			b.t.Errorf("%d slabs after a minute, want 1", n)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if n := b.onDisk(); n != 1 {
			b.t.Errorf("%d slabs after a minute without samples, want 1", n)
		}
	})
}

func TestRun_WritesWhatIsLeftWhenItEnds(t *testing.T) {
	var b *bench
	synctest.Test(t, func(t *testing.T) {
		b = newBench(t, onFakeTime)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- b.Run(ctx) }()
		b.cpu(time.Now(), 0.1)
		stop()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if n := b.onDisk(); n != 1 {
			t.Errorf("%d slabs after the end, want 1", n)
		}
	})
}

func TestRun_RewritesFinishedSlices(t *testing.T) {
	running(t, func(b *bench) {
		begin := time.Now()
		for range 12 {
			b.cpu(time.Now(), 0.1)
			time.Sleep(30 * time.Minute)
		}
		synctest.Wait()
		if n := b.onDisk(); n > 9 {
			b.t.Errorf("%d slabs after six hours, want those of the last four", n)
		}
		if n := len(b.series(infra.MetricCPU, begin, time.Now())); n != 12 {
			b.t.Errorf("%d points, want 12", n)
		}
	})
}

// helperDir tells this program, started again by a test, to be a recorder that
// is killed.
const helperDir = "PULSE_TEST_RECORD_INTO"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperDir); dir != "" {
		recordForEver(dir)
	}
	os.Exit(m.Run())
}

// recordForEver records a sample each millisecond, flushes every few of them
// and says after each flush how far it is.
func recordForEver(dir string) {
	ctx := context.Background()
	s, err := openStore(ctx, dir)
	if err != nil {
		panic(err)
	}
	opened, err := Open(ctx, s.History(), Options{MinSpacing: time.Millisecond})
	if err != nil {
		panic(err)
	}
	for i := 0; ; i++ {
		moment := start.Add(time.Duration(i) * time.Millisecond)
		opened.Record(&infra.Report{Target: "pve-0", At: moment, Guests: []infra.Guest{
			{Resource: infra.Resource{ID: guest, SeenAt: moment}, CPU: infra.Some(0.5)},
		}})
		if i%samplesPerFlush == samplesPerFlush-1 {
			if err := opened.Flush(ctx); err != nil {
				panic(err)
			}
			fmt.Println(i + 1)
		}
	}
}

const samplesPerFlush = 20

func TestFlush_KillLosesAtMostOne(t *testing.T) {
	for flushes := 1; flushes <= 9; flushes += 4 {
		dir := t.TempDir()
		told := killAfter(t, dir, flushes)
		b := newBench(t, inFolder(dir))
		if got := len(b.series(infra.MetricCPU, start, start.Add(time.Hour))); got < told {
			t.Errorf("%d samples are left of %d that were flushed", got, told)
		}
	}
}

// killAfter lets a recorder run for some flushes, kills it, and returns how
// many samples it had flushed.
func killAfter(t *testing.T, dir string, flushes int) (told int) {
	t.Helper()
	program := exec.Command(os.Args[0])
	program.Env = append(os.Environ(), helperDir+"="+dir)
	out, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for range flushes {
		if !lines.Scan() {
			t.Fatalf("the recorder ended by itself: %v", lines.Err())
		}
		if _, err := fmt.Sscan(lines.Text(), &told); err != nil {
			t.Fatal(err)
		}
	}
	if err := program.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = program.Wait() // it was killed
	return told
}
