package source

import (
	"context"
	"time"

	"pulse/backend/infra"
)

// Frame is a stretch of the past that ends now, of which servers keep records
// of their own. The longer it is, the coarser they are.
type Frame string

// The frames that servers know, by their own names.
const (
	FrameHour  Frame = "hour"
	FrameDay   Frame = "day"
	FrameWeek  Frame = "week"
	FrameMonth Frame = "month"
	FrameYear  Frame = "year"
)

// Past is what a server recorded itself of a resource.
type Past struct {
	Readings []infra.Reading // each with its own time; oldest first
	Step     time.Duration   // how far apart the records are; 0 without any
}

// Backfiller is a Source whose server keeps records of the past.
type Backfiller interface {
	// Past reads what the server recorded of a resource. It makes one call at
	// most. A resource of which nothing is kept has no readings, which is no
	// error. It may be called concurrently with the jobs.
	Past(ctx context.Context, id infra.ID, frame Frame) (Past, error)
}
