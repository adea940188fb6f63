package pmg

import (
	"context"
	"net/url"
	"strconv"
	"time"
)

// One method per endpoint. Each has its own longest time.
const (
	versionTimeout    = 10 * time.Second // decides whether the gateway is there
	membersTimeout    = 8 * time.Second  // asks every member, and waits for those that are down
	nodeTimeout       = 5 * time.Second
	queueTimeout      = 8 * time.Second
	statisticsTimeout = 20 * time.Second // a query over a day of mail
	day               = 24 * time.Hour
)

func (a *asker) version(ctx context.Context) (version, error) {
	return get[version](ctx, a, query{path: "/version", timeout: versionTimeout})
}

// members lists the nodes with their status, a gateway of its own as well.
func (a *asker) members(ctx context.Context) ([]memberRow, error) {
	return get[[]memberRow](ctx, a, query{
		path: "/config/cluster/status", params: map[string]string{"list_single_node": "1"}, timeout: membersTimeout,
	})
}

// memberList is members without their status, which no member can delay.
func (a *asker) memberList(ctx context.Context) ([]memberRow, error) {
	return get[[]memberRow](ctx, a, query{path: "/config/cluster/nodes", timeout: membersTimeout})
}

func (a *asker) nodeStatus(ctx context.Context, node string) (nodeFigures, error) {
	return get[nodeFigures](ctx, a, query{path: nodePath(node, "/status"), node: node, timeout: nodeTimeout})
}

// queueShape tells how much mail waits in a queue of a node, by domain and age.
func (a *asker) queueShape(ctx context.Context, node, queue string) ([]shapeRow, error) {
	return get[[]shapeRow](ctx, a, query{
		path: nodePath(node, "/postfix/qshape"), params: map[string]string{"queue": queue}, node: node, timeout: queueTimeout,
	})
}

func nodePath(node, what string) string { return "/nodes/" + url.PathEscape(node) + what }

func (a *asker) mailStatistics(ctx context.Context, until time.Time) (mailFigures, error) {
	return get[mailFigures](ctx, a, query{path: "/statistics/mail", params: lastDay(until), timeout: statisticsTimeout})
}

// mailHours are sums per hour; the server takes the width in seconds.
func (a *asker) mailHours(ctx context.Context, until time.Time) ([]hourRow, error) {
	params := lastDay(until)
	params["timespan"] = strconv.Itoa(int(time.Hour / time.Second))
	return get[[]hourRow](ctx, a, query{path: "/statistics/mailcount", params: params, timeout: statisticsTimeout})
}

func (a *asker) spamScores(ctx context.Context, until time.Time) ([]scoreRow, error) {
	return get[[]scoreRow](ctx, a, query{path: "/statistics/spamscores", params: lastDay(until), timeout: statisticsTimeout})
}

// quarantine tells how much is held back for one reason: "spam" or "virus".
func (a *asker) quarantine(ctx context.Context, reason string) (heldFigures, error) {
	return get[heldFigures](ctx, a, query{path: "/quarantine/" + reason + "status", timeout: statisticsTimeout})
}

// lastDay are the parameters of the statistics; without them the servers tell
// of the calendar day.
func lastDay(until time.Time) map[string]string {
	return map[string]string{
		"starttime": strconv.FormatInt(until.Add(-day).Unix(), 10),
		"endtime":   strconv.FormatInt(until.Unix(), 10),
	}
}
