// Package forecast tells when storages and datastores will be full.
package forecast

import (
	"math"
	"slices"
	"time"

	"pulse/backend/infra"
)

const (
	// fewestDays is how much must be known before anything is said.
	fewestDays = 7
	// farthest is how far ahead a date is worth telling.
	farthest = 10 * 365 * 24 * time.Hour
	// sure is the quantile of the normal distribution for a range that holds
	// eight times of ten.
	sure = 1.2816
	// full is the share of the size that counts as no room left.
	full = 0.999
)

// Day is how many bytes were in use on a day.
type Day struct {
	At   time.Time
	Used float64
}

// Estimate tells when a place of that size, in which a number of bytes is in
// use now, will be full.
//
// The growth is the median of the slopes between all pairs of days, which a
// clean-up or a single large file does not move (Theil 1950); its range is
// the one that Sen (1968) derives from the ranks of these slopes, by how many
// pairs of days must be expected to fall in the wrong order by chance. Where
// the range holds no growth, no date is told.
func Estimate(days []Day, used, size float64, now time.Time) infra.Forecast {
	f := infra.Forecast{Outlook: infra.OutlookShort, Days: len(days)}
	if size <= 0 || len(days) == 0 {
		return f
	}
	if used >= full*size {
		f.Outlook = infra.OutlookFull
		return f
	}
	if len(days) < fewestDays || days[len(days)-1].At.Sub(days[0].At) < (fewestDays-1)*24*time.Hour {
		return f
	}
	low, middle, high := growth(days)
	f.PerDay = middle
	arrives := func(perDay float64) time.Time { return after(now, size-used, perDay) }
	f.Earliest, f.FullAt, f.Latest = arrives(high), arrives(middle), arrives(low)
	switch {
	case middle <= 0 || f.FullAt.IsZero():
		f.Outlook, f.Earliest, f.FullAt, f.Latest = infra.OutlookSteady, time.Time{}, time.Time{}, time.Time{}
	case low <= 0:
		f.Outlook, f.FullAt, f.Latest = infra.OutlookUncertain, time.Time{}, time.Time{}
	default:
		f.Outlook = infra.OutlookGrowing
	}
	return f
}

// after is when that many bytes are used up; zero when that is never or too far
// ahead to be told.
func after(now time.Time, left, perDay float64) time.Time {
	if perDay <= 0 || left/perDay > farthest.Hours()/24 {
		return time.Time{}
	}
	return now.Add(time.Duration(left / perDay * float64(24*time.Hour))).UTC()
}

// growth is the growth in bytes a day with its range.
func growth(days []Day) (low, middle, high float64) {
	var slopes []float64
	for i, a := range days {
		for _, b := range days[i+1:] {
			if apart := b.At.Sub(a.At).Hours() / 24; apart > 0 {
				slopes = append(slopes, (b.Used-a.Used)/apart)
			}
		}
	}
	if len(slopes) == 0 {
		return 0, 0, 0
	}
	slices.Sort(slopes)
	n, all := float64(len(days)), float64(len(slopes))
	spread := sure * math.Sqrt(n*(n-1)*(2*n+5)/18)
	at := func(rank float64) float64 {
		return slopes[int(min(max(math.Round(rank), 0), all-1))]
	}
	half := len(slopes) / 2
	middle = slopes[half]
	if len(slopes)%2 == 0 {
		middle = (slopes[half-1] + slopes[half]) / 2
	}
	return min(at((all-spread)/2-1), middle), middle, max(at((all+spread)/2), middle)
}
