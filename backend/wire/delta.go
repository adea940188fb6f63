package wire

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// Delta is what changed between two compact states.
type Delta struct {
	Set map[string]map[string]Fields `json:"set,omitempty"`
	Del map[string][]string          `json:"del,omitempty"`
	Top map[string]any               `json:"top,omitempty"`
}

// Empty reports whether nothing but the time changed.
func (d Delta) Empty() bool { return len(d.Set) == 0 && len(d.Del) == 0 && len(d.Top) == 0 }

// DeltaOf compares two compact states.
func DeltaOf(before, after *Compact) Delta {
	d := Delta{Set: map[string]map[string]Fields{}, Del: map[string][]string{}, Top: map[string]any{}}
	for name, rows := range after.Rows {
		if reflect.ValueOf(rows).Pointer() == reflect.ValueOf(before.Rows[name]).Pointer() {
			continue // taken over as it was
		}
		for id, row := range rows {
			if changed := difference(before.row(name, id), row); len(changed) > 0 {
				if d.Set[name] == nil {
					d.Set[name] = map[string]Fields{}
				}
				d.Set[name][id] = changed
			}
		}
		for id := range before.Rows[name] {
			if _, still := rows[id]; !still {
				d.Del[name] = append(d.Del[name], id)
			}
		}
	}
	for key, value := range after.Top {
		if key != "lastUpdate" && !reflect.DeepEqual(before.Top[key], value) {
			d.Top[key] = value
		}
	}
	return d
}

// difference lists the members of a row that changed; all of them when there
// was no row of that type. A member that is gone is null.
func difference(before, after any) Fields {
	now := reflect.ValueOf(after).Elem()
	fields := plans[now.Type()]
	var old reflect.Value
	if before != nil && reflect.TypeOf(before) == reflect.TypeOf(after) {
		old = reflect.ValueOf(before).Elem()
	}
	var changed Fields
	for _, f := range fields {
		value := now.FieldByIndex(f.index)
		absent := f.omitEmpty && empty(value)
		if !old.IsValid() && absent || old.IsValid() && equal(old.FieldByIndex(f.index), value) {
			continue
		}
		if changed == nil {
			changed = Fields{}
		}
		changed[f.name] = encoded(value, absent)
	}
	return changed
}

func encoded(v reflect.Value, absent bool) json.RawMessage {
	if absent {
		return json.RawMessage("null")
	}
	b, err := json.Marshal(v.Interface())
	if err != nil {
		panic(fmt.Sprintf("encode row: %v", err)) // the structs hold nothing that cannot be encoded
	}
	return b
}

type field struct {
	name      string
	index     []int
	omitEmpty bool
}

// plans holds the members of every row of the compact feed.
var plans = map[reflect.Type][]field{
	reflect.TypeFor[CompactNode]():  plan(reflect.TypeFor[CompactNode]()),
	reflect.TypeFor[CompactGuest](): plan(reflect.TypeFor[CompactGuest]()),
	reflect.TypeFor[Storage]():      plan(reflect.TypeFor[Storage]()),
	reflect.TypeFor[DockerHost]():   plan(reflect.TypeFor[DockerHost]()),
	reflect.TypeFor[CephCluster]():  plan(reflect.TypeFor[CephCluster]()),
	reflect.TypeFor[PhysicalDisk](): plan(reflect.TypeFor[PhysicalDisk]()),
	reflect.TypeFor[PBS]():          plan(reflect.TypeFor[PBS]()),
	reflect.TypeFor[PMG]():          plan(reflect.TypeFor[PMG]()),
	reflect.TypeFor[PBSBackup]():    plan(reflect.TypeFor[PBSBackup]()),

	reflect.TypeFor[BackupTask]():     plan(reflect.TypeFor[BackupTask]()),
	reflect.TypeFor[StorageBackup]():  plan(reflect.TypeFor[StorageBackup]()),
	reflect.TypeFor[ReplicationJob](): plan(reflect.TypeFor[ReplicationJob]()),
	reflect.TypeFor[GuestSnapshot]():  plan(reflect.TypeFor[GuestSnapshot]()),
	reflect.TypeFor[StateAlert]():     plan(reflect.TypeFor[StateAlert]()),
}

// plan lists the JSON members of a struct, those of embedded structs included.
func plan(t reflect.Type) []field {
	var fields []field
	for _, f := range reflect.VisibleFields(t) {
		tag, has := f.Tag.Lookup("json")
		if !has || f.Anonymous {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		fields = append(fields, field{name, f.Index, strings.Contains(options, "omitempty")})
	}
	return fields
}

func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map, reflect.String:
		return v.Len() == 0
	default:
		return v.IsZero()
	}
}
