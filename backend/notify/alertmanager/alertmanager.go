// Package alertmanager tells what understands the webhooks of Prometheus
// Alertmanager, version 4.
package alertmanager

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"time"

	"pulse/backend/alert"
	"pulse/backend/notify"
	"pulse/backend/notify/render"
	"pulse/backend/notify/webhook"
)

// Format is Alertmanager's as a format of webhooks.
func Format() webhook.Format {
	return webhook.Format{
		Template: notify.Template{
			Service: "alertmanager", Name: "Alertmanager webhook (version 4)", Method: "POST",
			URLPattern: "https://{receiver}/{path}", Headers: map[string]string{"Content-Type": "application/json"},
			Instructions: "For every receiver of Alertmanager's webhooks. Each alert has the labels alertname, severity, resource, resource_id, node and instance; " +
				"recovered ones have the status resolved.",
		},
		Body: body,
	}
}

// message is version 4 of Alertmanager's webhook.
type message struct {
	Version           string            `json:"version"`
	NoticeID          string            `json:"noticeId"`
	GroupKey          string            `json:"groupKey"`
	TruncatedAlerts   int               `json:"truncatedAlerts"`
	Status            string            `json:"status"`
	Receiver          string            `json:"receiver"`
	GroupLabels       map[string]string `json:"groupLabels"`
	CommonLabels      map[string]string `json:"commonLabels"`
	CommonAnnotations map[string]string `json:"commonAnnotations"`
	ExternalURL       string            `json:"externalURL"`
	Alerts            []one             `json:"alerts"`
}

type one struct {
	Status       string            `json:"status"`
	Labels       map[string]string `json:"labels"`
	Annotations  map[string]string `json:"annotations"`
	StartsAt     time.Time         `json:"startsAt"`
	EndsAt       time.Time         `json:"endsAt"` // the zero time while it lasts
	GeneratorURL string            `json:"generatorURL"`
	Fingerprint  string            `json:"fingerprint"`
}

func body(n notify.Notice, _ notify.Env) ([]byte, error) {
	m := message{
		Version: "4", NoticeID: n.ID, GroupKey: "{}:{}", Status: status(n.Event), Receiver: "pulse",
		GroupLabels: map[string]string{}, ExternalURL: n.Source,
	}
	for i := range n.Alerts {
		a := oneOf(&n.Alerts[i], n)
		m.Alerts = append(m.Alerts, a)
		m.CommonLabels = common(m.CommonLabels, a.Labels)
		m.CommonAnnotations = common(m.CommonAnnotations, a.Annotations)
	}
	return json.Marshal(m)
}

func oneOf(a *alert.Alert, n notify.Notice) one {
	annotations := map[string]string{"summary": render.Subject(a), "description": render.Clean(a.Message)}
	if value := render.Value(a); value != "" {
		annotations["value"], annotations["threshold"] = value, render.Threshold(a)
	}
	id := fnv.New64a()
	_, _ = id.Write([]byte(a.PublicID)) // never fails
	return one{
		Status: status(n.Event),
		Labels: map[string]string{
			"alertname": string(a.Type), "severity": string(a.Level), "alert_id": a.PublicID, "resource": render.Clean(a.ResourceName()),
			"resource_id": a.ResourceID(), "node": render.Clean(a.Subject.Node), "instance": render.Clean(a.Subject.Instance),
		},
		Annotations: annotations, StartsAt: a.Since.UTC(), EndsAt: a.EndedAt.UTC(),
		GeneratorURL: n.Source, Fingerprint: fmt.Sprintf("%016x", id.Sum64()),
	}
}

func status(e notify.Event) string {
	if e == notify.EventResolved {
		return "resolved"
	}
	return "firing"
}

// common keeps what two sets say alike; nil is the set of everything.
func common(known, next map[string]string) map[string]string {
	if known == nil {
		return maps.Clone(next)
	}
	maps.DeleteFunc(known, func(name, value string) bool { return next[name] != value })
	return known
}
