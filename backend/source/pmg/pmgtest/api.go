package pmgtest

import (
	"strconv"
	"time"
)

// version answers GET /version.
func (cl *call) version() answer {
	return ok(object{"version": cl.opts.Version + ".1", "release": cl.opts.Version, "repoid": "5a7e1f00"})
}

// clusterStatus answers GET /config/cluster/status: the members with their
// status, or why the node that was asked cannot reach them.
func (cl *call) clusterStatus() answer {
	if !cl.clustered() && (cl.params.Get("list_single_node") != "1" || cl.opts.Unlisted) {
		return ok([]object{})
	}
	rows := []object{}
	for _, n := range cl.nodes {
		row := cl.member(n)
		if n.down {
			row["conn_error"] = "Can't connect to " + n.IP + ":8006 (No route to host)\n"
		} else {
			for name, v := range cl.status(n) {
				row[name] = v
			}
		}
		rows = append(rows, row)
	}
	a := ok(rows)
	for _, n := range cl.nodes {
		if n.down {
			a.Wait = cl.opts.RelayDelay
		}
	}
	return a
}

// clusterNodes answers GET /config/cluster/nodes.
func (cl *call) clusterNodes() answer {
	rows := []object{}
	if cl.clustered() {
		for _, n := range cl.nodes {
			rows = append(rows, cl.member(n))
		}
	}
	return ok(rows)
}

func (cl *call) member(n *node) object {
	kind := "node"
	switch {
	case !cl.clustered():
		kind = "-"
	case n.cid == 1:
		kind = "master"
	}
	return object{"cid": n.cid, "name": n.Name, "ip": n.IP, "type": kind, "hostrsapubkey": "-", "rootrsapubkey": "-", "fingerprint": "-"}
}

// nodeStatus answers GET /nodes/{node}/status.
func (cl *call) nodeStatus() answer { return ok(cl.status(cl.target)) }

func (cl *call) status(n *node) object {
	load := 0.2 * cl.wave(cl.now)
	text := func(f float64) string { return strconv.FormatFloat(f, 'f', 2, 64) }
	status := object{
		"time": cl.now.Unix(), "uptime": int64(cl.now.Sub(n.booted) / time.Second), "insync": 1, "level": "",
		"cpu": load / 4, "wait": 0, "loadavg": []string{text(load), text(load * 0.9), text(load * 0.8)},
		"cpuinfo": object{"model": "Simulated CPU", "cpus": 4, "cores": 4, "sockets": 1, "mhz": "2400.000"},
		"memory":  object{"total": 8 << 30, "used": 3 << 30, "free": 5 << 30},
		"rootfs":  object{"total": 32 << 30, "used": 9 << 30, "avail": 23 << 30, "free": 23 << 30},
	}
	if cl.proxy.Major >= 9 {
		status["boot-info"] = object{"mode": "efi", "secureboot": 0}
		status["current-kernel"] = object{"sysname": "Linux", "release": "6.14.8-2-pve", "machine": "x86_64", "version": "#1 SMP"}
	}
	return status
}

// queueShape answers GET /nodes/{node}/postfix/qshape.
func (cl *call) queueShape() answer {
	queue := cl.params.Get("queue")
	if queue == "" {
		queue = "deferred"
	}
	waiting, exists := cl.target.queues[queue]
	if !exists {
		return cl.proxy.Fail(500, "ERROR: unable to parse qshape output: - ")
	}
	rows := []object{waiting.row("TOTAL")}
	if waiting.total() > 0 {
		rows = append(rows, waiting.row("example.com"))
	}
	return ok(rows)
}

// period is the time that a statistic is about; the current day by default.
func (cl *call) period() (start, end time.Time) {
	start = cl.now.Truncate(24 * time.Hour)
	if s, err := strconv.ParseInt(cl.params.Get("starttime"), 10, 64); err == nil {
		start = time.Unix(s, 0)
	}
	end = start.Add(24 * time.Hour)
	if e, err := strconv.ParseInt(cl.params.Get("endtime"), 10, 64); err == nil {
		end = time.Unix(e, 0)
	}
	return start, end
}

// mail answers GET /statistics/mail.
func (cl *call) mail() answer {
	mails := cl.passed(cl.period())
	sums := cl.sums(mails)
	sums["bytes_in"], sums["bytes_out"] = mails*21000, mails*9000
	sums["junk_in"], sums["junk_out"] = sums["spamcount_in"], sums["spamcount_out"]
	sums["avptime"] = 0.75
	return ok(cl.odd(sums))
}

// mailCount answers GET /statistics/mailcount.
func (cl *call) mailCount() answer {
	start, end := cl.period()
	span := time.Hour
	if s, err := strconv.Atoi(cl.params.Get("timespan")); err == nil {
		span = time.Duration(s) * time.Second
	}
	rows := []object{}
	for i, at := 0, start; at.Before(end) && i < 5000; i, at = i+1, at.Add(span) {
		row := cl.sums(cl.passed(at, at.Add(min(span, end.Sub(at)))))
		row["index"], row["time"] = float64(i), float64(at.Unix())
		rows = append(rows, cl.odd(row))
	}
	return ok(rows)
}

// spamScores answers GET /statistics/spamscores: the levels 0 to 10.
func (cl *call) spamScores() answer {
	mails := cl.passed(cl.period())
	rows := []object{}
	for level := range 11 {
		part := []float64{0.5, 0.12, 0.08, 0.06, 0.04, 0.04, 0.03, 0.03, 0.02, 0.02, 0.06}[level]
		row := object{"level": level, "count": float64(int(mails * part)), "ratio": part}
		if cl.proxy.Major >= 8 {
			row["level"] = strconv.Itoa(level)
		}
		rows = append(rows, cl.odd(row))
	}
	return ok(rows)
}

// held answers GET /quarantine/spamstatus and /virusstatus.
func (cl *call) held(reason string) answer {
	count := float64(cl.quarantine[reason])
	return ok(cl.odd(object{"count": count, "avgbytes": 20480.0, "mbytes": count * 20480 / 1e6, "avgspam": 7.5}))
}
