package settings

import "encoding/json"

// DefaultAlerts is the configuration of a fresh installation. zone is the
// machine's own time zone by its IANA name.
func DefaultAlerts(zone string) Alerts {
	return Alerts{
		Enabled: true,
		GuestDefaults: Thresholds{
			PoweredOffSeverity: "warning",
			CPU:                &Hysteresis{80, 75}, Memory: &Hysteresis{85, 80}, Disk: &Hysteresis{90, 85},
			DiskRead: &Hysteresis{}, DiskWrite: &Hysteresis{}, NetworkIn: &Hysteresis{}, NetworkOut: &Hysteresis{},
		},
		NodeDefaults: Thresholds{
			PoweredOffSeverity: "warning",
			CPU:                &Hysteresis{80, 75}, Memory: &Hysteresis{85, 80}, Disk: &Hysteresis{90, 85},
			Temperature: &Hysteresis{80, 75},
		},
		StorageDefault:    defaultStorage(),
		DockerDefaults:    defaultDocker(),
		PMGDefaults:       defaultMail(),
		Overrides:         map[string]Thresholds{},
		Schedule:          defaultSchedule(zone),
		MinimumDelta:      2,
		SuppressionWindow: 5,
		HysteresisMargin:  5,
		TimeThreshold:     defaultDelay,
		TimeThresholds:    defaultDelays(),
		Flapping:          defaultFlapping(),
		Rest:              defaultRest(),
	}
}

// defaultDelay is for how many seconds a threshold must be exceeded.
const defaultDelay = 5

func defaultDelays() map[string]int {
	return map[string]int{"guest": defaultDelay, "node": defaultDelay, "storage": defaultDelay, "pbs": defaultDelay}
}

func defaultStorage() Hysteresis { return Hysteresis{Trigger: 85, Clear: 80} }

func defaultDocker() DockerThresholds {
	return DockerThresholds{
		CPU: Hysteresis{80, 75}, Memory: Hysteresis{85, 80},
		RestartCount: 3, RestartWindow: 300, MemoryWarnPct: 90, MemoryCriticalPct: 95,
	}
}

func defaultMail() MailThresholds {
	return MailThresholds{
		QueueTotalWarning: 500, QueueTotalCritical: 1000,
		OldestMessageWarnMins: 30, OldestMessageCritMins: 60,
		DeferredQueueWarn: 200, DeferredQueueCritical: 500,
		HoldQueueWarn: 100, HoldQueueCritical: 300,
		QuarantineSpamWarn: 2000, QuarantineSpamCritical: 5000,
		QuarantineVirusWarn: 2000, QuarantineVirusCritical: 5000,
		QuarantineGrowthWarnPct: 25, QuarantineGrowthWarnMin: 250,
		QuarantineGrowthCritPct: 50, QuarantineGrowthCritMin: 500,
	}
}

func defaultSchedule(zone string) Schedule {
	return Schedule{
		QuietHours: QuietHours{
			Start: "22:00", End: "08:00", Timezone: zone,
			Days: Days{
				"monday": true, "tuesday": true, "wednesday": true, "thursday": true, "friday": true,
				"saturday": false, "sunday": false,
			},
		},
		Cooldown: 5, GroupingWindow: 30, MaxAlertsHour: 10,
		Escalation: Escalation{Levels: []EscalationLevel{
			{After: 15, Notify: "email"}, {After: 30, Notify: "webhook"}, {After: 60, Notify: "all"},
		}},
		Grouping: Grouping{Enabled: true, Window: 30, ByNode: true},
	}
}

func defaultFlapping() Flapping {
	return Flapping{Threshold: 5, Window: 10, SuppressionTime: 30, MinStability: 0.8}
}

// defaultRest are the members that are kept for clients without being acted on.
func defaultRest() map[string]json.RawMessage {
	return map[string]json.RawMessage{
		"aggregation":     json.RawMessage(`{"enabled":false,"timeWindow":10,"countThreshold":3,"similarityWindow":5}`),
		"ioNormalization": json.RawMessage(`{"enabled":false,"vmDiskMax":500,"containerDiskMax":300,"networkMax":1000}`),
	}
}
