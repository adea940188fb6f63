package settings

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // zones have names on systems without a list of them, too
)

// Days says on which days of the week something begins, by lower-case English
// name. A missing day is off.
type Days map[string]bool

// UnmarshalJSON reads the days as an object of booleans, or as a list of
// numbers with 0 for Sunday.
func (d *Days) UnmarshalJSON(text []byte) error {
	var numbers []int
	if json.Unmarshal(text, &numbers) == nil && numbers != nil {
		days := Days{}
		for day := range 7 {
			days[DayName(time.Weekday(day))] = false
		}
		for _, n := range numbers {
			if n < 0 || n > 6 {
				return fmt.Errorf("quietHours.days: %d is no day; 0 is Sunday and 6 is Saturday", n)
			}
			days[DayName(time.Weekday(n))] = true
		}
		*d = days
		return nil
	}
	var named map[string]bool
	if err := json.Unmarshal(text, &named); err != nil {
		return err
	}
	*d = Days{}
	for name, on := range named {
		(*d)[plainName(name)] = on
	}
	return nil
}

// DayName is the name of a day in the documents.
func DayName(day time.Weekday) string { return strings.ToLower(day.String()) }

// Minutes reads a time of day, HH:MM, as minutes since midnight.
func Minutes(text string) (minutes int, ok bool) {
	t, err := time.Parse("15:04", text)
	if err != nil {
		return 0, false
	}
	return t.Hour()*60 + t.Minute(), true
}
