// Package render puts notices into words and fills templates with them, safely
// for the place where each value lands.
package render

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"pulse/backend/alert"
	"pulse/backend/notify"
)

// Data is what a template can tell of a notice. Its names are published: the
// templates that people wrote use them. What is told of one alert is that of
// the first.
type Data struct {
	ID, Level, Type          string
	ResourceName, ResourceID string
	ResourceType             string
	Node                     string
	Instance                 string // address of this program, for links; may be empty
	Message                  string // of the first alert, with a list of the others
	Value, Threshold         float64
	ValueFormatted           string // empty for a state, as is ThresholdFormatted
	ThresholdFormatted       string
	StartTime, Timestamp     string // RFC 3339, as are the other times
	ResolvedTime             string
	Duration                 string
	Acknowledged             bool
	AckTime, AckUser         string
	Metadata                 map[string]any
	CustomFields             map[string]string
	AlertCount               int
	Alerts                   []Alert
	ChatID                   string // Telegram's
	Event                    string // firing, repeat, escalated, resolved or test
	NoticeID                 string
	Title                    string // the whole notice in a line
	Unix                     int64  // Timestamp in seconds
}

// Alert is one alert of a notice, for templates that list them all.
type Alert struct {
	ID, Level, Type          string
	ResourceName, ResourceID string
	ResourceType             string
	Node, Instance           string
	Message                  string
	Value, Threshold         float64
	ValueFormatted           string
	ThresholdFormatted       string
	StartTime, LastSeen      time.Time
	ResolvedTime             *time.Time
	Duration                 string
	Acknowledged             bool
	AckTime                  *time.Time
	AckUser                  string
	Metadata                 map[string]any
}

// listed is how many of the other alerts a message names.
const listed = 20

// DataOf makes the data of a notice. The list of the other alerts in its
// message is on one line, or has a line for each.
func DataOf(n notify.Notice, fields map[string]string, oneLine bool) Data {
	alerts := make([]Alert, 0, len(n.Alerts))
	for i := range n.Alerts {
		alerts = append(alerts, alertOf(&n.Alerts[i], n.At))
	}
	first := alerts[0]
	d := Data{
		ID: first.ID, Level: first.Level, Type: first.Type,
		ResourceName: first.ResourceName, ResourceID: first.ResourceID, ResourceType: first.ResourceType,
		Node: first.Node, Instance: instance(n.Source, first.Instance), Message: message(alerts, oneLine),
		Value: first.Value, Threshold: first.Threshold,
		ValueFormatted: first.ValueFormatted, ThresholdFormatted: first.ThresholdFormatted,
		StartTime: moment(first.StartTime), Timestamp: moment(n.At), ResolvedTime: moment(n.Alerts[0].EndedAt), Duration: first.Duration,
		Acknowledged: first.Acknowledged, AckUser: first.AckUser,
		Metadata: first.Metadata, CustomFields: fields, AlertCount: len(alerts), Alerts: alerts,
		Event: string(n.Event), NoticeID: n.ID, Title: Title(n), Unix: n.At.Unix(),
	}
	if first.AckTime != nil {
		d.AckTime = moment(*first.AckTime)
	}
	return d
}

func alertOf(a *alert.Alert, now time.Time) Alert {
	one := Alert{
		ID: a.PublicID, Level: string(a.Level), Type: string(a.Type),
		ResourceName: Clean(a.ResourceName()), ResourceID: a.ResourceID(), ResourceType: resourceType(a),
		Node: Clean(a.Subject.Node), Instance: Clean(a.Subject.Instance), Message: Clean(a.Message),
		Value: a.Value, Threshold: a.Threshold, ValueFormatted: Value(a), ThresholdFormatted: Threshold(a),
		StartTime: a.Since.UTC(), LastSeen: a.SeenAt.UTC(), Duration: Lasted(a, now),
		Acknowledged: a.Acknowledged, AckUser: Clean(a.AckBy), Metadata: a.Metadata,
	}
	if a.Acknowledged {
		at := a.AckAt.UTC()
		one.AckTime = &at
	}
	if !a.EndedAt.IsZero() {
		at := a.EndedAt.UTC()
		one.ResolvedTime = &at
	}
	return one
}

func resourceType(a *alert.Alert) string {
	if text, ok := a.Metadata["resourceType"].(string); ok {
		return text
	}
	return string(a.Subject.Kind)
}

// instance is the address for links: the program's own, else that of the
// server if its name is one.
func instance(source, name string) string {
	for _, candidate := range []string{source, name} {
		if u, err := url.Parse(candidate); err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https") {
			return strings.TrimRight(candidate, "/")
		}
	}
	return ""
}

// message tells the first alert and lists the others.
func message(alerts []Alert, oneLine bool) string {
	others := alerts[1:]
	lines := make([]string, 0, min(len(others), listed)+1)
	for _, a := range others[:min(len(others), listed)] {
		lines = append(lines, line(a))
	}
	if more := len(others) - listed; more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	switch {
	case len(lines) == 0:
		return alerts[0].Message
	case oneLine:
		return alerts[0].Message + " | also " + strings.Join(lines, ", ")
	default:
		return alerts[0].Message + "\n\nAlso:\n" + strings.Join(lines, "\n")
	}
}

// line tells one of several alerts: name, value and message.
func line(a Alert) string {
	if a.ValueFormatted == "" {
		return a.ResourceName + ": " + a.Message
	}
	return a.ResourceName + ": " + a.ValueFormatted + " (" + a.Message + ")"
}
