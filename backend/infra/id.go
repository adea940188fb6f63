// Package infra holds what is out there: targets, the resources found on them,
// their readings, the reports that bring both and the snapshots that hold the
// newest of everything. Its values are never modified after they are made.
package infra

import (
	"strconv"
	"strings"
)

// TargetID identifies something configured to be polled, for as long as it is
// configured: the published form is kept ("pve-3").
type TargetID string

// ID identifies a resource by what stays the same: a guest keeps its ID when
// it migrates. Its text begins with the kind ("guest:pve-0/101").
type ID string

// Kind is the sort of a resource.
type Kind string

// The kinds of resources.
const (
	KindTarget  Kind = "target"
	KindNode    Kind = "node"
	KindGuest   Kind = "guest"
	KindStorage Kind = "storage"

	KindDisk      Kind = "disk"      // a physical disk of a node
	KindCeph      Kind = "ceph"      // a Ceph cluster
	KindServer    Kind = "server"    // a backup server
	KindDatastore Kind = "datastore" // of a backup server
	KindGateway   Kind = "gateway"   // a mail gateway or cluster of them
	KindHost      Kind = "host"      // a Docker host
	KindContainer Kind = "container" // a Docker container
)

// ConnectionID is the ID of a target seen as a resource, so that its
// reachability can be recorded and alerted on like any other reading.
func ConnectionID(t TargetID) ID { return ID(string(KindTarget) + ":" + string(t)) }

// NodeID is the ID of a hypervisor node.
func NodeID(t TargetID, node string) ID {
	return ID(string(KindNode) + ":" + string(t) + "/" + node)
}

// GuestID is the ID of a virtual machine or container; the node is not part of it.
func GuestID(t TargetID, vmid int) ID {
	return ID(string(KindGuest) + ":" + string(t) + "/" + strconv.Itoa(vmid))
}

// StorageID is the ID of a storage on one node, or of a shared storage of the
// whole target when node is empty.
func StorageID(t TargetID, node, storage string) ID {
	return ID(string(KindStorage) + ":" + string(t) + "/" + node + "/" + storage)
}

// DiskID is the ID of a physical disk by its path on its node.
func DiskID(t TargetID, node, path string) ID {
	return ID(string(KindDisk) + ":" + string(t) + "/" + node + "/" + path)
}

// CephID is the ID of a Ceph cluster; fsid may be empty.
func CephID(t TargetID, fsid string) ID {
	return ID(string(KindCeph) + ":" + string(t) + "/" + fsid)
}

// ServerID is the ID of the backup server that a target is.
func ServerID(t TargetID) ID { return ID(string(KindServer) + ":" + string(t)) }

// DatastoreID is the ID of a datastore of a backup server.
func DatastoreID(t TargetID, name string) ID {
	return ID(string(KindDatastore) + ":" + string(t) + "/" + name)
}

// GatewayID is the ID of the mail gateway that a target is, or of one of its
// nodes when node is not empty.
func GatewayID(t TargetID, node string) ID {
	if node == "" {
		return ID(string(KindGateway) + ":" + string(t))
	}
	return ID(string(KindGateway) + ":" + string(t) + "/" + node)
}

// HostID is the ID of a Docker host.
func HostID(t TargetID) ID { return ID(string(KindHost) + ":" + string(t)) }

// ContainerID is the ID of a Docker container by its full Docker id.
func ContainerID(t TargetID, id string) ID {
	return ID(string(KindContainer) + ":" + string(t) + "/" + id)
}

// Kind returns the kind that the ID begins with.
func (id ID) Kind() Kind {
	kind, _, _ := strings.Cut(string(id), ":")
	return Kind(kind)
}

// The identifiers of the published API (monitoring state, "Identifiers").
// Other programs rebuild them by the same rule, so the rule is fixed.

// PublicNodeID is "<instance>-<node>".
func PublicNodeID(instance, node string) string { return instance + "-" + node }

// PublicGuestID is "<instance>-<node>-<vmid>", or "<node>-<vmid>" where the
// instance is named like the node.
func PublicGuestID(instance, node string, vmid int) string {
	return scoped(instance, node) + "-" + strconv.Itoa(vmid)
}

// PublicStorageID is "<instance>-<node>-<storage>", or "<node>-<storage>"
// where the instance is named like the node. For a shared storage the node is
// the word "cluster".
func PublicStorageID(instance, node, storage string) string {
	return scoped(instance, node) + "-" + storage
}

// PublicDiskID is "<instance>-<node>-<path>" with every "/" of the path written "-".
func PublicDiskID(instance, node, path string) string {
	return instance + "-" + node + "-" + strings.ReplaceAll(path, "/", "-")
}

// PublicCephID is "<instance>-<fsid>", or the instance where there is no fsid.
func PublicCephID(instance, fsid string) string {
	if fsid == "" {
		return instance
	}
	return instance + "-" + fsid
}

// PublicServerID is "pbs-<name>".
func PublicServerID(instance string) string { return "pbs-" + instance }

// PublicGatewayID is "pmg-<name>".
func PublicGatewayID(instance string) string { return "pmg-" + instance }

func scoped(instance, node string) string {
	if instance == node {
		return node
	}
	return instance + "-" + node
}
