package alert

import (
	"strings"

	"pulse/backend/infra"
)

// PublicID returns the id of an alert in the published API. Screens rebuild
// it from the id of the resource, so its form is fixed.
func PublicID(k Key, row *infra.Resource) string {
	switch k.Type {
	case TypeConnection:
		if row.Kind == infra.KindTarget {
			return "connection-offline-" + row.PublicID
		}
		return "node-offline-" + row.PublicID
	case TypeOffline:
		return offlineID(row)
	case TypePoweredOff:
		return "guest-powered-off-" + row.PublicID
	case TypeHostOffline:
		return string(k.Type) + "-" + strings.TrimPrefix(row.PublicID, dockerPrefix)
	case TypeOOMKill:
		return "docker-container-oom-" + row.PublicID
	case TypeContainerState, TypeContainerHealth, TypeRestartLoop, TypeMemoryLimit, TypePoolState, TypePoolErrors, TypeCeph:
		return string(k.Type) + "-" + row.PublicID
	case TypePoolDevice:
		return string(k.Type) + "-" + row.PublicID + "-" + k.Part
	case TypeDiskHealth, TypeDiskWearout:
		return string(k.Type) + "-" + row.Instance + "-" + row.Node + "-" + k.Part
	case TypeAway:
		return string(TypeAway)
	default:
		return resourceID(k, row) + "-" + suffixOf(k.Type)
	}
}

func offlineID(row *infra.Resource) string {
	if row.Kind == infra.KindServer || row.Kind == infra.KindGateway { // their ids begin with pbs- and pmg-
		kind, _, _ := strings.Cut(row.PublicID, "-")
		return kind + "-offline-" + row.PublicID
	}
	return "storage-offline-" + row.PublicID
}

// suffixOf is what ends the ids of a type.
func suffixOf(t Type) string {
	switch t {
	case TypeQueueDepth:
		return string(TypeQueueTotal)
	case TypeMessageAge:
		return "oldest-message"
	default:
		return string(t)
	}
}

// dockerPrefix begins the published ids of Docker hosts and containers in alerts.
const dockerPrefix = "docker:"

// ResourceID returns the id that the published API gives the resource of the
// alert: a file system of a guest has one of its own.
func (a *Alert) ResourceID() string { return resourceID(a.Key, &a.Subject) }

// ResourceName returns the name of the resource for people.
func (a *Alert) ResourceName() string {
	if label, ok := a.Metadata["label"].(string); ok && a.Part != "" {
		return a.Subject.Name + " (" + label + ")"
	}
	return a.Subject.Name
}

func resourceID(k Key, row *infra.Resource) string {
	switch {
	case k.Part == "":
		return row.PublicID
	case row.Kind == infra.KindGuest:
		return row.PublicID + "-disk-" + k.Part
	case row.Kind == infra.KindGateway, row.Kind == infra.KindServer:
		return row.PublicID + "-" + k.Part
	default:
		return row.PublicID
	}
}
