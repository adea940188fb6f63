package wire

import "pulse/backend/settings"

// ThresholdDefaults are the thresholds that hold where nothing else is said.
type ThresholdDefaults struct {
	Guests  settings.Thresholds       `json:"guestDefaults"`
	Nodes   settings.Thresholds       `json:"nodeDefaults"`
	Storage settings.Hysteresis       `json:"storageDefault"`
	Docker  settings.DockerThresholds `json:"dockerDefaults"`
	Mail    settings.MailThresholds   `json:"pmgDefaults"`
}

// ThresholdDefaultsOf takes them out of the configuration.
func ThresholdDefaultsOf(a settings.Alerts) ThresholdDefaults {
	return ThresholdDefaults{a.GuestDefaults, a.NodeDefaults, a.StorageDefault, a.DockerDefaults, a.PMGDefaults}
}
