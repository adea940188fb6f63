package pve

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
	"pulse/backend/source/proxmox"
)

func filesystems(t *testing.T, result string) []agentFilesystem {
	t.Helper()
	answer, err := proxmox.Decode[agentList[agentFilesystem]]([]byte(`{"data":{"result":` + result + `}}`))
	if err != nil {
		t.Fatal(err)
	}
	return answer.Result
}

func TestDiskOf_SumsFileSystemsThatHoldData(t *testing.T) {
	got := diskOf(filesystems(t, `[
		{"mountpoint":"/","type":"ext4","total-bytes":100,"used-bytes":40,"disk":[{"dev":"/dev/sda1"}]},
		{"mountpoint":"/srv","type":"xfs","total-bytes":"1000","used-bytes":"10","disk":{"dev":"/dev/dm-0"}},
		{"mountpoint":"/mnt/again","type":"xfs","total-bytes":1000,"used-bytes":10,"disk":{"dev":"/dev/dm-0"}},
		{"mountpoint":"/media/cd","type":"iso9660","total-bytes":5,"used-bytes":5},
		{"mountpoint":"/dev/shm","type":"ext4","total-bytes":5,"used-bytes":0},
		{"mountpoint":"/boot/efi","type":"vfat","total-bytes":5,"used-bytes":1},
		{"mountpoint":"/mnt/share","type":"nfs4","total-bytes":5,"used-bytes":1},
		{"mountpoint":"/var/lib/docker/overlay2/x","type":"overlay","total-bytes":5,"used-bytes":1},
		{"mountpoint":"/empty","type":"ext4","total-bytes":0,"used-bytes":0},
		{"mountpoint":"/old-agent","type":"ext4"}]`))
	want := vmDisk{
		usage: infra.Some(infra.Usage{Total: 1100, Used: 50, Free: 1050}),
		disks: []infra.Filesystem{
			{Usage: infra.Usage{Total: 100, Used: 40, Free: 60}, Mountpoint: "/", Type: "ext4", Device: "/dev/sda1"},
			{Usage: infra.Usage{Total: 1000, Used: 10, Free: 990}, Mountpoint: "/srv", Type: "xfs", Device: "/dev/dm-0"},
		},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(vmDisk{})); diff != "" {
		t.Error(diff)
	}
}

func TestDiskOf_CountsWindowsDrivesOfOneDisk(t *testing.T) {
	got := diskOf(filesystems(t, `[
		{"mountpoint":"System Reserved","type":"NTFS","total-bytes":9,"used-bytes":1,"disk":[{"dev":"\\\\.\\PhysicalDrive0"}]},
		{"mountpoint":"C:\\","type":"NTFS","total-bytes":100,"used-bytes":60,"disk":[{"dev":"\\\\.\\PhysicalDrive0"}]},
		{"mountpoint":"D:\\","type":"NTFS","total-bytes":300,"used-bytes":30,"disk":[{"dev":"\\\\.\\PhysicalDrive0"}]}]`))
	if want := infra.Some(infra.Usage{Total: 400, Used: 90, Free: 310}); got.usage != want {
		t.Errorf("usage = %+v, want %+v", got.usage, want)
	}
}

func TestDiskOf_SaysWhyNothingIsLeft(t *testing.T) {
	for result, want := range map[string]string{
		`[]`: "no-filesystems",
		`[{"mountpoint":"/run","type":"tmpfs","total-bytes":5,"used-bytes":1}]`: "special-filesystems-only",
	} {
		if got := diskOf(filesystems(t, result)); got.usage.Known || got.reason != want {
			t.Errorf("diskOf(%s) = %+v, want unknown because of %s", result, got, want)
		}
	}
}

func TestSpecial_KnowsEveryKind(t *testing.T) {
	for _, name := range []string{"tmpfs", "cgroup2", "fuse.sshfs", "9p", "nfs4", "cifs", "smbfs", "squashfs", "udf", "fusectl", "EROFS"} {
		if !specialType(name, false) {
			t.Errorf("type %s counts, want it left out", name)
		}
	}
	for _, name := range []string{"ext4", "xfs", "btrfs", "zfs", "NTFS", "overlay"} {
		if specialType(name, false) {
			t.Errorf("type %s is left out, want it to count", name)
		}
	}
	if !specialType("overlay", true) {
		t.Error("a full overlay counts, want it left out as an image")
	}
	for path, want := range map[string]bool{
		"/snap/core/1": true, "/run/user/0": true, "/dev": true, "/snapshots": false, "/device": false, `C:\`: false, "/": false,
	} {
		if specialMount(path) != want {
			t.Errorf("specialMount(%s) = %t, want %t", path, !want, want)
		}
	}
}

func TestDeviceOf_StandsInForTheName(t *testing.T) {
	for result, want := range map[string]string{
		`[{"mountpoint":"/","disk":[{"dev":"/dev/sda1","serial":"S1"}]}]`: "/dev/sda1",
		`[{"mountpoint":"/","disk":[{"serial":"S1","bus-type":"scsi"}]}]`: "S1",
		`[{"mountpoint":"/","disk":[{"bus-type":"scsi","target":3}]}]`:    "scsi-3",
		`[{"mountpoint":"/"}]`:                          "root-filesystem",
		`[{"mountpoint":"/srv","disk":[]}]`:             "/srv",
		`[{"mountpoint":"/srv","disk":"nothing good"}]`: "/srv",
	} {
		if got := deviceOf(filesystems(t, result)[0]); got != want {
			t.Errorf("deviceOf(%s) = %q, want %q", result, got, want)
		}
	}
}
