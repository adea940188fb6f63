package alert

import "pulse/backend/infra"

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
		return "storage-offline-" + row.PublicID
	case TypePoweredOff:
		return "guest-powered-off-" + row.PublicID
	default:
		return resourceID(k, row) + "-" + string(k.Type)
	}
}

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
	if k.Part == "" {
		return row.PublicID
	}
	return row.PublicID + "-disk-" + k.Part
}
