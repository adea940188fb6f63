// Package history keeps the readings of all resources over time: it takes them
// from reports, writes them in compressed blocks and answers charts.
//
// Samples wait in memory until the next flush, which seals them into one slab
// for each target and writes it. Slabs of a finished slice of two hours are
// rewritten as one chunk for each resource, and these are rolled up to minimum,
// mean and maximum of 1, 10 and 60 minutes, which are kept longer. What was
// sealed lately stays in memory too, so that the recent past is answered
// without the disk.
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
	"pulse/backend/infra"
	"pulse/backend/store"
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

	sealer    sync.Mutex // held while samples become slabs
	extending sync.Mutex // held while chunks are read and written with more in them; taken before writer
	writer    sync.Mutex // held while slabs are written, so that they are in order
	failures  int        // writes that failed in a row; guarded by writer

	lock    sync.Mutex
	names   *catalogue
	pending []sample // since the last seal, in order of arrival
	sealing []sample // being sealed
	clock   int64    // the newest time at which a report came
	recent  recent
	covered coverage
	breaks  map[infra.ID]struct{} // resources of which nothing was recorded for a while

	pace pace // of the clock; belongs to the upkeep
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
	h := &History{db: db, opt: o.withDefaults(), codec: codec, seals: make(chan struct{}, 1), breaks: map[infra.ID]struct{}{}}
	h.SetMaxBytes(o.MaxBytes)
	h.covered.keep = usualRetention()
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

// SetRetention changes how long samples and the means of 1, 10 and 60 minutes
// are kept, in this order; what is missing or not positive stays as it is. The
// longest duration means for ever.
func (h *History) SetRetention(keep []time.Duration) {
	h.lock.Lock()
	defer h.lock.Unlock()
	for k := range min(len(keep), len(tiers)) {
		if keep[k] > 0 {
			h.covered.keep[k] = keep[k]
		}
	}
}

// load reads the names, and into memory what is there while the program runs.
func (h *History) load(ctx context.Context) error {
	stored, err := h.db.SampleNames(ctx)
	if err != nil {
		return err
	}
	if err := h.survey(ctx); err != nil {
		return err
	}
	since := h.opt.Now().Add(-h.opt.Window).UnixMilli()
	for _, k := range []int{tierRaw, tierRaw + 1} { // what is in a chunk is in no slab any more
		_, newest, found, err := h.db.ChunkSlices(ctx, k)
		if err != nil {
			return err
		}
		if found {
			since = max(since, newest+sliceMillis)
		}
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
