// Package history keeps the readings of all resources over time: it takes them
// from reports, writes them in compressed blocks and answers charts.
//
// Samples wait in memory until the next flush, which seals them into one slab
// for each target and writes it. Slabs of a finished slice of two hours are
// rewritten as one chunk for each resource. What was sealed lately stays in
// memory too, so that the recent past is answered without the disk.
package history

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"pulse/backend/history/block"
	"pulse/backend/store"
)

const (
	sliceLength = 2 * time.Hour
	sliceMillis = int64(sliceLength / time.Millisecond)

	// rawRetention is how long samples are kept as they were taken.
	rawRetention = 7 * 24 * time.Hour
	tierRaw      = 0
)

// Options are what a History needs. Zero values mean the usual ones.
type Options struct {
	Flush      time.Duration // how often samples are written; 1 min
	MinSpacing time.Duration // samples of a series that come sooner are left out; 8 s
	Window     time.Duration // how much of the past stays in memory; 2 h
	MaxBytes   int64         // of the database; the oldest samples go first; 2 GiB
	Now        func() time.Time
	Log        *slog.Logger
}

func (o Options) withDefaults() Options {
	set := func(d *time.Duration, usual time.Duration) {
		if *d <= 0 {
			*d = usual
		}
	}
	set(&o.Flush, time.Minute)
	set(&o.MinSpacing, 8*time.Second) // figures change every 10 s, reports come at their own rhythm
	set(&o.Window, sliceLength)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// History records readings and answers charts. Its methods may be called
// concurrently.
type History struct {
	db    *store.HistoryDB
	opt   Options
	bytes atomic.Int64 // the database may have
	codec *block.Compressor
	seals chan struct{} // a flag that there is something to write; capacity 1

	sealer   sync.Mutex // held while samples become slabs
	writer   sync.Mutex // held while slabs are written, so that they are in order
	failures int        // writes that failed in a row; guarded by writer

	lock    sync.Mutex
	names   *catalogue
	pending []sample // since the last seal, in order of arrival
	sealing []sample // being sealed
	clock   int64    // the newest time at which a report came
	recent  recent
}

// Open reads from db what a history needs to go on where it ended.
func Open(ctx context.Context, db *store.HistoryDB, o Options) (*History, error) {
	if db == nil {
		return nil, errors.New("open history: a database is required")
	}
	codec, err := block.NewCompressor()
	if err != nil {
		return nil, err
	}
	h := &History{db: db, opt: o.withDefaults(), codec: codec, seals: make(chan struct{}, 1)}
	h.SetMaxBytes(o.MaxBytes)
	if err = h.load(ctx); err != nil && ctx.Err() == nil {
		// A damaged database has been exchanged for an empty one by now.
		err = h.load(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("open history: %w", err)
	}
	return h, nil
}

// SetMaxBytes changes how large the database may grow; 0 means 2 GiB. Samples
// that are too many go within the next minutes.
func (h *History) SetMaxBytes(n int64) {
	if n <= 0 {
		n = 2 << 30
	}
	h.bytes.Store(n)
}

// load reads the names, and into memory what is there while the program runs.
func (h *History) load(ctx context.Context) error {
	stored, err := h.db.SampleNames(ctx)
	if err != nil {
		return err
	}
	_, newest, found, err := h.db.ChunkSlices(ctx)
	if err != nil {
		return err
	}
	since := h.opt.Now().Add(-h.opt.Window).UnixMilli()
	if found { // a slice may have been rewritten early when the clock was wrong
		since = max(since, newest+sliceMillis)
	}
	h.names, h.recent = newCatalogue(stored), recent{since: since}
	return h.db.EachSlab(ctx, since, math.MaxInt64, func(s store.Slab) error {
		plain, err := h.codec.Unpack(nil, s.Data)
		if err != nil {
			h.opt.Log.Warn("unreadable samples are passed over", "slab", s.ID, "err", err)
			return nil
		}
		h.recent.add(&slab{
			target: s.Target, slice: s.SliceAt, first: s.FirstAt, last: s.LastAt,
			plain: slices.Clip(plain), written: true,
		})
		return nil
	})
}
