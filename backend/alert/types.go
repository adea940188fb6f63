package alert

import "slices"

// The types of alerts. A figure is compared with a threshold; a state is good
// or bad.
const (
	TypeCPU         Type = "cpu"
	TypeMemory      Type = "memory"
	TypeDisk        Type = "disk"
	TypeDiskRead    Type = "diskRead"
	TypeDiskWrite   Type = "diskWrite"
	TypeNetworkIn   Type = "networkIn"
	TypeNetworkOut  Type = "networkOut"
	TypeUsage       Type = "usage"
	TypeTemperature Type = "temperature"

	TypeConnection Type = "connectivity"
	TypeOffline    Type = "offline"
	TypePoweredOff Type = "powered-off"

	TypePoolState   Type = "zfs-pool-state"
	TypePoolErrors  Type = "zfs-pool-errors"
	TypePoolDevice  Type = "zfs-device"
	TypeDiskHealth  Type = "disk-health"
	TypeDiskWearout Type = "disk-wearout"
	TypeCeph        Type = "ceph-health"

	TypeHostOffline     Type = "docker-host-offline"
	TypeContainerState  Type = "docker-container-state"
	TypeContainerHealth Type = "docker-container-health"
	TypeRestartLoop     Type = "docker-container-restart-loop"
	TypeOOMKill         Type = "docker-container-oom-kill"
	TypeMemoryLimit     Type = "docker-container-memory-limit"

	TypeQueueDepth      Type = "queue-depth"
	TypeQueueTotal      Type = "queue-total" // of one node
	TypeQueueDeferred   Type = "queue-deferred"
	TypeQueueHold       Type = "queue-hold"
	TypeMessageAge      Type = "message-age"
	TypeQuarantineSpam  Type = "quarantine-spam"
	TypeQuarantineVirus Type = "quarantine-virus"
	TypeAnomalySpamIn   Type = "anomaly-spamIn"
	TypeAnomalySpamOut  Type = "anomaly-spamOut"
	TypeAnomalyVirusIn  Type = "anomaly-virusIn"
	TypeAnomalyVirusOut Type = "anomaly-virusOut"

	TypeBackupAge    Type = "backup-age"
	TypeBackupFailed Type = "backup-failed"
	TypeSnapshotAge  Type = "snapshot-age"
	TypeJobFailed    Type = "pbs-job-failed"
	TypeVerifyFailed Type = "pbs-verify-failed"

	TypeAway    Type = "pulse-away"      // this program slept or lost its network
	TypeLimited Type = "notices-limited" // the hourly limit held a notice back
)

// availability are the types that a switch for "offline" alerts turns off.
var availability = []Type{TypeConnection, TypeOffline, TypePoweredOff, TypeHostOffline, TypeContainerState}

// hardware are the types of the category "storage" of quiet hours.
var hardware = []Type{
	TypeUsage, TypeDiskHealth, TypeDiskWearout, TypePoolState, TypePoolErrors, TypePoolDevice, TypeCeph,
	TypeBackupAge, TypeBackupFailed, TypeSnapshotAge, TypeJobFailed, TypeVerifyFailed,
}

// isAvailability reports whether a type says that something is not there.
func isAvailability(t Type) bool { return slices.Contains(availability, t) }

// Unit returns the unit of the values of a type of alert; a state has none.
func Unit(t Type) string {
	switch t {
	case TypeDiskRead, TypeDiskWrite, TypeNetworkIn, TypeNetworkOut:
		return "MB/s"
	case TypeTemperature:
		return "°C"
	case TypeCPU, TypeMemory, TypeDisk, TypeUsage, TypeMemoryLimit, TypeDiskWearout:
		return "%"
	case TypeMessageAge:
		return "min"
	case TypeBackupAge:
		return "h"
	case TypeSnapshotAge:
		return "d"
	default:
		return ""
	}
}
