package pvetest

import (
	"fmt"
	"strings"
	"time"
)

// agentCommands maps the guest agent's commands to their answers.
var agentCommands = map[string]func(*guest, time.Time) any{
	"info":                   func(*guest, time.Time) any { return agentInfo() },
	"get-fsinfo":             func(g *guest, at time.Time) any { return g.fileSystems(at) },
	"get-osinfo":             func(g *guest, _ time.Time) any { return g.system() },
	"network-get-interfaces": func(g *guest, at time.Time) any { return g.interfaces(at) },
	"get-host-name":          func(g *guest, _ time.Time) any { return object{"host-name": g.Name} },
}

// agent answers a command, or says as Proxmox does why there is no answer.
func (cl *call) agent(command string, result func(*guest, time.Time) any) answer {
	g := cl.guest
	switch {
	case g.Agent == AgentOff:
		return cl.proxy.Fail(500, "No QEMU guest agent configured")
	case !g.Running:
		return cl.proxy.Fail(500, "VM %d is not running", g.ID)
	case g.Agent == AgentMissing || g.paused:
		return cl.proxy.Fail(500, "QEMU guest agent is not running")
	case g.Agent == AgentSilent:
		return cl.proxy.Fail(500, "VM %d qmp command 'guest-%s' failed - got timeout", g.ID, strings.TrimPrefix(command, "guest-"))
	}
	return ok(object{"result": result(g, cl.now)})
}

func agentInfo() object {
	return object{"version": "7.2.11", "supported_commands": []object{
		{"name": "guest-ping", "enabled": true, "success-response": true},
		{"name": "guest-get-fsinfo", "enabled": true, "success-response": true},
		{"name": "guest-get-osinfo", "enabled": true, "success-response": true},
		{"name": "guest-network-get-interfaces", "enabled": true, "success-response": true},
	}}
}

// fileSystems lists real ones together with those that a client has to leave out.
func (g *guest) fileSystems(at time.Time) []object {
	used := func(total int64) int64 { return int64(float64(total) * g.diskPart(at)) }
	device := func(name string) []object {
		return []object{{
			"dev": name, "bus-type": "scsi", "bus": 0, "target": 0, "unit": 0, "serial": "0QEMU_QEMU_HARDDISK_drive-scsi0",
			"pci-controller": object{"domain": 0, "bus": 9, "slot": 1, "function": 0},
		}}
	}
	if g.Windows {
		return []object{
			{"name": `\\?\Volume{0c0ffee0-0000-0000-0000-100000000000}\`, "mountpoint": "System Reserved", "type": "NTFS", "disk": device(`\\.\PhysicalDrive0`)},
			{
				"name": `\\?\Volume{0c0ffee0-0000-0000-0000-300300000000}\`, "mountpoint": `C:\`, "type": "NTFS",
				"total-bytes": g.Disk - 1<<30, "used-bytes": used(g.Disk - 1<<30), "disk": device(`\\.\PhysicalDrive0`),
			},
		}
	}
	root := g.Disk * 95 / 100
	return []object{
		{"name": "sda1", "mountpoint": "/", "type": "ext4", "total-bytes": root, "used-bytes": used(root), "disk": device("/dev/sda1")},
		{"name": "sda15", "mountpoint": "/boot/efi", "type": "vfat", "total-bytes": 129718272, "used-bytes": 9099264, "disk": device("/dev/sda15")},
		{"name": "sda16", "mountpoint": "/boot", "type": "ext4", "total-bytes": 923653120, "used-bytes": 209715200, "disk": device("/dev/sda16")},
		{"name": "loop0", "mountpoint": "/snap/core22/1748", "type": "squashfs", "total-bytes": 77463552, "used-bytes": 77463552, "disk": []object{}},
	}
}

func (g *guest) system() object {
	if g.Windows {
		return object{
			"id": "mswindows", "name": "Microsoft Windows", "pretty-name": "Windows Server 2022 Standard", "version": "Microsoft Windows Server 2022",
			"version-id": "2022", "variant": "server", "variant-id": "server", "machine": "x86_64", "kernel-release": "20348", "kernel-version": "10.0",
		}
	}
	return object{
		"id": "debian", "name": "Debian GNU/Linux", "pretty-name": "Debian GNU/Linux 12 (bookworm)", "version": "12 (bookworm)",
		"version-id": "12", "machine": "x86_64", "kernel-release": "6.1.0-32-amd64", "kernel-version": "#1 SMP PREEMPT_DYNAMIC Debian 6.1.129-1",
	}
}

func (g *guest) interfaces(at time.Time) []object {
	n := g.meter.at(at)
	statistics := object{
		"rx-bytes": n.netIn, "tx-bytes": n.netOut, "rx-packets": n.netIn / 900, "tx-packets": n.netOut / 900,
		"rx-errs": 0, "tx-errs": 0, "rx-dropped": 0, "tx-dropped": 0,
	}
	return []object{
		{"name": "lo", "hardware-address": "00:00:00:00:00:00", "statistics": object{"rx-bytes": 5120, "tx-bytes": 5120}, "ip-addresses": []object{
			{"ip-address": "127.0.0.1", "ip-address-type": "ipv4", "prefix": 8}, {"ip-address": "::1", "ip-address-type": "ipv6", "prefix": 128},
		}},
		{"name": "ens18", "hardware-address": strings.ToLower(g.mac()), "statistics": statistics, "ip-addresses": []object{
			{"ip-address": g.ip(), "ip-address-type": "ipv4", "prefix": 16},
			{"ip-address": fmt.Sprintf("fe80::be24:11ff:fe%02x:%x", g.key>>16&255, g.key&0xffff), "ip-address-type": "ipv6", "prefix": 64},
		}},
	}
}

// containerInterfaces holds the list of addresses from version 8 on only.
func (cl *call) containerInterfaces() answer {
	g := cl.guest
	if !g.Running {
		return ok(nil)
	}
	lo := object{"name": "lo", "hwaddr": "00:00:00:00:00:00", "inet": "127.0.0.1/8", "inet6": "::1/128"}
	eth := object{"name": "eth0", "hwaddr": strings.ToLower(g.mac()), "inet": g.ip() + "/16"}
	if cl.major >= 8 {
		lo["hardware-address"], eth["hardware-address"] = lo["hwaddr"], eth["hwaddr"]
		lo["ip-addresses"] = []object{{"ip-address": "127.0.0.1", "ip-address-type": "inet", "prefix": "8"}}
		eth["ip-addresses"] = []object{{"ip-address": g.ip(), "ip-address-type": "inet", "prefix": "16"}}
	}
	return ok([]object{lo, eth})
}

func (g *guest) ip() string { return address("10.20.0.0", g.ID) }
