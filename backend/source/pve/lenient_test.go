package pve

import (
	"encoding/json"
	"testing"

	"pulse/backend/source/proxmox"
)

func decodeInto[T any](t *testing.T, body string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatalf("decode %s: %v", body, err)
	}
	return v
}

func TestFlag_AcceptsEveryFormOfABoolean(t *testing.T) {
	for body, want := range map[string]flag{
		`1`: {true, true}, `"1"`: {true, true}, `true`: {true, true},
		`0`: {false, true}, `"0"`: {false, true}, `false`: {false, true},
		`""`: {}, `null`: {}, `"yes"`: {},
	} {
		if got := decodeInto[flag](t, body); got != want {
			t.Errorf("flag %s = %+v, want %+v", body, got, want)
		}
	}
}

func TestList_AcceptsOneInsteadOfMany(t *testing.T) {
	for body, want := range map[string]int{`[{"type":"a"},{"type":"b"}]`: 2, `{"type":"a"}`: 1, `null`: 0, `"x"`: 0, `[]`: 0} {
		if got := decodeInto[list[agentFilesystem]](t, body); len(got) != want {
			t.Errorf("list %s has %d elements, want %d", body, len(got), want)
		}
	}
}

func TestDecode_RefusesAnswersWithoutData(t *testing.T) {
	for _, body := range []string{``, `{}`, `{"data":null}`, `null`, `[]`, `<html></html>`, `{"data":[`, `{"data":"text"}`} {
		if got, err := proxmox.Decode[[]nodeRow]([]byte(body)); err == nil {
			t.Errorf("decode(%q) = %+v, want an error", body, got)
		}
	}
}

func TestPermissions_AcceptEmptyListForEmptyObject(t *testing.T) {
	got, err := proxmox.Decode[permissions]([]byte(`{"data":[]}`))
	if err != nil || len(got) != 0 {
		t.Errorf("got %v, %v; want none", got, err)
	}
}

func FuzzDecodeResources(f *testing.F) {
	f.Add([]byte(`{"data":[{"type":"qemu","id":"qemu/100","vmid":"100","node":"a","status":"running","maxmem":1,"mem":2}]}`))
	f.Add([]byte(`{"data":[{"type":"lxc","template":"","tags":" "},{"type":"node","node":"a"}]}`))
	f.Add([]byte(`{"data":{"a":1}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		rows, err := proxmox.Decode[[]resourceRow](body)
		if err != nil {
			return
		}
		r := reader{}
		var l listing
		r.addResources(&l, rows)
		for _, g := range l.guests {
			if g.VMID <= 0 || (g.Memory.Known && g.Memory.Value.Used > g.Memory.Value.Total) {
				t.Errorf("guest %+v of %q", g.Guest, body)
			}
		}
	})
}

func FuzzFilesystems(f *testing.F) {
	f.Add([]byte(`{"data":{"result":[{"mountpoint":"/","type":"ext4","total-bytes":"10","used-bytes":4,"disk":{"dev":"/dev/sda1"}}]}}`))
	f.Add([]byte(`{"data":{"result":{}}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		answer, err := proxmox.Decode[agentList[agentFilesystem]](body)
		if err != nil {
			return
		}
		d := diskOf(answer.Result)
		if d.usage.Known == (d.reason != "") {
			t.Errorf("diskOf(%q) has usage %+v and reason %q, want one of them", body, d.usage, d.reason)
		}
	})
}
