package infra

import "time"

// Outlook is what can be said about when a place will be full.
type Outlook string

// The outlooks.
const (
	OutlookFull      Outlook = "full"      // there is no room already
	OutlookGrowing   Outlook = "growing"   // it will be full between two dates
	OutlookUncertain Outlook = "uncertain" // it may grow or not: the use goes up and down more than on
	OutlookSteady    Outlook = "steady"    // it does not grow, or not within ten years
	OutlookShort     Outlook = "short"     // too few days are known
)

// Forecast is when a storage or a datastore will be full.
type Forecast struct {
	Outlook  Outlook
	FullAt   time.Time // most likely; zero unless growing
	Earliest time.Time // zero unless growing or uncertain
	Latest   time.Time // zero unless growing and bounded
	PerDay   float64   // bytes
	Days     int       // of which the use is known
}
