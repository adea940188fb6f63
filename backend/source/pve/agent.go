package pve

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"pulse/backend/infra"
	"pulse/backend/source/proxmox"
)

// interfacesOf converts what the agent tells about a guest's network: the
// interfaces by name, and all their addresses.
func interfacesOf(listed []agentInterface) ([]infra.Interface, []string) {
	interfaces, all := []infra.Interface{}, []string{}
	for _, in := range listed {
		out := infra.Interface{
			Name: string(in.Name), MAC: string(in.MAC),
			RxBytes: in.Statistics.RxBytes.Whole(), TxBytes: in.Statistics.TxBytes.Whole(),
		}
		for _, a := range in.Addresses {
			if address := string(a.Address); ofInterest(address) {
				out.Addresses = append(out.Addresses, address)
			}
		}
		slices.Sort(out.Addresses)
		out.Addresses = slices.Compact(out.Addresses)
		if len(out.Addresses) == 0 && out.RxBytes == 0 && out.TxBytes == 0 {
			continue
		}
		interfaces, all = append(interfaces, out), append(all, out.Addresses...)
	}
	slices.SortStableFunc(interfaces, func(a, b infra.Interface) int { return strings.Compare(a.Name, b.Name) })
	slices.Sort(all)
	return interfaces, slices.Compact(all)
}

// ofInterest leaves out the addresses that every machine has.
func ofInterest(address string) bool {
	return address != "" && address != "::1" &&
		!strings.HasPrefix(address, "127.") && !strings.HasPrefix(strings.ToLower(address), "fe80")
}

// systemOf names the operating system and its version, from whichever of its
// fields an agent fills.
func systemOf(o osFigures) (name, version string) {
	name = firstOf(o.Name, o.PrettyName, o.ID)
	version = firstOf(o.Version, o.VersionID)
	if version == "" && string(o.PrettyName) != name {
		version = string(o.PrettyName)
	}
	if version == "" {
		version = string(o.KernelRelease)
	}
	if version == name {
		version = ""
	}
	return name, version
}

func firstOf(texts ...text) string {
	for _, t := range texts {
		if t != "" {
			return string(t)
		}
	}
	return ""
}

// agentReason sorts the error of an agent call into the published vocabulary.
// ok is false when the error says nothing about the agent.
func agentReason(err error) (reason string, ok bool) {
	switch kindOf(err) {
	case infra.FailTimeout:
		return reasonAgentTimeout, true
	case infra.FailPermission:
		return reasonPermission, true
	}
	failure, ok := errors.AsType[*proxmox.StatusError](err)
	if !ok || failure.Status != http.StatusInternalServerError || daemonDown(failure) {
		return "", false
	}
	words := strings.ToLower(failure.Reason)
	switch {
	case strings.Contains(words, "not running"):
		return reasonAgentNotRunning, true
	case strings.Contains(words, "no qemu guest agent configured"):
		return reasonAgentDisabled, true
	case strings.Contains(words, "timeout"), strings.Contains(words, "timed out"):
		return reasonAgentTimeout, true
	case strings.Contains(words, "permission"):
		return reasonPermission, true
	}
	return reasonAgentError, true
}
