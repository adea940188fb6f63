package pmgtest

import (
	"math"
	"strconv"
	"time"
)

// ages are the columns of a queue's table by the age of its mail.
var ages = []string{"5m", "10m", "20m", "40m", "80m", "160m", "320m", "640m", "1280m", "1280m+"}

// shape is how many mails of each age wait in a queue.
type shape [10]int

func (s shape) total() int {
	sum := 0
	for _, n := range s {
		sum += n
	}
	return sum
}

// row is a line of the table. The server cuts it out of a text, so that every
// number is a text.
func (s shape) row(domain string) object {
	row := object{"domain": domain, "total": strconv.Itoa(s.total())}
	for i, age := range ages {
		row[age] = strconv.Itoa(s[i])
	}
	return row
}

func naturalQueues(seed uint64) map[string]shape {
	return map[string]shape{
		"active":   {int(seed%4) + 2},
		"deferred": {1, 2, 0, 3, 1},
		"hold":     {0, 0, 1},
		"incoming": {int(seed % 3)},
	}
}

// wave lies around 1 and falls and rises with the hour of the day.
func (g *Gateway) wave(at time.Time) float64 {
	hours := float64(at.Unix()%86400) / 3600
	return 1 + 0.6*math.Sin(2*math.Pi*(hours-8)/24+float64(g.opts.Seed%7))
}

// passed is the mail of a time, which begins at the hour of start.
func (g *Gateway) passed(start, end time.Time) float64 {
	sum := 0.0
	for at := start; at.Before(end); at = at.Add(time.Hour) {
		part := min(end.Sub(at), time.Hour).Hours()
		sum += part * g.mailPerDay / 24 * g.wave(at.Truncate(time.Hour))
	}
	return math.Round(sum)
}

// sums are the counters of a number of mails.
func (g *Gateway) sums(mails float64) object {
	in := math.Round(mails * 0.7)
	share := func(part float64) float64 { return math.Round(mails * part) }
	return object{
		"count": mails, "count_in": in, "count_out": mails - in,
		"spamcount_in": share(0.2), "spamcount_out": share(0.01),
		"viruscount_in": share(0.01), "viruscount_out": 0.0,
		"bounces_in": share(0.03), "bounces_out": share(0.02),
		"rbl_rejects": share(0.12), "pregreet_rejects": share(0.02), "glcount": share(0.08), "spfcount": share(0.004),
	}
}

// odd makes numbers arrive as they were seen to after a rebuild.
func (g *Gateway) odd(o object) object {
	if !g.opts.Strings {
		return o
	}
	for name, v := range o {
		number, isNumber := v.(float64)
		switch {
		case !isNumber:
		case name == "viruscount_out":
			o[name] = nil
		case name == "spfcount":
			o[name] = ""
		case name == "glcount":
			o[name] = strconv.FormatFloat(-number, 'f', -1, 64)
		default:
			o[name] = strconv.FormatFloat(number, 'f', -1, 64)
		}
	}
	return o
}
