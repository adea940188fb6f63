package api

import (
	"encoding/json"
	"maps"
	"reflect"
	"strings"
	"time"
)

// partial marks a request of which every member may be absent: what is not
// given stays as it is.
type partial struct{ of any }

// schemas collects the JSON schemas of structs by their names.
type schemas struct {
	byName object
	names  map[reflect.Type]string
}

func newSchemas() *schemas {
	return &schemas{byName: object{}, names: map[reflect.Type]string{}}
}

// of is the schema of a value's type; structs are referred to by name.
func (s *schemas) of(value any) object {
	if p, ok := value.(partial); ok {
		t := reflect.TypeOf(p.of)
		name := t.Name() + "Changes"
		members, _ := s.members(t)
		s.byName[name] = object{"type": "object", "properties": members}
		return reference(name)
	}
	return s.ofType(reflect.TypeOf(value))
}

func (s *schemas) ofType(t reflect.Type) object {
	switch t {
	case reflect.TypeFor[time.Time]():
		return object{"type": "string", "format": "date-time"}
	case reflect.TypeFor[json.RawMessage]():
		return object{}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.ofType(t.Elem())
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.String:
		return object{"type": "string"}
	case reflect.Float32, reflect.Float64:
		return object{"type": "number"}
	case reflect.Slice, reflect.Array:
		return object{"type": "array", "items": s.itemOf(t.Elem())}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": s.ofType(t.Elem())}
	case reflect.Struct:
		return s.structure(t)
	case reflect.Interface:
		return object{}
	default:
		return object{"type": "integer"}
	}
}

// itemOf is the schema of what a list holds: a pointer may be null there.
func (s *schemas) itemOf(t reflect.Type) object {
	item := s.ofType(t)
	if name, plain := item["type"].(string); plain && t.Kind() == reflect.Pointer {
		item["type"] = []string{name, "null"}
	}
	return item
}

// structure names a struct and describes it once.
func (s *schemas) structure(t reflect.Type) object {
	if t.Name() == "" {
		return object{"type": "object"}
	}
	if name, known := s.names[t]; known {
		return reference(name)
	}
	name := t.Name()
	if _, taken := s.byName[name]; taken {
		pkg := t.PkgPath()[strings.LastIndexByte(t.PkgPath(), '/')+1:]
		name = strings.ToUpper(pkg[:1]) + pkg[1:] + name
	}
	s.names[t] = name
	s.byName[name] = object{} // taken while its members are described
	members, required := s.members(t)
	schema := object{"type": "object", "properties": members}
	if len(required) > 0 {
		schema["required"] = required
	}
	s.byName[name] = schema
	return reference(name)
}

// members describes the fields of a struct, those of embedded ones included.
func (s *schemas) members(t reflect.Type) (members object, required []string) {
	members = object{}
	for _, f := range reflect.VisibleFields(t) {
		tag, tagged := f.Tag.Lookup("json")
		name, options, _ := strings.Cut(tag, ",")
		if !tagged || name == "-" || name == "" || !f.IsExported() {
			continue
		}
		members[name] = s.member(f)
		if !strings.Contains(options, "omit") && f.Type.Kind() != reflect.Pointer {
			required = append(required, name)
		}
	}
	return members, required
}

// member describes one field. Its tags doc and null say what it means and that
// it may be null.
func (s *schemas) member(f reflect.StructField) object {
	schema := maps.Clone(s.ofType(f.Type))
	if doc := f.Tag.Get("doc"); doc != "" {
		schema["description"] = doc
	}
	if kind, named := schema["type"]; named && f.Tag.Get("null") == "true" {
		schema["type"] = []any{kind, "null"}
	}
	return schema
}

func reference(name string) object { return object{"$ref": "#/components/schemas/" + name} }
